// Cards that point to a person: social-security card, health card, e-code (residents specification 3). A card is no identity.
#pragma once

#include "modules/residents/inside.hpp"

namespace jiwei::residents {

void add_card_routes(Inside& in, http::RouteSet& set);

/// The loser's cards become the survivor's; where both hold a card of one type in use the survivor's stays and the other is replaced.
/// Gives what give_cards_back needs.
[[nodiscard]] json::Value unite_cards(db::Connection& connection, const ActContext& act, std::string_view survivor_id,
                                      std::string_view loser_id, std::int64_t change_seq);
void give_cards_back(db::Connection& connection, const ActContext& act, const json::Value& kept, std::string_view loser_id,
                     std::int64_t change_seq);

}  // namespace jiwei::residents
