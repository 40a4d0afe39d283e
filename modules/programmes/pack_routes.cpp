// Editions of packs over HTTP: what is in force, what a new one would do, and putting it in force.
#include <algorithm>

#include "modules/programmes/impl.hpp"
#include "modules/programmes/pack_routes.hpp"

namespace jiwei::programmes {

namespace {

constexpr std::string_view dictionary_resource = "dictionary";
constexpr std::string_view whole_installation = "all";
constexpr std::size_t pack_body_bytes_max = 8U << 20U;
constexpr std::size_t pack_changes_shown_max = 500;
constexpr std::int64_t people_decided_max = 20'000;  // more would keep the reader waiting; the command line decides all
constexpr int recounts_shown_max = 20;

json::Limits posted_bundle_limits() {
    json::Limits limits;
    limits.bytes_max = pack_body_bytes_max;
    return limits;
}

Result<packs::Bundle> posted_bundle(const json::Value& body) {
    const json::Value& files = body["files"];
    if (!files.is_object() || files.members().empty()) return refuse_field(Refusal::malformed, "/files", "REQUIRED", "path: text");
    packs::Bundle bundle;
    for (const auto& [path, text] : files.members()) {
        if (!text.is_string()) return refuse_field(Refusal::malformed, "/files", "TYPE", "path: text");
        bundle.emplace_back(path, text.text());
    }
    std::ranges::sort(bundle);
    return bundle;
}

void write_edition_effect(json::Writer& out, const EditionEffect& effect, bool is_partial) {
    out.key("effect").begin_object().member("people", effect.people).member("decided", effect.decided);
    out.member("touched", effect.touched).member("refused", effect.refused).member("other_class", effect.other_class);
    out.member("other_next_due", effect.other_next_due).member("other_referral", effect.other_referral);
    out.member("partial", is_partial).end_object();
}

void write_pack_review(json::Writer& out, const PackReview& review) {
    out.member("name", review.bundle.name).member("version", review.bundle.version).member("edition", review.bundle.edition);
    out.member("title_zh", review.bundle.title_zh).member("title_en", review.title_en);
    out.member("effective_from", review.bundle.effective_from).member("known", review.is_known);
    out.member("replaces", review.replaces).member("before_edition", review.before_edition);
    out.key("cases").begin_object().member("files", static_cast<std::int64_t>(review.cases.files));
    out.member("passed", static_cast<std::int64_t>(review.cases.passed)).member("failed", static_cast<std::int64_t>(review.cases.failed));
    out.member("failures", review.cases.failures).end_object();
    out.member("changes_count", static_cast<std::int64_t>(review.changes.size())).key("changes").begin_array();
    for (std::size_t i = 0; i < std::min(review.changes.size(), pack_changes_shown_max); ++i) {
        const packs::Change& one = review.changes[i];
        out.begin_object().member("file", one.file).member("where", one.where);
        out.member("before", one.before).member("after", one.after).end_object();
    }
    out.end_array();
}

class EditionHandlers {
public:
    EditionHandlers(Programmes& programmes, const Programmes::Impl& impl) : programmes_{programmes}, impl_{impl} {}

    Result<http::Response> editions(const http::Request& request) const {
        const std::vector<LoadedPack> loaded = programmes_.loaded_packs();
        const std::vector<std::string> withdrawable = programmes_.withdrawable_packs();
        json::Writer out;
        out.begin_object().key("items").begin_array();
        for (const Edition& edition : impl_.packs.impl().editions) {
            const auto by = std::ranges::find(loaded, edition.bundle.version, &LoadedPack::version);
            out.begin_object().member("name", edition.bundle.name).member("version", edition.bundle.version);
            out.member("edition", edition.bundle.edition).member("effective_from", edition.bundle.effective_from);
            out.member("title_zh", edition.pack->title.zh).member("title_en", edition.pack->title.en);
            out.member("source", edition.pack->source);
            out.member("may_withdraw", std::ranges::find(withdrawable, edition.bundle.version) != withdrawable.end()).key("loaded_at");
            if (by == loaded.end()) {
                out.null();
            } else {
                out.string(time::text(time::Instant{by->loaded_at_ms}));
            }
            out.end_object();
        }
        out.end_array().key("jobs").begin_array();
        for (const jobs::Job& job : recounts(request.principal.county_id)) {
            const auto input = json::parse(job.input);
            out.begin_object().member("programme", input ? (*input)["programme"].text() : std::string{});
            out.member("state", std::int64_t{static_cast<int>(job.state)}).member("done", job.done).member("total", job.total);
            out.member("error_code", job.error_code).member("updated_at", time::text(job.updated_at)).end_object();
        }
        out.end_array().member("may_load", may_load(request)).end_object();
        return http::Response::json(out.take());
    }

