// Signed forms go by different rows of the permission matrix: what a request may do with which.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

/// `op` on a form of any row.
[[nodiscard]] http::Access access_to_forms(http::Op op);

/// Who asks, with the reach that this row gives the request; 403 when it gives none. Outside of any read: it asks for the reach.
[[nodiscard]] Result<Actor> actor_by_row(const Programmes::Impl& impl, const http::Request& request, std::string_view row);

/// A record with who asks for it, by the row of its form.
struct RecordAsked {
    Record record;
    Actor actor;
};
/// 404 when there is no such record, or nothing lets the requester read its row for this person; 403 when reading is all that the row
/// allows. Whether the person lies in the reach is for the act itself to check.
[[nodiscard]] Result<RecordAsked> ask_for_record(const Programmes::Impl& impl, const http::Request& request, std::string_view record_id);

/// What one request may read of signed forms: each row with the people it opens.
class FormSight {
public:
    /// Outside of any read: asks for the reaches.
    FormSight(const Programmes::Impl& impl, const http::Request& request);
    /// For acts that go by one row alone.
    FormSight(const Programmes::Impl& impl, Actor only);

    /// One person, through the rows that open this person.
    class OfPerson {
    public:
        [[nodiscard]] const residents::Brief& brief() const { return brief_; }
        /// Who asks, by the row of the form; nothing when the form is not for the reader.
        [[nodiscard]] const Actor* of_form(std::string_view full_name) const;
        /// Everything that a loaded pack has a form for is open.
        [[nodiscard]] bool sees_all() const;
        [[nodiscard]] const Programmes::Impl& impl() const { return *impl_; }
        [[nodiscard]] const std::string& county_id() const { return open_.front()->principal.county_id; }
        [[nodiscard]] CivilDate today() const { return open_.front()->today; }
        /// Without those of records whose forms are not for the reader.
        [[nodiscard]] std::vector<rules::Fact> visible(db::Connection& connection, std::vector<rules::Fact> facts) const;

    private:
        friend class FormSight;
        OfPerson(const Programmes::Impl& impl, residents::Brief brief, std::vector<const Actor*> open)
            : impl_{&impl}, brief_{std::move(brief)}, open_{std::move(open)} {}
        const Programmes::Impl* impl_;
        residents::Brief brief_;
        std::vector<const Actor*> open_;
    };
    /// 404 when no row opens the person. Must not outlive this.
    [[nodiscard]] Result<OfPerson> person(db::Connection& connection, std::string_view resident_id) const;

private:
    const Programmes::Impl* impl_;
    std::vector<Actor> by_row_;
};

}  // namespace jiwei::programmes
