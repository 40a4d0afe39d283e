// Households of the demo doctor's village, with everybody's relation to the head.
#pragma once

#include <span>

#include "app/demo/demo.hpp"
#include "app/demo/people.hpp"

namespace jiwei::app::demo {

/// Through the same routes as the page. The other villages have none yet, as in a county where a paper register is being brought over.
[[nodiscard]] Result<bool> open_households(Composition& composition, const DemoOptions& options, const Place& place,
                                           std::span<const Person> people, CivilDate day);

/// The answer of one of the modules' own routes to somebody of the village, inside the process.
struct Call {
    http::Verb verb = http::Verb::post;
    std::string_view route;  // "/api/households/{household}/members"
    std::vector<std::pair<std::string, std::string>> path_params;
    std::string body;
    std::int64_t if_match = 0;  // 0: none
};
[[nodiscard]] Result<http::Response> call(const http::RouteSet& routes, const auth::Principal& principal, time::Instant at, CivilDate today,
                                          const Call& call);

}  // namespace jiwei::app::demo
