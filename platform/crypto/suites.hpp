// From raw keys to a FieldCipher; between keys.cpp and field_cipher.cpp only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "platform/crypto/field_cipher.hpp"
#include "platform/crypto/keys.hpp"

namespace jiwei::crypto {

struct CipherKeys {
    Suite suite = Suite::intl;
    std::map<std::uint32_t, std::string> data_keys;  // 32 bytes each; the highest id seals
    std::string index_key;
};

[[nodiscard]] std::unique_ptr<FieldCipher> make_cipher(CipherKeys keys);

}  // namespace jiwei::crypto
