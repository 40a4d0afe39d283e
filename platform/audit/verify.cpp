#include "platform/audit/verify.hpp"

#include <array>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "platform/audit/chain.hpp"
#include "platform/audit/sql.hpp"

namespace jiwei::audit {

namespace {

struct ReadStatements {
    const db::Statement* list;
    const db::Statement* hash_of;
};

const ReadStatements& reading_of(Chain chain) {
    static const std::array<ReadStatements, 3> all{{{&sql::list_act, &sql::hash_of_act},
                                                    {&sql::list_access, &sql::hash_of_access},
                                                    {&sql::list_installation, &sql::hash_of_installation}}};
    return all[static_cast<std::size_t>(chain)];
}

Entry entry_of_row(const db::Row& row) {
    Entry e;
    e.at = time::Instant{row.integer(1)};
    std::size_t column = 2;
    for (std::string* const text : {&e.actor, &e.role, &e.institution, &e.action, &e.resource, &e.resource_id, &e.person_id, &e.purpose,
                                    &e.outcome, &e.reason, &e.request_id, &e.source_address, &e.client, &e.before_hash, &e.after_hash}) {
        *text = row.string(column++);
    }
    return e;
}
constexpr std::size_t hash_column = 17;

struct StoredAnchor {
    std::string hash_hex;
    time::Instant at;
    std::string key_id;
    std::string signature;
};

/// What is signed: everything of the line but the signature itself.
std::string signed_text(const ChainName& name, std::int64_t seq, std::string_view hash_hex, time::Instant at, std::string_view key_id) {
    return fmt::format("{} {} {} {} {} {}", word(name.chain), name.county_id.empty() ? "-" : name.county_id, seq, hash_hex, time::text(at),
                       key_id);
}

std::map<std::int64_t, StoredAnchor> anchors_of(db::Connection& connection, const ChainName& name) {
    std::map<std::int64_t, StoredAnchor> anchors;
    for (const db::Row row : connection.run(sql::list_anchors, {name.county_id, word(name.chain)})) {
        anchors[row.integer(0)] = {crypto::hex(row.text(1)), time::Instant{row.integer(2)}, row.string(3), row.string(4)};
    }
    return anchors;
}

class Proof {
public:
    Proof(db::Connection& connection, const ChainName& name, const crypto::Keys& keys)
        : connection_{connection}, name_{name}, keys_{keys}, anchors_{anchors_of(connection, name)} {}

    Verdict run() {
        const db::Rows heads = connection_.run(sql::read_head, {name_.county_id, word(name_.chain)});
        if (!heads.empty() && heads[0].text(2) == "sm3") hash_ = crypto::Hash::sm3;
        connection_.each(*reading_of(name_.chain).list, {name_.county_id}, [this](const db::Row& row) { return link(row); });
        if (verdict_.whole) end(heads);
        return verdict_;
    }

private:
    bool bad(std::int64_t seq, std::string_view why) {
        verdict_.whole = false;
        verdict_.first_bad_seq = seq;
        verdict_.why = why;
        return false;
    }

    bool link(const db::Row& row) {
        const std::int64_t expected = verdict_.rows + 1;
        if (row.integer(0) != expected) return bad(expected, "audit-gap");
        previous_ = next_link(hash_, previous_, canonical(entry_of_row(row), expected));
        if (crypto::hex(row.text(hash_column)) != previous_) return bad(expected, "audit-edited");
        verdict_.rows = expected;
        const auto anchor = anchors_.find(expected);
        if (anchor == anchors_.end()) return true;
        const StoredAnchor& stored = anchor->second;
        if (!keys_.verify(signed_text(name_, expected, stored.hash_hex, stored.at, stored.key_id), stored.signature)) {
            return bad(expected, "audit-signature");
        }
        return stored.hash_hex == previous_ || bad(expected, "audit-anchor");
    }

