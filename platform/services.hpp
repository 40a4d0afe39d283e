// What every module is built from; the composition makes it once.
#pragma once

#include "platform/audit/audit.hpp"
#include "platform/crypto/field_cipher.hpp"
#include "platform/crypto/ids.hpp"
#include "platform/crypto/page_token.hpp"
#include "platform/db/database.hpp"
#include "platform/time/clock.hpp"

namespace jiwei {

/// All members outlive every module and are safe to use from many threads.
struct Services {
    db::Database& database;
    const crypto::FieldCipher& cipher;
    crypto::IdSource& ids;
    const time::Clock& clock;
    audit::AccessLog& access_log;
    const crypto::PageTokens& page_tokens;  // list cursors
};

}  // namespace jiwei
