// Fuzzes the mapping of `jiwei import records`: the text before the first line of dashes is the mapping, the lines behind it are headings
// and rows, cells between commas. Anything is refused with its faults or read; what is read has an answer for keys of the form only.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "modules/programmes/import_mapping.hpp"
#include "modules/programmes/packs.hpp"
#include "platform/config/config.hpp"

namespace {

using namespace jiwei;

std::vector<std::string> mapping_cells(std::string_view line) {
    std::vector<std::string> cells;
    for (std::size_t at = 0; at <= line.size() && cells.size() < 500;) {
        const std::size_t comma = std::min(line.find(',', at), line.size());
        cells.emplace_back(line.substr(at, comma - at));
        at = comma + 1;
    }
    return cells;
}

const programmes::PackStore& mapping_packs() {
    static const auto packs = programmes::PackStore::load(std::string{JIWEI_SOURCE_DIR} + "/packs").value();
    return *packs;
}

void read_rows(const programmes::RecordMapping& mapping, std::string_view table) {
    const CivilDate day = parse_civil_date("2025-01-01").value();
    static const programmes::CodeEditions editions = programmes::read_code_editions("edition,set,code,now\n2011,SALT,1,3\n").value();
    for (const char* const name : {"hypertension", "examination"}) {
        const packs::Pack& pack = *mapping_packs().impl().on(name, day)->pack;
        const packs::FormRules& form = pack.forms.front();
        std::string_view rest = table;
        const auto line = [&rest] {
            const std::string_view one = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(rest.size(), one.size() + 1));
            return one;
        };
        const auto reader = programmes::RowReader::make(mapping, pack, form.form, name, editions, mapping_cells(line()));
        if (!reader) {
            if (reader.error().errors.empty()) std::abort();
            continue;
        }
        for (int rows = 0; rows < 20 && !rest.empty(); ++rows) {
            const programmes::MappedRow row = reader->read(mapping_cells(line()));
            for (const auto& [key, value] : row.record.answers.members()) {
                if (form.form.find(key) == nullptr) std::abort();
            }
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const std::size_t dashes = std::min(text.find("\n---\n"), text.size());
    json::Value table;
    try {
        table = config::table_of(text.substr(0, dashes), "mapping.toml");
    } catch (const config::Refused& refused) {
        if (std::string_view{refused.what()}.empty()) std::abort();
        return 0;
    }
    const auto mapping = programmes::read_record_mapping(table);
    if (!mapping) {
        if (mapping.error().errors.empty()) std::abort();
        return 0;
    }
    read_rows(*mapping, text.substr(std::min(dashes + 5, text.size())));
    return 0;
}
