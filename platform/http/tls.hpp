// The TLS side of the server: versions, ciphers, certificate.
#pragma once

#include <string>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace jiwei::http {

/// TLS 1.2 and 1.3 with forward secrecy and authenticated ciphers only (security specification 7); HTTP/1.1 by ALPN. The caller
/// owns the context. Throws Unusable when a file cannot be read or the key is not the certificate's.
[[nodiscard]] ssl_ctx_st* make_tls_context(const std::string& certificate_file, const std::string& key_file);

}  // namespace jiwei::http
