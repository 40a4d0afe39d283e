// A route says who may use it, or is no route.
#include "platform/http/route.hpp"

using jiwei::http::Access;
using jiwei::http::Handler;
using jiwei::http::Op;
using jiwei::http::Route;
using jiwei::http::Verb;

Route make(Handler handler) {
#ifdef JIWEI_RIGHT
    return Route{Verb::get, "/api/residents", Access::to(Op::read, "health_record"), std::move(handler), {}};
#else
    return Route{Verb::get, "/api/residents", {}, std::move(handler), {}};
#endif
}
