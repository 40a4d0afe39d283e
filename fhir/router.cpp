#include "fhir/router.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "core/kernel/id.hpp"
#include "core/kernel/json.hpp"
#include "fhir/outcome.hpp"
#include "fhir/parameters.hpp"
#include "platform/http/etag.hpp"
#include "platform/http/uri.hpp"

namespace jiwei::fhir {
namespace {

constexpr std::string_view base_path = "/fhir/R4";

std::string http_date(std::int64_t utc_ms) {
    constexpr std::array<const char*, 7> days{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // 1970-01-01 was a Thursday
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::int64_t seconds = utc_ms / 1000;
    const auto day = static_cast<std::int32_t>(seconds / 86'400);
    const std::int64_t rest = seconds % 86'400;
    const CivilDate date = CivilDate::from_days(day);
    std::array<char, 40> text{};
    const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT", days[static_cast<std::size_t>(day % 7)],
                                   date.day(), months[static_cast<std::size_t>(date.month() - 1)], date.year(),
                                   static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60));
    return std::string{text.data(), static_cast<std::size_t>(size)};
}

std::string_view type_name(ParamType type) {
    switch (type) {
    case ParamType::token: return "token";
    case ParamType::string: return "string";
    case ParamType::date: return "date";
    case ParamType::reference: return "reference";
    }
    return "string";
}

/// 406 when the client takes neither FHIR JSON nor JSON.
Result<void> check_accept(const http::Request& request) {
    const std::string_view accept = request.header("accept");
    const auto format = request.query_value("_format");
    if (format) {
        if (format->find("json") != std::string_view::npos) return {};
        return refuse(Refusal{406}, "fhir-format", "application/fhir+json");
    }
    if (accept.empty() || accept.find("json") != std::string_view::npos || accept.find("*/*") != std::string_view::npos ||
        accept.find("application/*") != std::string_view::npos) {
        return {};
    }
    return refuse(Refusal{406}, "fhir-format", "application/fhir+json");
}

/// SMART scopes of a token: system/Patient.read, system/*.*, system/Patient.rs (v2).
bool scope_allows_read(const auth::Principal& principal, std::string_view type) {
    if (principal.kind != auth::PrincipalKind::service) return true;
    return std::ranges::any_of(principal.token_scopes, [type](std::string_view scope) {
        if (!scope.starts_with("system/")) return false;
        scope.remove_prefix(7);
        const std::size_t dot = scope.find('.');
        if (dot == std::string_view::npos) return false;
        const std::string_view what = scope.substr(0, dot);
        const std::string_view right = scope.substr(dot + 1, scope.find('?') - dot - 1);
        if (what != "*" && what != type) return false;
        return right == "read" || right == "*" || right.find('r') == 0 || right == "crus" || right == "cruds" || right == "cru";
    });
}

bool wants_strict(const http::Request& request) { return request.header("prefer").find("handling=strict") != std::string_view::npos; }

}  // namespace

class Router::Impl : public std::enable_shared_from_this<Router::Impl> {
public:
    explicit Impl(RouterOptions options) : options_{std::move(options)} {}

    void add(Provider& provider) { providers_[std::string{provider.type()}].push_back(&provider); }

    http::RouteSet routes() {
        http::RouteSet set;
        const std::shared_ptr<Impl> self = shared_from_this();
        set.routes.push_back({http::Verb::get,
                              std::string{base_path} + "/metadata",
                              http::Access::open(),
                              [self](const http::Request& request) { return self->metadata(request); },
                              {"FHIR R4 CapabilityStatement", {}, {}, {}}});
        for (const auto& [type, providers] : providers_) {
            const http::Access access = http::Access::to(http::Op::read, std::string{providers.front()->permission()});
            const std::string path = std::string{base_path} + "/" + type;
            set.routes.push_back({http::Verb::get,
                                  path + "/{id}",
                                  access,
                                  [self, type](const http::Request& request) { return self->read(type, request); },
                                  {"FHIR R4 read " + type, {}, {}, {}}});
            set.routes.push_back({http::Verb::get,
                                  path,
                                  access,
                                  [self, type](const http::Request& request) { return self->search(type, request, request.query); },
                                  {"FHIR R4 search " + type, {}, {}, {}}});
            set.routes.push_back({http::Verb::post,
                                  path + "/_search",
                                  access,
                                  [self, type](const http::Request& request) { return self->search_form(type, request); },
                                  {"FHIR R4 search " + type + " by form", {}, {}, {}}});
        }
        return set;
    }

private:
    std::string base_of(const http::Request& request) const {
        if (!options_.public_url.empty()) return options_.public_url + std::string{base_path};
        return (request.secure ? "https://" : "http://") + std::string{request.header("host")} + std::string{base_path};
    }

