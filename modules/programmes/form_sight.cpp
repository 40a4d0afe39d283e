#include "modules/programmes/form_sight.hpp"

#include <algorithm>
#include <set>

#include "modules/programmes/sql.hpp"

namespace jiwei::programmes {

namespace {

const auth::Grant* grant_of(const auth::Grant& granted, std::string_view row) {
    if (granted.of_rows.empty()) return granted.resource == row ? &granted : nullptr;
    const auto found = std::ranges::find(granted.of_rows, row, &auth::Grant::resource);
    return found == granted.of_rows.end() ? nullptr : &*found;
}

/// Whether reading by the row opens the person, for the difference between "not there" and "not yours to write".
bool reads_by_row(const Programmes::Impl& impl, const http::Request& request, std::string_view row, std::string_view resident_id) {
    const auto grant = impl.access.grant_for(request.principal, http::Op::read, row);
    if (!grant) return false;
    const access::Reach reach = impl.access.reach(request.principal, *grant, request.today);
    return impl.services.database.read([&](db::Connection& connection) {
        return impl.residents.brief_in_reach(connection, request.principal.county_id, resident_id, reach).has_value();
    });
}

}  // namespace

http::Access access_to_forms(http::Op op) {
    return http::Access::to_any(op, std::vector<std::string>{forms::form_rows.begin(), forms::form_rows.end()});
}

Result<Actor> actor_by_row(const Programmes::Impl& impl, const http::Request& request, std::string_view row) {
    const auth::Grant* const grant = grant_of(request.grant, row);
    if (grant == nullptr) {
        impl.access.record_denial(request, row, request.param("resident"), "forbidden");
        return refuse(Refusal::forbidden, "forbidden", "no role of this account may do that");
    }
    return Actor{request.principal, request.trail, request.today, impl.access.reach(request.principal, *grant, request.today),
                 std::string{row}};
}

Result<RecordAsked> ask_for_record(const Programmes::Impl& impl, const http::Request& request, std::string_view record_id) {
    std::optional<Record> record = impl.services.database.read([&](db::Connection& connection) {
        return Store{connection, request.principal.county_id}.find_record(record_id);
    });
    const std::string_view row = record ? impl.packs.impl().row_of_form(record->form) : forms::form_rows.front();
    const bool is_open = record && (grant_of(request.grant, row) != nullptr || reads_by_row(impl, request, row, record->resident_id));
    if (!is_open) {
        impl.access.record_denial(request, row, record_id, "not-found");
        return refuse(Refusal::not_found, "not-found");
    }
    JIWEI_TRY(actor, actor_by_row(impl, request, row));
    return RecordAsked{std::move(*record), std::move(actor)};
}

FormSight::FormSight(const Programmes::Impl& impl, const http::Request& request) : impl_{&impl} {
    for (const std::string_view row : forms::form_rows) {
        const auth::Grant* const grant = grant_of(request.grant, row);
        if (grant == nullptr) continue;
        by_row_.push_back({request.principal, request.trail, request.today, impl.access.reach(request.principal, *grant, request.today),
                           std::string{row}});
    }
}

FormSight::FormSight(const Programmes::Impl& impl, Actor only) : impl_{&impl}, by_row_{std::move(only)} {}

Result<FormSight::OfPerson> FormSight::person(db::Connection& connection, std::string_view resident_id) const {
    std::optional<residents::Brief> brief;
    std::vector<const Actor*> open;
    for (std::size_t i = 0; i < by_row_.size(); ++i) {
        // Most roles have the same reach on every row: what one of them answered holds for the others.
        const auto same = std::find_if(by_row_.begin(), by_row_.begin() + static_cast<std::ptrdiff_t>(i),
                                       [&](const Actor& one) { return one.reach == by_row_[i].reach; });
        if (same != by_row_.begin() + static_cast<std::ptrdiff_t>(i)) {
            if (std::ranges::find(open, &*same) != open.end()) open.push_back(&by_row_[i]);
            continue;
        }
        auto found = brief_in_reach(*impl_, connection, by_row_[i], resident_id);
        if (!found) continue;
        brief = std::move(*found);
        open.push_back(&by_row_[i]);
    }
    if (!brief) return refuse(Refusal::not_found, "not-found");
    return OfPerson{*impl_, std::move(*brief), std::move(open)};
}

const Actor* FormSight::OfPerson::of_form(std::string_view full_name) const {
    const auto found = std::ranges::find(open_, impl_->packs.impl().row_of_form(full_name), &Actor::row);
    return found == open_.end() ? nullptr : *found;
}

bool FormSight::OfPerson::sees_all() const {
    return std::ranges::all_of(impl_->packs.impl().form_rows, [&](const auto& form) { return of_form(form.first) != nullptr; });
}

std::vector<rules::Fact> FormSight::OfPerson::visible(db::Connection& connection, std::vector<rules::Fact> facts) const {
    if (facts.empty() || sees_all()) return facts;
    std::set<std::string, std::less<>> hidden;
    for (const db::Row row : connection.run(sql::forms_of_records, {county_id(), brief_.id})) {
        if (of_form(row.text(1)) == nullptr) hidden.insert(row.string(0));
    }
    std::erase_if(facts, [&](const rules::Fact& fact) { return hidden.contains(fact.record_id); });
    return facts;
}

}  // namespace jiwei::programmes
