#include "modules/programmes/packs.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "platform/crypto/digest.hpp"

namespace jiwei::programmes {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view pack_of_register = "archive";  // its indicators are residents' own

constexpr std::uintmax_t file_bytes_max = 4U << 20U;
constexpr std::int64_t basis_points_per_percent = 100;
constexpr std::size_t digest_length = 16;

/// The name under which the county enters the figure that a pack speaks of.
std::string figure_kind(std::string_view figure) {
    if (figure == "population") return "usual_residents";
    if (figure == "population_35") return "usual_residents_35";
    return std::string{figure};
}

indicators::Definition definition_of(const packs::Pack& pack, const packs::Indicator& one) {
    indicators::Definition definition;
    definition.code = one.code;
    definition.name_zh = one.title.zh;
    definition.name_en = one.title.en;
    definition.numerator_zh = one.numerator_title.zh;
    definition.numerator_en = one.numerator_title.en;
    definition.denominator_zh = one.denominator_title.zh;
    definition.denominator_en = one.denominator_title.en;
    definition.programme = pack.name;
    definition.person_resource = pack.has_enrolment ? "chronic_followup" : "health_record";
    definition.source = one.source;
    definition.source_zh = one.source_zh;
    definition.higher_is_better = one.direction != "DOWN";
    if (!one.figure.empty()) {
        definition.denominator = indicators::Denominator::population;
        definition.figure_kind = figure_kind(one.figure);
        definition.multiplier = one.multiplier.value_or(Decimal{1});
    }
    if (one.target) {
        const auto percent = parse_decimal(*one.target);
        const auto points = percent ? multiply(*percent, Decimal{basis_points_per_percent}) : std::nullopt;
        if (points) definition.target_basis_points = round_half_up(*points, 0).units();
    }
    return definition;
}

std::string text_of(const fs::path& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

Result<Edition> edition_of(const packs::Bundle& bundle, const std::string& label) {
    auto pack = packs::load(bundle);
    if (!pack) {
        Problem problem{Refusal::unprocessable, "pack-refused", {}, {}};
        for (const rules::Diagnostic& one : pack.error()) {
            const std::string place = one.file + ":" + std::to_string(one.line) + ":" + std::to_string(one.column);
            problem.detail += label + rules::text(one) + "\n";
            problem.errors.push_back({place, one.code, one.message});
        }
        return tl::unexpected(std::move(problem));
    }
    Edition edition;
    edition.pack = *pack;
    edition.bundle = {edition.pack->name,         {}, edition.pack->title.zh, edition.pack->edition, edition.pack->effective_from,
                      packs::write_bundle(bundle)};
    edition.bundle.version = crypto::sha256_hex(edition.bundle.bytes);
    return edition;
}

Result<packs::Bundle> read_pack(const std::string& path) {
    std::error_code failed;
    if (fs::is_regular_file(path, failed) && fs::file_size(path, failed) <= file_bytes_max) {
        auto bundle = packs::read_bundle(text_of(path));
        if (!bundle) return refuse(Refusal::unprocessable, "pack-unreadable", rules::text(bundle.error().front()));
        return std::move(*bundle);
    }
    packs::Bundle bundle;
    for (const auto& entry : fs::recursive_directory_iterator{path, failed}) {
        if (!entry.is_regular_file()) continue;
        if (entry.file_size() > file_bytes_max) return refuse(Refusal::unprocessable, "pack-too-large", entry.path().filename().string());
        bundle.emplace_back(fs::relative(entry.path(), path).generic_string(), text_of(entry.path()));
    }
    if (failed) return refuse(Refusal::unprocessable, "pack-unreadable", failed.message());
    std::ranges::sort(bundle);
    return bundle;
}

const Edition* PackStore::Impl::on(std::string_view name, CivilDate day) const {
    const Edition* found = nullptr;
    for (const Edition& edition : editions) {
        if (edition.bundle.name != name) continue;
        if (found == nullptr || edition.bundle.effective_from <= day) found = &edition;
    }
    return found;
}

std::string_view PackStore::Impl::row_of_form(std::string_view full_name) const {
    const auto known = form_rows.find(full_name);
    return known == form_rows.end() ? forms::form_rows.front() : std::string_view{known->second};
}

std::optional<FormName> split_form(std::string_view full) {
    const std::size_t slash = full.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == full.size()) return std::nullopt;
    return FormName{full.substr(0, slash), full.substr(slash + 1)};
}

void PackStore::Impl::settle() {
    std::ranges::sort(editions, [](const Edition& a, const Edition& b) {
        return std::tie(a.bundle.name, a.bundle.effective_from) < std::tie(b.bundle.name, b.bundle.effective_from);
    });
    ++revision;
    bundles.clear();
    counting.clear();
    counting_facts.clear();
    form_rows.clear();
    std::string versions;
    for (const Edition& edition : editions) {
        for (const packs::FormRules& one : edition.pack->forms) form_rows[edition.bundle.name + "/" + one.form.name] = one.form.row;
        bundles.push_back(edition.bundle);
        versions += edition.bundle.version;
        if (edition.pack->has_enrolment || edition.pack->indicators.empty() || edition.bundle.name == pack_of_register) continue;
        if (!counts_people(edition.bundle.name)) counting.push_back(edition.bundle.name);
        for (const packs::FactRule& fact : edition.pack->facts) counting_facts.insert(fact.code);
    }
    digest = crypto::sha256_hex(versions).substr(0, digest_length);
}

PackStore::PackStore(Impl impl) : generations_{std::make_unique<Generations<Impl>>(std::move(impl))} {}
PackStore::~PackStore() = default;

Result<std::unique_ptr<PackStore>> PackStore::load(const std::string& directory) {
    Impl impl;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{directory, failed}) {
        if (!entry.is_directory() || !fs::exists(entry.path() / "pack.json")) continue;
        JIWEI_TRY(bundle, read_pack(entry.path().string()));
        JIWEI_TRY(edition, edition_of(bundle, entry.path().filename().string() + "/"));
        impl.editions.push_back(std::move(edition));
    }
    if (failed) return refuse(Refusal::internal, "packs-missing", directory);
    impl.directory = directory;
    impl.of_program = impl.editions;
    impl.settle();
    return std::unique_ptr<PackStore>{new PackStore{std::move(impl)}};
}