    static http::Response answer(std::string body) { return http::Response{200, std::string{content_type}, std::move(body), {}}; }

    Result<http::Response> metadata(const http::Request& request) const {
        JIWEI_CHECK(check_accept(request));
        json::Writer out;
        out.begin_object().member("resourceType", "CapabilityStatement").member("status", "active").member("date", request.today);
        out.member("kind", "instance")
            .member("fhirVersion", "4.0.1")
            .key("format")
            .begin_array()
            .string("application/fhir+json")
            .string("json")
            .end_array();
        out.key("software").begin_object().member("name", "jiwei").member("version", options_.software_version).end_object();
        out.key("implementation").begin_object().member("description", "jiwei").member("url", base_of(request)).end_object();
        out.key("rest").begin_array().begin_object().member("mode", "server");
        out.key("security")
            .begin_object()
            .member("description", "Bearer token with SMART system scopes, e.g. system/Patient.read")
            .end_object();
        out.key("resource").begin_array();
        for (const auto& [type, providers] : providers_) write_capability(out, type, providers);
        return answer(out.end_array().end_object().end_array().end_object().take());
    }

    static void write_capability(json::Writer& out, const std::string& type, const std::vector<Provider*>& providers) {
        out.begin_object()
            .member("type", type)
            .member("versioning", "versioned")
            .member("documentation", providers.front()->profile_note());
        out.key("interaction").begin_array();
        for (const char* code : {"read", "search-type"}) out.begin_object().member("code", code).end_object();
        out.end_array().key("searchParam").begin_array();
        for (const SearchParam& param : providers.front()->search_params()) {
            out.begin_object()
                .member("name", param.name)
                .member("type", type_name(param.type))
                .member("documentation", param.documentation)
                .end_object();
        }
        out.end_array().end_object();
    }

    Result<http::Response> read(const std::string& type, const http::Request& request) {
        JIWEI_CHECK(check_accept(request));
        if (!scope_allows_read(request.principal, type)) return refuse(Refusal::forbidden, "insufficient_scope");
        const std::string_view id = request.param("id");
        if (!is_id(id)) return refuse(Refusal::not_found, "not-found");
        const Context context{request, base_of(request)};
        for (Provider* provider : providers_[type]) {
            JIWEI_TRY(found, provider->read(context, id));
            if (!found) continue;
            http::Response response = answer(std::move(found->json));
            response.headers.emplace_back("ETag", http::version_etag(found->version));
            response.headers.emplace_back("Last-Modified", http_date(found->last_updated_ms));
            return response;
        }
        return refuse(Refusal::not_found, "not-found");
    }

    Result<http::Response> search_form(const std::string& type, const http::Request& request) {
        const std::string_view kind = request.header("content-type");
        if (!kind.starts_with("application/x-www-form-urlencoded"))
            return refuse(Refusal::unsupported_media, "media-type", "application/x-www-form-urlencoded");
        JIWEI_TRY(form, http::parse_query(request.body));
        http::Params all = request.query;
        all.insert(all.end(), form.begin(), form.end());
        return search(type, request, all);
    }

    /// What a paging token is bound to: the type, the asker, and every parameter but the token itself.
    static std::string token_context(const std::string& type, const http::Request& request, const http::Params& params) {
        std::string text = "fhir:" + type + ":" + request.principal.county_id + ":" + request.principal.user_id;
        for (const auto& [name, value] : params) {
            if (name != "_page") text += "&" + http::percent_encode(name) + "=" + http::percent_encode(value);
        }
        return text;
    }

    struct Position {
        std::size_t provider = 0;
        std::int64_t upto = 0;
        std::string after;
    };

    Result<Position> open_position(const std::string& page, const std::string& context, std::int64_t now_ms) const {
        const auto payload = options_.open_token ? options_.open_token(page, context) : std::nullopt;
        const auto value = payload ? json::parse(*payload) : tl::unexpected(json::Fault{"json.syntax", 0});
        if (!value || value->items().size() != 4) return refuse(Refusal::malformed, "page-invalid");
        const auto& items = value->items();
        if (items[0].as_integer().value_or(0) < now_ms) return refuse(Refusal::gone, "page-expired");
        return Position{static_cast<std::size_t>(items[1].as_integer().value_or(0)), items[2].as_integer().value_or(0), items[3].text()};
    }

