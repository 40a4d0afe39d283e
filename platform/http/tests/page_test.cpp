// The built page, compression on the wire, and TLS.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "platform/http/tests/harness.hpp"

namespace jiwei::http {
namespace {

using namespace test;

class Folder {
public:
    Folder() : path_{std::filesystem::temp_directory_path() / ("jiwei-page-" + std::to_string(getpid()))} {
        std::filesystem::create_directories(path_ / "assets");
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    void write(const std::string& name, const std::string& text) const { std::ofstream{path_ / name, std::ios::binary} << text; }
    [[nodiscard]] std::string text(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

RouteSet routes() {
    RouteSet set;
    const auto add = [&](std::string path, std::string type, std::size_t size) {
        set.routes.push_back(Route{Verb::get, std::move(path), Access::open(),
                                   [type, size](const Request&) -> Result<Response> {
                                       return Response{200, type, std::string(size, 'x'), {}};
                                   },
                                   Doc{}});
    };
    add("/api/large", "application/json", 5000);
    add("/api/small", "application/json", 1023);
    add("/api/picture", "image/png", 5000);
    return set;
}

class Page : public testing::Test {
protected:
    Page() {
        folder_.write("index.html", "<html>" + std::string(3000, ' ') + "</html>");
        folder_.write("assets/app-12345678.js", "let a=1;");
        folder_.write("assets/big-abcdefgh.css", std::string(3000, 'c'));
        folder_.write("assets/big-abcdefgh.css.br", "brotli bytes");
        folder_.write("core.wasm", "\1");
        std::ofstream{folder_.text("../jiwei-outside-" + std::to_string(getpid()))} << "outside";
        ServerOptions options;
        options.web_dir = folder_.text("");
        running_ = std::make_unique<Running>(std::vector<RouteSet>{routes()}, options);
    }
    ~Page() override { std::filesystem::remove(folder_.text("../jiwei-outside-" + std::to_string(getpid()))); }
    Folder folder_;
    std::unique_ptr<Running> running_;
};

TEST_F(Page, ServesFilesWithTheirTypeAndAge) {
    const std::string index = running_->get("/");
    EXPECT_EQ(header_of(index, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header_of(index, "Cache-Control"), "no-cache");
    EXPECT_NE(header_of(index, "Content-Security-Policy").find("script-src 'self' 'wasm-unsafe-eval'"), std::string::npos);
    const std::string script = running_->get("/assets/app-12345678.js");
    EXPECT_EQ(body_of(script), "let a=1;");
    EXPECT_EQ(header_of(script, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(header_of(running_->get("/core.wasm"), "Content-Type"), "application/wasm");
    EXPECT_EQ(status_of(running_->get("/", "If-None-Match: " + header_of(index, "ETag") + "\r\n")), 304);
    const std::string head = running_->ask("HEAD /assets/app-12345678.js HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(header_of(head, "Content-Length"), "8");
    EXPECT_EQ(body_of(head), "");
}

TEST_F(Page, SendsTheFormMadeAtBuildTime) {
    const std::string packed = running_->get("/assets/big-abcdefgh.css", "Accept-Encoding: br\r\n");
    EXPECT_EQ(header_of(packed, "Content-Encoding"), "br");
    EXPECT_EQ(body_of(packed), "brotli bytes");
    const std::string plain = running_->get("/assets/big-abcdefgh.css");
    EXPECT_EQ(body_of(plain).size(), 3000U);
    EXPECT_NE(header_of(plain, "ETag"), header_of(packed, "ETag"));
    EXPECT_EQ(header_of(plain, "Vary"), "Accept-Encoding");
    EXPECT_EQ(status_of(running_->get("/assets/big-abcdefgh.css.br")), 404);
}

TEST_F(Page, MakesMissingFormsItself) {
    std::string answer;
    for (int i = 0; i < 100 && header_of(answer, "Content-Encoding").empty(); ++i) {
        answer = running_->get("/", "Accept-Encoding: gzip\r\n");
        std::this_thread::sleep_for(milliseconds{10});
    }
    EXPECT_EQ(header_of(answer, "Content-Encoding"), "gzip");
    EXPECT_LT(body_of(answer).size(), 200U);
}

TEST_F(Page, AnswersAddressesInsideThePageWithTheIndex) {
    const std::string html = "Accept: text/html,*/*\r\n";
    EXPECT_EQ(status_of(running_->get("/residents/7", html)), 200);
    EXPECT_EQ(status_of(running_->get("/residents/7")), 404);  // not a navigation
    EXPECT_EQ(status_of(running_->get("/assets/gone-12345678.js", html)), 404);
    EXPECT_EQ(status_of(running_->get("/api/none", html)), 404);
    EXPECT_EQ(status_of(running_->get("/fhir/R4/none", html)), 404);
    EXPECT_EQ(status_of(running_->ask("POST /residents/7 HTTP/1.1\r\nHost: t\r\nAccept: text/html\r\nContent-Length: 0\r\n\r\n")), 404);
}

TEST_F(Page, NoPathLeadsOut) {
    const std::string outside = "jiwei-outside-" + std::to_string(getpid());
    for (const std::string& path :
         {"/../" + outside, "/%2e%2e/" + outside, "/..%2f" + outside, "/assets/../../" + outside, "//" + outside, "/..%5c" + outside}) {
        const std::string answer = running_->get(path);
        EXPECT_GE(status_of(answer), 400) << path;
        EXPECT_EQ(answer.find("outside\n"), std::string::npos);
    }
}

TEST_F(Page, CompressesAnswersWorthIt) {
    const std::string accept = "Accept-Encoding: gzip, br\r\n";
    const std::string large = running_->get("/api/large", accept);
    EXPECT_EQ(header_of(large, "Content-Encoding"), "br");
    EXPECT_LT(body_of(large).size(), 200U);
    EXPECT_EQ(header_of(running_->get("/api/small", accept), "Content-Encoding"), "");
    EXPECT_EQ(header_of(running_->get("/api/picture", accept), "Content-Encoding"), "");
    EXPECT_EQ(body_of(running_->get("/api/large")).size(), 5000U);
    EXPECT_EQ(header_of(running_->get("/api/none", accept), "Content-Encoding"), "");
}

/// A certificate for 127.0.0.1 that nobody signed but itself.
void write_certificate(const std::string& certificate_file, const std::string& key_file) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_sign(certificate, key, EVP_sha256());
    FILE* out = std::fopen(certificate_file.c_str(), "w");
    PEM_write_X509(out, certificate);
    std::fclose(out);
    out = std::fopen(key_file.c_str(), "w");
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

/// Speaks TLS of at most `version`; the answer, or empty when there was no handshake.
std::string ask_tls(std::uint16_t port, int version, const std::string& bytes) {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, version);
    BIO* bio = BIO_new_ssl_connect(context);
    BIO_set_conn_hostname(bio, ("127.0.0.1:" + std::to_string(port)).c_str());
    std::string answer;
    if (BIO_do_connect(bio) == 1) {
        BIO_write(bio, bytes.data(), static_cast<int>(bytes.size()));
        std::array<char, 65536> buffer;
        int size = 0;
        while ((size = BIO_read(bio, buffer.data(), buffer.size())) > 0) answer.append(buffer.data(), static_cast<std::size_t>(size));
    }
    BIO_free_all(bio);
    SSL_CTX_free(context);
    return answer;
}

TEST(Tls, ServesItAndNothingOlderThanOneTwo) {
    const Folder folder;
    write_certificate(folder.text("cert.pem"), folder.text("key.pem"));
    ServerOptions options;
    options.listen = "0.0.0.0:0";  // with a certificate any address may be served
    options.tls_certificate_file = folder.text("cert.pem");
    options.tls_key_file = folder.text("key.pem");
    const Running running{{routes()}, options};
    const std::string request = "GET /api/large HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const std::string answer = ask_tls(running.server->port(), version, request);
        EXPECT_EQ(status_of(answer), 200);
        EXPECT_EQ(body_of(answer).size(), 5000U);
        EXPECT_NE(header_of(answer, "Strict-Transport-Security"), "");
    }
    EXPECT_EQ(ask_tls(running.server->port(), TLS1_1_VERSION, request), "");
    Client plain{running.server->port()};
    plain.send(request);
    EXPECT_EQ(status_of(plain.read_all()), 0);
    write_certificate(folder.text("cert.pem"), folder.text("key.pem"));
    running.server->reload_certificate();
    EXPECT_EQ(status_of(ask_tls(running.server->port(), TLS1_3_VERSION, request)), 200);
    folder.write("key.pem", "broken");
    EXPECT_THROW(running.server->reload_certificate(), Unusable);
    EXPECT_EQ(status_of(ask_tls(running.server->port(), TLS1_3_VERSION, request)), 200);  // the old one goes on
}

TEST(Tls, RefusesAKeyThatIsNotTheCertificates) {
    const Folder folder;
    write_certificate(folder.text("cert.pem"), folder.text("key.pem"));
    write_certificate(folder.text("other.pem"), folder.text("key.pem"));
    ServerOptions options;
    options.tls_certificate_file = folder.text("cert.pem");
    options.tls_key_file = folder.text("key.pem");
    EXPECT_THROW((Running{{routes()}, options}), Unusable);
}

}  // namespace
}  // namespace jiwei::http
