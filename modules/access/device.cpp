// What unlocks the data that a device keeps for its user: one half of the lock. The other half is the password, for days without a
// connection.
#include "modules/access/impl.hpp"
#include "platform/crypto/digest.hpp"

namespace jiwei::access {

/// The same for a user on every device and for ever, and for nobody else: what was not sent before a password changed stays readable after
/// the next sign-in. Worth nothing without the device's own sealed key.
std::string device_secret(const Access::Impl& impl, std::string_view user_id) {
    return crypto::base64url(crypto::hmac(crypto::Hash::sha256, impl.keys.token_key(), "device:" + std::string{user_id}));
}

http::Route device_route(const Access::Impl& impl) {
    const auto handler = [&impl](const http::Request& request) -> Result<http::Response> {
        if (request.principal.kind != auth::PrincipalKind::user) return refuse(Refusal::forbidden, "forbidden", "a token keeps no device");
        json::Writer out;
        out.begin_object().member("secret", device_secret(impl, request.principal.user_id)).end_object();
        http::Response response = http::Response::json(out.take());
        response.headers.emplace_back("Cache-Control", "no-store");
        return response;
    };
    return {http::Verb::get,
            "/api/session/device",
            http::Access::signed_in(),
            handler,
            {"What unlocks the user's data on a device",
             {},
             R"({"type":"object","required":["secret"],"properties":{"secret":{"type":"string"}}})",
             {}},
            8'192};
}

}  // namespace jiwei::access