    std::string seal_position(const Position& position, const std::string& context, std::int64_t now_ms) const {
        json::Writer out;
        out.begin_array().integer(now_ms + page_token_life_ms).integer(static_cast<std::int64_t>(position.provider)).integer(position.upto);
        out.string(position.after).end_array();
        return options_.seal_token(out.text(), context);
    }

    Result<http::Response> search(const std::string& type, const http::Request& request, const http::Params& params) {
        JIWEI_CHECK(check_accept(request));
        if (!scope_allows_read(request.principal, type)) return refuse(Refusal::forbidden, "insufficient_scope");
        std::vector<Provider*>& providers = providers_[type];
        JIWEI_TRY(read, read_parameters(params, providers.front()->search_params(), wants_strict(request)));
        const Context context{request, base_of(request)};
        const std::string bound = token_context(type, request, params);
        const std::int64_t now_ms = request.trail.at.utc_ms;
        Position position;
        Search search{read.conditions, read.count_only ? 0 : read.count, {}, {}};
        if (!read.page.empty()) {
            JIWEI_TRY(opened, open_position(read.page, bound, now_ms));
            position = opened;
            search.upto = position.upto;
            search.after = position.after;
        }
        if (position.provider >= providers.size()) return refuse(Refusal::malformed, "page-invalid");
        SearchResult found;
        JIWEI_TRY(first, providers[position.provider]->search(context, search));
        found = std::move(first);
        // A type of several modules: their totals are added, their pages follow each other.
        for (std::size_t i = position.provider + 1; i < providers.size() && read.page.empty(); ++i) {
            JIWEI_TRY(other, providers[i]->search(context, Search{read.conditions, 0, {}, {}}));
            found.total = found.total.value_or(0) + other.total.value_or(0);
        }
        std::optional<Position> next;
        if (!found.next_after.empty()) {
            next = Position{position.provider, found.upto, found.next_after};
        } else if (position.provider + 1 < providers.size() && search.count > 0) {
            next = Position{position.provider + 1, found.upto, {}};
        }
        const std::string next_token = next ? seal_position(*next, bound, now_ms) : std::string{};
        return answer(bundle(context, type, params, read, found, next_token));
    }

    static std::string url_of(const Context& context, const std::string& type, const http::Params& params, const std::string& page) {
        std::string url = context.base + "/" + type;
        char separator = '?';
        const auto add = [&](std::string_view name, std::string_view value) {
            url += separator + http::percent_encode(name) + "=" + http::percent_encode(value);
            separator = '&';
        };
        for (const auto& [name, value] : params) {
            if (name != "_page") add(name, value);
        }
        if (!page.empty()) add("_page", page);
        return url;
    }

    static std::string bundle(const Context& context, const std::string& type, const http::Params& params, const ReadParameters& read,
                              const SearchResult& found, const std::string& next_token) {
        json::Writer out;
        out.begin_object().member("resourceType", "Bundle").member("type", "searchset");
        if (found.total) out.member("total", *found.total);
        out.key("link").begin_array();
        out.begin_object().member("relation", "self").member("url", url_of(context, type, params, read.page)).end_object();
        if (!next_token.empty())
            out.begin_object().member("relation", "next").member("url", url_of(context, type, params, next_token)).end_object();
        out.end_array();
        if (!found.resources.empty() || !read.ignored.empty()) out.key("entry").begin_array();
        for (const Resource& resource : found.resources) {
            out.begin_object().member("fullUrl", context.base + "/" + type + "/" + resource.id).key("resource").raw(resource.json);
            out.key("search").begin_object().member("mode", "match").end_object().end_object();
        }
        if (!read.ignored.empty()) {
            out.begin_object().key("resource").begin_object().member("resourceType", "OperationOutcome").key("issue").begin_array();
            for (const std::string& name : read.ignored) append_ignored(out, name);
            out.end_array().end_object().key("search").begin_object().member("mode", "outcome").end_object().end_object();
        }
        if (!found.resources.empty() || !read.ignored.empty()) out.end_array();
        return out.end_object().take();
    }

    RouterOptions options_;
    std::map<std::string, std::vector<Provider*>> providers_;
};

Router::Router(RouterOptions options) : impl_{std::make_shared<Impl>(std::move(options))} {}
Router::~Router() = default;
void Router::add(Provider& provider) { impl_->add(provider); }
http::RouteSet Router::routes() { return impl_->routes(); }

}  // namespace jiwei::fhir
