#include "platform/outbox/outbox.hpp"

#include <openssl/evp.h>

#include <array>

#include "platform/outbox/sql.hpp"

namespace jiwei::outbox {

void put(db::Connection& connection, std::string_view county_id, const Message& message, time::Instant at, std::int64_t change_seq) {
    std::array<char, 32> hash{};
    unsigned int size = 0;
    if (EVP_Digest(message.payload.data(), message.payload.size(), reinterpret_cast<unsigned char*>(hash.data()), &size, EVP_sha256(),
                   nullptr) != 1)
        throw db::Error{db::Trouble::other, "SHA-256 is not available"};
    connection.run(sql::insert_message,
                   {county_id, message.msg_id, message.topic, message.aggregate_type, message.aggregate_id, message.aggregate_version,
                    message.partner, db::Bytes{{hash.data(), hash.size()}}, message.payload, change_seq, at.utc_ms});
}

}  // namespace jiwei::outbox