Result<void> PackStore::add(const packs::Bundle& bundle) {
    JIWEI_TRY(edition, edition_of(bundle, {}));
    generations_->change([&edition = edition](Impl& next) {
        next.put(edition);
        next.settle();
    });
    return {};
}

Result<void> PackStore::reload(std::span<const packs::Bundle> loaded) {
    std::vector<Edition> editions;
    for (const packs::Bundle& bundle : loaded) {
        JIWEI_TRY(edition, edition_of(bundle, {}));
        editions.push_back(std::move(edition));
    }
    generations_->change([&editions](Impl& next) {
        next.editions = next.of_program;
        for (const Edition& edition : editions) next.put(edition);
        next.settle();
    });
    return {};
}

void PackStore::Impl::put(const Edition& edition) {
    std::erase_if(editions, [&](const Edition& one) {
        return one.bundle.name == edition.bundle.name && one.bundle.effective_from == edition.bundle.effective_from;
    });
    editions.push_back(edition);
}

const PackStore::Impl& PackStore::impl() const { return generations_->now(); }
const std::string& PackStore::digest() const { return impl().digest; }
const std::vector<PackBundle>& PackStore::bundles() const { return impl().bundles; }

const PackBundle* PackStore::find(std::string_view name, std::string_view version) const {
    const auto is_it = [&](const PackBundle& bundle) { return bundle.name == name && bundle.version == version; };
    const std::vector<PackBundle>& all = bundles();
    const auto found = std::ranges::find_if(all, is_it);
    return found == all.end() ? nullptr : &*found;
}

const PackBundle* PackStore::valid_on(std::string_view name, CivilDate date) const {
    const Edition* const edition = impl().on(name, date);
    return edition == nullptr || edition->bundle.effective_from > date ? nullptr : &edition->bundle;
}

std::vector<indicators::Definition> PackStore::indicator_definitions() const {
    std::vector<indicators::Definition> definitions;
    for (const Edition& edition : impl().editions) {
        for (const packs::Indicator& one : edition.pack->indicators) definitions.push_back(definition_of(*edition.pack, one));
    }
    return definitions;
}

}  // namespace jiwei::programmes
