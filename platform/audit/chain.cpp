#include "platform/audit/chain.hpp"

#include <array>
#include <stdexcept>

#include "core/kernel/json.hpp"
#include "core/kernel/utf8.hpp"
#include "platform/audit/sql.hpp"

namespace jiwei::audit {

namespace {

constexpr std::size_t text_bytes_max = 200;

struct ChainStatements {
    std::string_view word;
    const db::Statement* insert;
};

const ChainStatements& statements_of(Chain chain) {
    static const std::array<ChainStatements, 3> all{
        {{"act", &sql::insert_act}, {"access", &sql::insert_access}, {"installation", &sql::insert_installation}}};
    return all[static_cast<std::size_t>(chain)];
}

bool fits(std::string_view text) {
    return text.size() <= text_bytes_max && text.find('\0') == std::string_view::npos && utf8::is_valid(text);
}

/// What comes from outside (client names, addresses) is cut and cleaned: a row that the database refuses would hide an access.
std::string cleaned(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size() && out.size() < text_bytes_max - 4;) {
        const std::size_t before = at;
        const auto code_point = utf8::next(text, at);
        if (code_point && *code_point != 0) {
            utf8::append(out, *code_point);
        } else {
            out.push_back('?');
            at = before + 1;
        }
    }
    return out;
}

/// Calls `use` with every text of the entry, which may be const.
template <class E, class F>
void each_text(E& entry, F&& use) {
    for (auto* const text : {&entry.actor, &entry.role, &entry.institution, &entry.action, &entry.resource, &entry.resource_id,
                             &entry.person_id, &entry.purpose, &entry.outcome, &entry.reason, &entry.request_id, &entry.source_address,
                             &entry.client, &entry.before_hash, &entry.after_hash}) {
        use(*text);
    }
}

void clean(Entry& entry) {
    each_text(entry, [](std::string& text) {
        if (!fits(text)) text = cleaned(text);
    });
}

bool is_clean(const Entry& entry) {
    bool all = true;
    each_text(entry, [&all](const std::string& text) { all = all && fits(text); });
    return all;
}

struct Head {
    std::int64_t seq = 0;
    std::string hash_hex;
    crypto::Hash hash = crypto::Hash::sha256;
};

std::string_view algorithm_word(crypto::Hash hash) { return hash == crypto::Hash::sm3 ? "sm3" : "sha256"; }

Head lock_head(db::Connection& connection, Chain chain, std::string_view county_id) {
    db::Rows rows = connection.run(sql::lock_head, {county_id, word(chain)});
    if (rows.empty()) {
        open_chain(connection, {chain, std::string{county_id}}, crypto::Hash::sha256);
        rows = connection.run(sql::lock_head, {county_id, word(chain)});
    }
    const db::Row row = rows[0];
    return {row.integer(0), crypto::hex(row.text(1)), row.text(2) == "sm3" ? crypto::Hash::sm3 : crypto::Hash::sha256};
}

void insert(db::Connection& connection, Chain chain, std::string_view county_id, std::int64_t seq, const Entry& e, std::string_view hash) {
    connection.run(*statements_of(chain).insert, {county_id, seq, e.at.utc_ms, e.actor, e.role, e.institution, e.action, e.resource,
                                                  e.resource_id, e.person_id, e.purpose, e.outcome, e.reason, e.request_id,
                                                  e.source_address, e.client, e.before_hash, e.after_hash, db::Bytes{hash}});
}

}  // namespace

std::string_view word(Chain chain) { return statements_of(chain).word; }

std::string_view first_link() { return "0000000000000000000000000000000000000000000000000000000000000000"; }

std::string canonical(const Entry& e, std::int64_t seq) {
    json::Writer out;
    const auto member = [&out](std::string_view name, const std::string& text) {
        if (!text.empty()) out.member(name, text);
    };
    out.begin_object();
    member("action", e.action);
    member("actor", e.actor);
    member("after_hash", e.after_hash);
    out.member("at", time::text(e.at));
    member("before_hash", e.before_hash);
    member("client", e.client);
    member("institution", e.institution);
    member("outcome", e.outcome);
    member("person_id", e.person_id);
    member("purpose", e.purpose);
    member("reason", e.reason);
    member("request_id", e.request_id);
    member("resource", e.resource);
    member("resource_id", e.resource_id);
    member("role", e.role);
    out.member("seq", seq);
    member("source_address", e.source_address);
    out.end_object();
    return out.take();
}

std::string next_link(crypto::Hash hash, std::string_view previous_hex, std::string_view canonical_record) {
    std::string text{previous_hex};
    text.append(canonical_record);
    return crypto::hex(crypto::digest(hash, text));
}

void open_chain(db::Connection& connection, const ChainName& name, crypto::Hash hash) {
    const std::string zero(32, '\0');
    connection.run(sql::open_head, {name.county_id, word(name.chain), algorithm_word(hash), db::Bytes{zero}});
}

void append(db::Connection& connection, Chain chain, std::string_view county_id, std::span<const Entry* const> entries) {
    if (entries.empty()) return;
    Head head = lock_head(connection, chain, county_id);
    std::string raw;
    Entry changed;
    for (const Entry* entry : entries) {
        if (!is_clean(*entry)) {
            changed = *entry;
            clean(changed);
            entry = &changed;
        }
        ++head.seq;
        raw = crypto::digest(head.hash, head.hash_hex + canonical(*entry, head.seq));
        head.hash_hex = crypto::hex(raw);
        insert(connection, chain, county_id, head.seq, *entry, raw);
    }
    connection.run(sql::move_head, {county_id, word(chain), head.seq, db::Bytes{raw}});
}

Entry entry_of(const auth::Principal& principal, const Trail& trail) {
    Entry entry;
    entry.at = trail.at;
    entry.actor = principal.user_id;
    for (const std::string& role : principal.roles) entry.role += (entry.role.empty() ? "" : " ") + role;
    entry.institution = principal.institution_id;
    entry.request_id = trail.request_id;
    entry.source_address = trail.source_address;
    entry.client = trail.client;
    return entry;
}

void append_act(db::Connection& connection, std::string_view county_id, const Entry& entry) {
    const Entry* const one = &entry;
    append(connection, Chain::act, county_id, {&one, 1});
}

void append_installation(db::Connection& connection, const Entry& entry) {
    const Entry* const one = &entry;
    append(connection, Chain::installation, "", {&one, 1});
}

}  // namespace jiwei::audit
