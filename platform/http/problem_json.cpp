// application/problem+json.
#include "platform/http/problem_json.hpp"

#include "core/kernel/json.hpp"

namespace jiwei::http {

std::string_view status_title(int status) {
    switch (status) {
    case 100: return "Continue";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
    }
}

Response problem_response(const Problem& problem, std::string_view request_id) {
    json::Writer out;
    out.begin_object()
        .member("type", "/problems/" + problem.code)
        .member("title", std::string{status_title(problem.status())})
        .member("status", problem.status())
        .member("code", problem.code);
    if (!problem.detail.empty()) out.member("detail", problem.detail);
    out.key("request_id").string(request_id);
    out.key("errors").begin_array();
    for (const Finding& finding : problem.errors) {
        out.begin_object().member("pointer", finding.pointer).member("code", finding.code).member("allowed", finding.allowed);
        if (finding.severity == Severity::soft) out.member("severity", "soft");
        out.end_object();
    }
    out.end_array().end_object();
    return Response{problem.status(), "application/problem+json", out.take(), {}};
}

}  // namespace jiwei::http
