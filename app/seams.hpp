// Where one module must hear of another against the arrow of dependence, and which source answers for which number: all in one place.
#pragma once

#include "app/composition.hpp"

namespace jiwei::app {

/// What access has to know of a resident, asked of the register.
class RegisteredPeople final : public access::People {
public:
    explicit RegisteredPeople(const residents::Residents& residents) : residents_{residents} {}
    [[nodiscard]] std::optional<access::Person> person(db::Connection& connection, std::string_view county_id,
                                                       std::string_view resident_id) const override {
        auto brief = residents_.brief(connection, county_id, resident_id);
        if (!brief) return std::nullopt;
        return access::Person{std::move(brief->institution_id), std::move(brief->grid_id), std::move(brief->village_code),
                              std::move(brief->name), residents_.address(connection, county_id, resident_id)};
    }

private:
    const residents::Residents& residents_;
};

class Composition::Seams {
public:
    explicit Seams(const residents::Residents& residents) : people{residents} {}
    RegisteredPeople people;
};

}  // namespace jiwei::app
