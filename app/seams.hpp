// Adapters where one module must hear of another against the arrow of dependence: small, and all in one place.
#pragma once

#include "app/composition.hpp"

namespace jiwei::app {

/// residents tells, programmes follows: deaths, moves and returns inside the act that records them.
class FollowResidents final : public residents::Listener {
public:
    explicit FollowResidents(programmes::Programmes& programmes) : programmes_{programmes} {}
    [[nodiscard]] Result<void> apply(db::Connection& connection, const residents::ActContext& act, std::span<const residents::Event> events,
                                     std::int64_t change_seq) override;

private:
    [[nodiscard]] Result<void> follow(db::Connection& connection, const residents::ActContext& act, const residents::Event& event,
                                      std::int64_t change_seq);
    programmes::Programmes& programmes_;
};

/// What a dashboard may show its reader: the matrix decides who reads statistics and who may open the people behind a number.
[[nodiscard]] indicators::ScopeOf scope_of(access::Access& access);

class Composition::Seams {
public:
    explicit Seams(programmes::Programmes& programmes) : follow{programmes} {}
    FollowResidents follow;
};

}  // namespace jiwei::app
