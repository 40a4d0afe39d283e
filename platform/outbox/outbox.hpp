// The outbox (exchange specification 2): messages to partners, written in the transaction of the act that causes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/crypto/ids.hpp"
#include "platform/db/connection.hpp"
#include "platform/time/clock.hpp"

namespace jiwei::outbox {

struct Message {
    std::string msg_id;
    std::string topic;  // "resident", "follow-up", …
    std::string aggregate_type;
    std::string aggregate_id;
    std::int64_t aggregate_version = 1;
    std::string partner;  // "province"
    std::string payload;  // canonical JSON: ids and versions, the body is read when it is sent
};

/// Adds a PENDING message to the county's outbox.
void put(db::Connection& connection, std::string_view county_id, const Message& message, time::Instant at, std::int64_t change_seq);

}  // namespace jiwei::outbox
