#include "modules/programmes/printing.hpp"

#include <algorithm>

#include "platform/print/layout.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::size_t archive_no_length = 17;
constexpr std::size_t printed_from = 9;  // parts 3 and 4 of the number stand on forms
constexpr std::size_t serial_from = 12;

std::string printed_number(const std::string& archive_no) {
    if (archive_no.size() != archive_no_length) return {};
    return archive_no.substr(printed_from, serial_from - printed_from) + "-" + archive_no.substr(serial_from);
}

/// Forms write the sex out; unknown and not stated stay blank.
std::string sex_word(std::string_view code) { return code == "1" ? "男" : code == "2" ? "女" : ""; }

}  // namespace

Result<std::string> print_record(const Programmes::Impl& impl, const Record& record, const residents::Brief& brief,
                                 const residents::OnPaper& person) {
    const auto name = split_form(record.form);
    const PackStore::Impl& packs = impl.packs.impl();
    // The edition it was signed with, as long as it is in force; else the one of its day.
    const auto signed_with =
        std::ranges::find_if(packs.editions, [&](const Edition& one) { return one.bundle.version == record.pack_version; });
    const Edition* const edition = signed_with != packs.editions.end() ? &*signed_with
                                   : name                              ? packs.on(name->pack, record.service_date)
                                                                       : nullptr;
    const auto bundle = edition == nullptr ? tl::expected<packs::Bundle, rules::Diagnostics>{} : packs::read_bundle(edition->bundle.bytes);
    if (edition == nullptr || !bundle) return refuse(Refusal::not_found, "not-found");
    const std::string path = "print/" + std::string{name->form} + ".json";
    const auto layout_text = std::ranges::find(*bundle, path, &packs::Bundle::value_type::first);
    if (layout_text == bundle->end()) return refuse(Refusal::not_found, "not-found", "the pack has no layout of this form");
    const auto layout = json::parse(layout_text->second);
    auto answers = json::parse(record.answers);
    if (!layout || !answers) return refuse(Refusal::internal, "layout-invalid");
    print::Filling filling;
    filling.texts = {{"name", person.name},   {"sex", sex_word(brief.sex)}, {"birth_date", brief.birth_date.text()},
                     {"id_no", person.id_no}, {"phone", person.phone},      {"address", person.address}};
    if (const packs::FormRules* const rules = edition->pack->form(name->form))
        std::erase_if(filling.texts, [rules](const auto& text) { return rules->form.find(text.first) != nullptr; });
    filling.answers = std::move(*answers);
    filling.number = printed_number(brief.archive_no);
    filling.options = [edition](std::string_view set) {
        std::vector<print::Option> options;
        if (const forms::ValueSet* const found = edition->pack->value_set(set)) {
            for (const forms::Choice& one : found->choices) options.push_back({one.code, one.label.zh});
        }
        return options;
    };
    return print::pdf(print::document_of(*layout, filling));
}

}  // namespace jiwei::programmes
