// A SQLite file system that runs out of space: the n-th write and all after it answer "disk full".
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <string>

namespace jiwei::db::testing {

class FullDisk {
public:
    static constexpr const char* name = "full-disk";

    /// Registers the file system once.
    static void install() {
        static const bool done = [] {
            base() = sqlite3_vfs_find(nullptr);
            static sqlite3_vfs own = *base();
            own.zName = name;
            own.szOsFile = static_cast<int>(sizeof(File)) + base()->szOsFile;
            own.xOpen = &open;
            return sqlite3_vfs_register(&own, 0) == SQLITE_OK;
        }();
        (void)done;
    }
    /// After `writes` more writes the disk is full; a negative number means never.
    static void fill_after(std::int64_t writes) { left() = writes; }
    [[nodiscard]] static bool is_full() { return left() == 0; }

private:
    struct File {
        sqlite3_file base;
        sqlite3_file* real;
    };
    static sqlite3_vfs*& base() {
        static sqlite3_vfs* vfs = nullptr;
        return vfs;
    }
    static std::atomic<std::int64_t>& left() {
        static std::atomic<std::int64_t> count{-1};
        return count;
    }
    static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

    static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
        std::int64_t now = left();
        if (now == 0) return SQLITE_FULL;
        if (now > 0) left() = now - 1;
        return real(file)->pMethods->xWrite(real(file), data, size, at);
    }

    static int open(sqlite3_vfs* /*vfs*/, const char* path, sqlite3_file* file, int flags, int* out_flags) {
        static const sqlite3_io_methods methods = {
            3,
            [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); },
            [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) { return real(f)->pMethods->xRead(real(f), to, size, at); },
            &write,
            [](sqlite3_file* f, sqlite3_int64 size) { return real(f)->pMethods->xTruncate(real(f), size); },
            [](sqlite3_file* f, int how) { return real(f)->pMethods->xSync(real(f), how); },
            [](sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); },
            [](sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); },
            [](sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); },
            [](sqlite3_file* f, int* held) { return real(f)->pMethods->xCheckReservedLock(real(f), held); },
            [](sqlite3_file* f, int code, void* value) { return real(f)->pMethods->xFileControl(real(f), code, value); },
            [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); },
            [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
            [](sqlite3_file* f, int region, int size, int extend, void volatile** at) {
                return real(f)->pMethods->xShmMap(real(f), region, size, extend, at);
            },
            [](sqlite3_file* f, int offset, int count, int how) { return real(f)->pMethods->xShmLock(real(f), offset, count, how); },
            [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); },
            [](sqlite3_file* f, int drop) { return real(f)->pMethods->xShmUnmap(real(f), drop); },
            [](sqlite3_file* /*f*/, sqlite3_int64 /*at*/, int /*size*/, void** to) {
                *to = nullptr;
                return SQLITE_OK;
            },
            [](sqlite3_file* /*f*/, sqlite3_int64 /*at*/, void* /*page*/) { return SQLITE_OK; },
        };
        auto* const own = reinterpret_cast<File*>(file);
        own->real = reinterpret_cast<sqlite3_file*>(own + 1);
        const int code = base()->xOpen(base(), path, own->real, flags, out_flags);
        own->base.pMethods = own->real->pMethods != nullptr ? &methods : nullptr;
        return code;
    }
};

}  // namespace jiwei::db::testing
