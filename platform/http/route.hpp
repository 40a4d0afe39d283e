// Routes as data: verb, path, who may, handler, description. The table feeds the router, /openapi.json, the permission walk and
// the audit vocabulary. A route without an Access does not compile.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/kernel/json.hpp"
#include "platform/audit/audit.hpp"
#include "platform/auth/principal.hpp"
#include "platform/http/problem.hpp"
#include "platform/time/clock.hpp"

namespace jiwei::http {

enum class Verb : unsigned char { get, post, put, patch, del };

/// Operations of the permission matrix.
enum class Op : char { create = 'C', read = 'R', update = 'U', remove = 'D', approve = 'A', export_rows = 'X' };

/// Who may use a route. Made only by the functions below, so it cannot be forgotten.
class Access {
public:
    enum class Kind : unsigned char { open, signed_in, permission };
    /// Anyone, without login: sign-in itself, health, metadata, static files.
    [[nodiscard]] static Access open() { return Access{Kind::open, {std::string{}}, Op::read}; }
    /// Any signed-in user; the handler only touches what belongs to that user.
    [[nodiscard]] static Access signed_in() { return Access{Kind::signed_in, {std::string{}}, Op::read}; }
    /// `op` on `resource`, a row of security/role-matrix.csv.
    [[nodiscard]] static Access to(Op op, std::string resource) { return to_any(op, {std::move(resource)}); }
    /// `op` on things of several rows, of which only the handler knows which one it is: whoever has it on one of them comes in, and
    /// the handler goes by the grant of the right one (Grant::of_rows). The first stands for lists and for the audit.
    [[nodiscard]] static Access to_any(Op op, std::vector<std::string> rows) { return Access{Kind::permission, std::move(rows), op}; }

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] const std::string& resource() const { return rows_.front(); }
    [[nodiscard]] const std::vector<std::string>& rows() const { return rows_; }
    [[nodiscard]] Op op() const { return op_; }

private:
    Access(Kind kind, std::vector<std::string> rows, Op op) : kind_{kind}, rows_{std::move(rows)}, op_{op} {}
    Kind kind_;
    std::vector<std::string> rows_;
    Op op_;
};

/// A request after framing, limits, routing, authentication and authorisation.
struct Request {
    Verb verb = Verb::get;
    std::string path;
    std::vector<std::pair<std::string, std::string>> path_params;  // {resident} -> value, percent-decoded
    std::vector<std::pair<std::string, std::string>> query;        // percent-decoded, in order
    std::vector<std::pair<std::string, std::string>> headers;      // names in lower case
    std::string body;
    auth::Principal principal;
    auth::Grant grant;  // for Access::to routes: what the matrix gives for this operation
    audit::Trail trail;
    CivilDate today;
    bool secure = false;  // came over TLS, here or at a trusted proxy: cookies carry Secure

    /// Empty when absent.
    [[nodiscard]] std::string_view param(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;
    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
    /// The body as JSON; a malformed one is a 400 that names the offset.
    [[nodiscard]] Result<json::Value> json_body(const json::Limits& limits = {}) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;

    [[nodiscard]] static Response json(std::string body, int status = 200) {
        return Response{status, "application/json", std::move(body), {}};
    }
    [[nodiscard]] static Response no_content() { return Response{204, {}, {}, {}}; }
};

/// Parses, asks the module, answers. Holds no rule and no SQL. Runs on a worker thread and may block on the database.
using Handler = std::function<Result<Response>(const Request&)>;

/// For /openapi.json. Schemas are JSON Schema (2020-12) texts; empty when there is no body. Shared types as
/// {"$ref":"#/components/schemas/Name"}, registered with add_schema in the route set.
struct Doc {
    std::string summary;
    std::string request_schema;
    std::string response_schema;
    std::vector<std::pair<std::string, std::string>> query;  // name -> description
};

struct Route {
    Verb verb;
    std::string path;  // "/api/residents/{resident}/records"
    Access access;
    Handler handler;
    Doc doc;
    std::size_t body_bytes_max = 256 * 1024;
};

/// What a module hands to the composition.
struct RouteSet {
    std::vector<Route> routes;
    std::vector<std::pair<std::string, std::string>> schemas;  // component name -> JSON Schema text
};

/// Who asks, and may they: implemented by modules/access, called by the server between routing and handler.
class Gate {
public:
    virtual ~Gate() = default;
    /// Session cookie or bearer token to principal; nobody when neither is there. 401 when one is there and not valid.
    [[nodiscard]] virtual Result<auth::Principal> authenticate(const Request& request) = 0;
    /// 401, 403 or the grant. Also checks the CSRF header for cookie sessions on anything but GET, and logs denials.
    [[nodiscard]] virtual Result<auth::Grant> authorise(const Request& request, const Access& access) = 0;
};

}  // namespace jiwei::http
