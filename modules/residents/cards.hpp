// Cards that point to a person: social-security card, health card, e-code (residents specification 3). A card is no identity.
#pragma once

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

/// The number in a card's sealed column.
[[nodiscard]] std::string open_card(const Inside& in, std::string_view sealed);
/// One card of an export: [id, type, number, area, issued, expires, state, state_on]. Left out when its id or its number is taken.
void restore_card(const Inside& in, db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                  const json::Value& card, std::int64_t change_seq);

void add_card_routes(Inside& in, http::RouteSet& set);

/// The loser's cards become the survivor's; where both hold a card of one type in use the survivor's stays and the other is replaced.
/// Gives what give_cards_back needs.
[[nodiscard]] json::Value unite_cards(db::Connection& connection, const ActContext& act, std::string_view survivor_id,
                                      std::string_view loser_id, std::int64_t change_seq);
void give_cards_back(db::Connection& connection, const ActContext& act, const json::Value& kept, std::string_view loser_id,
                     std::int64_t change_seq);

}  // namespace jiwei::residents