    /// After the last row: nothing that was promised may be missing.
    void end(const db::Rows& heads) {
        const bool anchored_beyond = !anchors_.empty() && anchors_.rbegin()->first > verdict_.rows;
        const std::int64_t head_seq = heads.empty() ? 0 : heads[0].integer(0);
        if (anchored_beyond || head_seq > verdict_.rows) {
            bad(verdict_.rows + 1, "audit-truncated");
        } else if (head_seq < verdict_.rows) {
            bad(head_seq + 1, "audit-head");
        } else if (!heads.empty() && crypto::hex(heads[0].text(1)) != previous_) {
            bad(verdict_.rows, "audit-head");
        }
    }

    db::Connection& connection_;
    const ChainName& name_;
    const crypto::Keys& keys_;
    std::map<std::int64_t, StoredAnchor> anchors_;
    crypto::Hash hash_ = crypto::Hash::sha256;
    std::string previous_{first_link()};
    Verdict verdict_;
};

std::optional<Chain> chain_of(std::string_view text) {
    for (const Chain chain : {Chain::act, Chain::access, Chain::installation}) {
        if (word(chain) == text) return chain;
    }
    return std::nullopt;
}

std::string_view take_word(std::string_view& line) {
    const std::size_t end = line.find(' ');
    const std::string_view taken = line.substr(0, end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    return taken;
}

Verdict refused(std::int64_t seq, std::string_view why) { return {false, 0, seq, std::string{why}}; }

}  // namespace

std::vector<ChainName> chains(db::Connection& connection) {
    std::vector<ChainName> all;
    for (const db::Row row : connection.run(sql::list_heads)) {
        if (const auto chain = chain_of(row.text(1))) all.push_back({*chain, row.string(0)});
    }
    return all;
}

Verdict verify_chain(db::Connection& connection, const ChainName& name, const crypto::Keys& keys) {
    return Proof{connection, name, keys}.run();
}

std::vector<Anchor> anchor_heads(db::Connection& connection, const crypto::Keys& keys, time::Instant at) {
    std::vector<Anchor> made;
    const std::string key_id = keys.signing_key_id();
    for (const db::Row row : connection.run(sql::list_heads)) {
        const auto chain = chain_of(row.text(1));
        const std::int64_t seq = row.integer(2);
        if (!chain || seq == 0) continue;
        const ChainName name{*chain, row.string(0)};
        const db::Rows last = connection.run(sql::last_anchor, {name.county_id, word(*chain)});
        if (!last.empty() && last[0].integer(0) >= seq) continue;
        const std::string hash_hex = crypto::hex(row.text(3));
        const std::string text = signed_text(name, seq, hash_hex, at, key_id);
        const std::string signature = keys.sign(text);
        connection.run(sql::insert_anchor,
                       {name.county_id, word(*chain), seq, db::Bytes{row.text(3)}, at.utc_ms, key_id, db::Bytes{signature}});
        made.push_back({name, seq, hash_hex, at, text + " " + crypto::base64url(signature)});
    }
    return made;
}

Verdict verify_anchor_line(db::Connection& connection, std::string_view line, const crypto::Keys& keys) {
    const std::string_view whole = line;
    const auto chain = chain_of(take_word(line));
    const std::string_view county = take_word(line);
    const std::string_view seq_text = take_word(line);
    const std::string_view hash_hex = take_word(line);
    take_word(line);  // the time and the key id are under the signature only
    take_word(line);
    const auto signature = crypto::unbase64url(line);
    std::int64_t seq = 0;
    const auto [end, error] = std::from_chars(seq_text.data(), seq_text.data() + seq_text.size(), seq);
    const bool shaped = chain && error == std::errc{} && end == seq_text.data() + seq_text.size() && signature && !line.empty();
    if (!shaped || !keys.verify(whole.substr(0, whole.size() - line.size() - 1), *signature)) return refused(seq, "audit-signature");
    const db::Rows rows = connection.run(*reading_of(*chain).hash_of, {county == "-" ? std::string_view{} : county, seq});
    if (rows.empty()) return refused(seq, "audit-truncated");
    if (crypto::hex(rows[0].text(0)) != hash_hex) return refused(seq, "audit-anchor");
    return {true, 1, 0, {}};
}

}  // namespace jiwei::audit