    Result<http::Response> check(const http::Request& request) const {
        JIWEI_TRY(body, request.json_body(posted_bundle_limits()));
        JIWEI_TRY(bundle, posted_bundle(body));
        JIWEI_TRY(review, programmes_.review_pack(bundle));
        json::Writer out;
        out.begin_object();
        write_pack_review(out, review);
        const PackStore::Impl& in_force = impl_.packs.impl();
        const Edition* const now = in_force.on(review.bundle.name, review.bundle.effective_from);
        const auto then = packs::load(bundle);
        if (now != nullptr && then && now->pack->has_enrolment) {
            bool is_partial = false;
            const EditionEffect effect = impl_.services.database.read([&](db::Connection& connection) {
                return programmes_.effect_of(connection, request.principal.county_id, *now->pack, **then, [&](std::int64_t people) {
                    is_partial = people >= people_decided_max;
                    return !is_partial;
                });
            });
            write_edition_effect(out, effect, is_partial);
        } else {
            write_edition_effect(out, {}, false);
        }
        return http::Response::json(out.end_object().take());
    }

    Result<http::Response> load(const http::Request& request) const {
        if (!may_load(request)) return refuse(Refusal::forbidden, "installation-wide");
        JIWEI_TRY(body, request.json_body(posted_bundle_limits()));
        JIWEI_TRY(bundle, posted_bundle(body));
        JIWEI_TRY(review, programmes_.load_pack(impl_.actor_of(request), bundle));
        json::Writer out;
        out.begin_object();
        write_pack_review(out, review);
        write_edition_effect(out, {}, false);
        return http::Response::json(out.end_object().take(), 201);
    }

    Result<http::Response> withdraw(const http::Request& request) const {
        if (!may_load(request)) return refuse(Refusal::forbidden, "installation-wide");
        JIWEI_TRY(body, request.json_body());
        JIWEI_TRY(bundle, programmes_.withdraw_pack(impl_.actor_of(request), request.param("version"), body["reason"].text()));
        const PackBundle* const now = impl_.packs.valid_on(bundle.name, bundle.effective_from);
        json::Writer out;
        out.begin_object().member("name", bundle.name).member("edition", bundle.edition).member("title_zh", bundle.title_zh);
        return http::Response::json(out.member("decides_now", now == nullptr ? std::string{} : now->edition).end_object().take());
    }

private:
    /// A pack serves every county of the installation: one county's administrator decides only where there is no other county.
    [[nodiscard]] bool may_load(const http::Request& request) const {
        const auto grant = impl_.access.grant_for(request.principal, http::Op::update, dictionary_resource);
        if (!grant) return false;
        if (std::ranges::find(grant->scopes, whole_installation) != grant->scopes.end()) return true;
        return impl_.services.database.read([&](db::Connection& connection) { return impl_.access.counties(connection).size() == 1; });
    }

    [[nodiscard]] std::vector<jobs::Job> recounts(std::string_view county_id) const {
        return impl_.services.database.read(
            [&](db::Connection& connection) { return jobs::list(connection, county_id, recount_job, recounts_shown_max); });
    }

    Programmes& programmes_;
    const Programmes::Impl& impl_;
};

}  // namespace

void add_pack_routes(http::RouteSet& set, Programmes& programmes, const Programmes::Impl& impl) {
    const auto handlers = std::make_shared<const EditionHandlers>(programmes, impl);
    using Method = Result<http::Response> (EditionHandlers::*)(const http::Request&) const;
    const auto add = [&](http::Verb verb, std::string path, http::Op op, Method method, std::string summary) {
        http::Route route{verb,
                          std::move(path),
                          http::Access::to(op, std::string{dictionary_resource}),
                          [handlers, method](const http::Request& request) { return ((*handlers).*method)(request); },
                          {std::move(summary), verb == http::Verb::get ? "" : R"({"type":"object"})", R"({"type":"object"})", {}}};
        if (verb != http::Verb::get) route.body_bytes_max = pack_body_bytes_max;
        set.routes.push_back(std::move(route));
    };
    using http::Op;
    using http::Verb;
    add(Verb::get, "/api/pack-editions", Op::read, &EditionHandlers::editions, "Editions in force and what is counted again");
    add(Verb::post, "/api/pack-editions/check", Op::update, &EditionHandlers::check, "What loading a pack would do; nothing is kept");
    add(Verb::post, "/api/pack-editions", Op::update, &EditionHandlers::load, "Puts an edition in force for the whole installation");
    add(Verb::post, "/api/pack-editions/{version}/withdrawal", Op::update, &EditionHandlers::withdraw,
        "Takes an edition that was loaded by mistake out of force; what was decided under it stays");
}

}  // namespace jiwei::programmes
