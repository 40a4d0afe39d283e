// The TLS side of the server.
#include "platform/http/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <memory>

#include "platform/http/server.hpp"

namespace jiwei::http {
namespace {

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned int in_size, void*) {
    static constexpr std::array<unsigned char, 9> ours{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_size, ours.data(), ours.size(), in, in_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

std::string last_reason() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason != nullptr ? reason : "unreadable";
}

}  // namespace

ssl_ctx_st* make_tls_context(const std::string& certificate_file, const std::string& key_file) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> owner{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
    SSL_CTX* context = owner.get();
    if (context == nullptr) throw Unusable{"OpenSSL gives no TLS context"};
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!PSK:!SRP");
    SSL_CTX_set_alpn_select_cb(context, &choose_protocol, nullptr);
    if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1) {
        throw Unusable{"TLS certificate " + certificate_file + ": " + last_reason()};
    }
    if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1 || SSL_CTX_check_private_key(context) != 1) {
        throw Unusable{"TLS key " + key_file + ": " + last_reason()};
    }
    SSL_CTX_up_ref(context);
    return context;
}

}  // namespace jiwei::http
