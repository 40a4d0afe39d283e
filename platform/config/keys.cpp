// The table of keys: the manual, the checks and the reference file all come from here.
#include <array>

#include "platform/config/config.hpp"

namespace jiwei::config {
namespace {

// clang-format off
#define SLOT(section, name) #section, #name
#define AT(section, name) [](Config& c) -> Key::Slot { return &c.section.name; }
#define TEXT(section, name, paragraph) Key{SLOT(section, name), 0, 0, "", false, paragraph, AT(section, name)}
#define CHOICE(section, name, choices, paragraph) Key{SLOT(section, name), 0, 0, choices, false, paragraph, AT(section, name)}
#define SECRET(section, name, paragraph) Key{SLOT(section, name), 0, 0, "", true, paragraph, AT(section, name)}
#define NUMBER(section, name, min, max, paragraph) Key{SLOT(section, name), min, max, "", false, paragraph, AT(section, name)}
#define SWITCH(section, name, paragraph) Key{SLOT(section, name), 0, 0, "", false, paragraph, AT(section, name)}

constexpr std::int64_t mib = 1 << 20;

constexpr std::array table{
    TEXT(http, listen, "Address and port of the server, ADDR:PORT or [ADDR6]:PORT. Port 0 takes a free one. Without a certificate only "
         "loopback addresses are accepted, unless behind_proxy names a proxy."),
    TEXT(http, tls_certificate_file, "PEM file with the certificate and its chain. Setting it turns TLS 1.2 and 1.3 on; SIGHUP reads it again."),
    TEXT(http, tls_key_file, "PEM file with the private key of the certificate. Readable by the server's account only."),
    TEXT(http, behind_proxy, "Addresses or CIDR blocks of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. From anybody "
         "else these headers are ignored. Without a certificate, only these proxies and this machine may connect."),
    TEXT(http, public_url, "The address people and partners use, as https://jiwei.example.cn. It begins FHIR Location headers and links. Empty: "
         "the Host header of the request."),
    TEXT(http, web_dir, "Folder with the built page. It is read once at start. Empty: no page is served."),
    TEXT(http, metrics_token_file, "File whose first line opens /metrics to a reader elsewhere that sends it as a bearer token. Empty: "
         "loopback only."),
    NUMBER(http, io_threads, 1, 16, "Threads that move bytes. One serves tens of thousands of requests a second; a second one helps TLS on large machines."),
    NUMBER(http, workers, 1, 1024, "Requests worked on at one time. A worker waits while its act is made durable, and acts that wait together share "
           "one commit, so this may well exceed the processors."),
    NUMBER(http, queue_max, 1, 100'000, "Requests that may wait for a worker. One more is answered 503 with Retry-After at once."),
    NUMBER(http, connections_max, 1, 100'000, "Open connections. More are closed unanswered. Each takes about 20 KiB and a file descriptor."),
    NUMBER(http, connections_per_address_max, 0, 100'000, "Open connections of one client address; 0 sets no limit. Leave it 0 where a whole "
           "hospital comes through one address. Trusted proxies are not counted."),
    NUMBER(http, header_bytes_max, 1024, mib, "Request line and headers together. More is answered 431."),
    NUMBER(http, headers_max, 8, 1000, "Header lines of a request. More is answered 431."),
    NUMBER(http, body_bytes_max, 65'536, 1024 * mib, "The largest body any route may take; each route has its own, mostly far lower, limit. More is answered 413."),
    NUMBER(http, body_total_bytes_max, mib, 65'536 * mib, "Request bodies held in memory, all connections together. Beyond it bodies are answered 503."),
    NUMBER(http, header_seconds_max, 1, 300, "From the first byte of a request to the end of its headers. Slower clients get 408."),
    NUMBER(http, body_stall_seconds_max, 1, 600, "Between two pieces of a body. Slower clients get 408."),
    NUMBER(http, body_bytes_per_second_min, 0, mib, "Least speed of a body after body_stall_seconds_max. Slower clients get 408. 0 sets none."),
    NUMBER(http, idle_seconds_max, 1, 3600, "A kept connection without a request is closed after this time. Longer than the proxy's own, if there is one."),
    NUMBER(http, handler_seconds_max, 1, 3600, "A request that is not answered by then is answered 503. Its work is not undone: the client must ask before it repeats."),
    NUMBER(http, write_stall_seconds_max, 1, 600, "A client that takes nothing of its answer for this long is cut off."),
    NUMBER(http, drain_seconds_max, 0, 600, "At SIGTERM, the time for requests already accepted."),

    SECRET(database, url, "sqlite:PATH or postgresql://USER@HOST/NAME. Empty: the file jiwei.db in the data folder. A password belongs into the "
           "file ~/.pgpass or PGPASSFILE, not here."),
    NUMBER(database, readers, 1, 256, "Connections for reading. On PostgreSQL as many serve writing."),
    NUMBER(database, acts_per_commit_max, 1, 1024, "On SQLite, how many waiting acts share one commit. More raises throughput under load and never delays a lone act."),
    SWITCH(database, migrate, "Bring the schema up to date at start, after a verified back-up. Off: refuse to start when it is behind."),

    TEXT(keys, dir, "Folder of the key files that open the sensitive columns. It must lie neither in the database nor in its back-ups. Empty: keys "
         "in the data folder."),

    TEXT(packs, dir, "Folder of the rule packs."),

    NUMBER(access, session_idle_minutes, 1, 480, "A session without a request ends after this time."),
    NUMBER(access, session_clinical_idle_minutes, 1, 480, "The same for clinical workstations (village doctors, township doctors, nurses)."),
    NUMBER(access, session_absolute_hours, 1, 24, "A session ends after this time in any case."),
    NUMBER(access, lockout_failures_max, 3, 20, "Failed sign-ins in a row after which an account is locked; the answer to the last one already says so."),
    NUMBER(access, lockout_window_minutes, 1, 1440, "The failures count when they fall within this time."),
    NUMBER(access, lockout_minutes, 1, 1440, "How long a locked account stays locked."),
    NUMBER(access, address_failures_max, 5, 10'000, "Failed sign-ins from one address after which it is answered 429."),
    NUMBER(access, address_window_minutes, 1, 1440, "The window of address_failures_max."),
    NUMBER(access, password_length_min, 8, 64, "Characters of a password."),
    NUMBER(access, password_admin_length_min, 8, 64, "Characters of an administrator's password."),
    NUMBER(access, password_classes_min, 1, 4, "How many of the four classes (small and capital letters, digits, others) a password mixes."),
    NUMBER(access, password_history, 0, 24, "How many earlier passwords may not come back."),
    NUMBER(access, password_valid_days, 0, 3650, "Days until a password must change; 0: never."),
    NUMBER(access, unused_account_days, 0, 3650, "Accounts unused for this long are suspended; 0: never."),
    NUMBER(access, token_days_max, 1, 365, "The longest life of a service token."),
    NUMBER(access, reveals_per_day_max, 1, 10'000, "Full ID numbers and phones one user may reveal in a day."),

    NUMBER(import, file_bytes_max, 65'536, 1024 * mib, "The largest roster file. It must not exceed http.body_bytes_max to be uploaded."),
    NUMBER(import, rows_max, 1, 10'000'000, "Rows of one roster file."),
    NUMBER(import, rows_per_act, 1, 10'000, "Rows written in one act. After an interruption the import goes on behind the last act."),
    NUMBER(import, preview_rows, 1, 1000, "Rows shown before an import is confirmed."),

    TEXT(backup, dir, "Folder of the back-ups; best on another disk. Empty: backups in the data folder."),
    NUMBER(backup, copies_kept, 1, 1000, "Older copies are removed after a new one has been verified."),

    TEXT(audit, anchors_dir,
         "Folder of the signed heads of the audit chains, one line each, only ever appended to. Copy it to write-once storage. Empty: anchors "
         "in the data folder."),

    NUMBER(retention, audit_online_years, 1, 100, "Audit lines stay in the database at least this long (the law asks for six months)."),
    NUMBER(retention, outbox_acked_days, 1, 3650, "Messages that a partner has acknowledged are removed after this time."),
    NUMBER(retention, import_files_days, 1, 3650, "Uploaded rosters and their lists of refused rows are removed after this time."),

    CHOICE(log, level, "debug info warn error", "The least level that is written. Personal data is written at none."),
    CHOICE(log, format, "json logfmt", "json for collectors, logfmt for eyes."),
    TEXT(log, file, "File of the log. Empty: standard error, as systemd wants it."),
    NUMBER(log, file_bytes_max, 65'536, 65'536 * mib, "A file of this size is renamed to .1 and a new one begun."),
    NUMBER(log, files_kept, 1, 1000, "Renamed files that are kept."),
    SWITCH(log, requests, "One line a request, event http.request: route, status, time. No address, no path, no query."),
};
// clang-format on

}  // namespace

std::span<const Key> keys() { return table; }

}  // namespace jiwei::config
