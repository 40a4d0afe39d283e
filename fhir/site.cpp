#include "fhir/site.hpp"

#include "fhir/outcome.hpp"

namespace jiwei::fhir {

void add_to_site(http::Site& site, const std::vector<Provider*>& providers, RouterOptions options) {
    Router router{std::move(options)};
    for (Provider* const provider : providers) router.add(*provider);
    site.routes.push_back(router.routes());
    site.problem_styles.push_back(
        {"/fhir/R4", [](const Problem& problem, std::string_view request_id) { return render_problem(problem, request_id); }});
}

}  // namespace jiwei::fhir
