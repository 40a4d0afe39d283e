-- Transfers, corrections, cards.

-- name: insert_transfer
INSERT INTO resident_transfer (county_id, id, version, state, resident_id, from_institution, from_grid, to_institution, to_grid, village_code,
                               address, note, body_hash, offered_by, offered_by_name, offered_on, expires_on, decided_by, decided_by_name,
                               decided_on, reason)
VALUES ($1, $2, 1, 'offered', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', '', '', '');

-- name: find_transfer
SELECT id, state, resident_id, from_institution, from_grid, to_institution, to_grid, village_code, address, note, body_hash, offered_by_name,
       offered_on, expires_on, decided_by_name, decided_on, reason
FROM resident_transfer WHERE county_id = $1 AND id = $2;

-- name: open_transfer_of
SELECT id, expires_on FROM resident_transfer WHERE county_id = $1 AND resident_id = $2 AND state = 'offered';

-- name: transfers_to
SELECT id, state, resident_id, from_institution, from_grid, to_institution, to_grid, village_code, address, note, body_hash, offered_by_name,
       offered_on, expires_on, decided_by_name, decided_on, reason
FROM resident_transfer WHERE county_id = $1 AND state = $2 AND id < $3 ORDER BY id DESC LIMIT $4;

-- name: guard_transfer
UPDATE resident_transfer SET version = version + 1 WHERE county_id = $1 AND id = $2 AND state = 'offered';

-- name: decide_transfer
UPDATE resident_transfer SET state = $3, decided_by = $4, decided_by_name = $5, decided_on = $6, reason = $7 WHERE county_id = $1 AND id = $2;

-- name: insert_correction
INSERT INTO resident_correction (county_id, id, version, state, resident_id, to_status, reason, requested_by, requested_by_name, requested_on,
                                 decided_by, decided_by_name, decided_on, decision_reason)
VALUES ($1, $2, 1, 'requested', $3, $4, $5, $6, $7, $8, '', '', '', '');

-- name: find_correction
SELECT id, state, resident_id, to_status, reason, requested_by, requested_by_name, requested_on, decided_by_name, decided_on, decision_reason
FROM resident_correction WHERE county_id = $1 AND id = $2;

-- name: open_correction_of
SELECT id FROM resident_correction WHERE county_id = $1 AND resident_id = $2 AND state = 'requested';

-- name: page_corrections
SELECT id, state, resident_id, to_status, reason, requested_by, requested_by_name, requested_on, decided_by_name, decided_on, decision_reason
FROM resident_correction WHERE county_id = $1 AND state = $2 AND id < $3 ORDER BY id DESC LIMIT $4;

-- name: guard_correction
UPDATE resident_correction SET version = version + 1 WHERE county_id = $1 AND id = $2 AND state = 'requested';

-- name: decide_correction
UPDATE resident_correction SET state = $3, decided_by = $4, decided_by_name = $5, decided_on = $6, decision_reason = $7
WHERE county_id = $1 AND id = $2;

-- name: insert_card
INSERT INTO resident_card (county_id, id, version, resident_id, type, number_enc, last4, number_bidx, owner_bidx, area, issued_on, expires_on,
                           state, state_on, change_seq)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, '1', $12, $13);

-- name: cards_of
SELECT id, type, last4, area, issued_on, expires_on, state, state_on FROM resident_card WHERE county_id = $1 AND resident_id = $2
ORDER BY type, state, id;

-- name: find_card
SELECT id, resident_id, type, state, number_bidx FROM resident_card WHERE county_id = $1 AND id = $2;

-- name: cards_with_number
SELECT id, resident_id, type, state, expires_on FROM resident_card WHERE county_id = $1 AND number_bidx = $2 ORDER BY state, id LIMIT 50;

-- name: card_indexes_of
-- Cards that a person holds or held, by blind index; a family booklet says nothing about one person.
SELECT DISTINCT number_bidx FROM resident_card WHERE county_id = $1 AND resident_id = $2 AND type <> '6';

-- name: card_in_use
SELECT id FROM resident_card WHERE county_id = $1 AND resident_id = $2 AND type = $3 AND state = '1';

-- name: owner_of_card
SELECT resident_id FROM resident_card WHERE county_id = $1 AND owner_bidx = $2;

-- name: set_card_state
UPDATE resident_card SET version = version + 1, state = $3, state_on = $4, owner_bidx = $5, change_seq = $6 WHERE county_id = $1 AND id = $2;

-- name: give_card
UPDATE resident_card SET version = version + 1, resident_id = $3, state = $4, state_on = $5, change_seq = $6 WHERE county_id = $1 AND id = $2;

-- name: whole_cards_of
SELECT id, type, number_enc, area, issued_on, expires_on, state, state_on FROM resident_card WHERE county_id = $1 AND resident_id = $2
ORDER BY id;

-- name: export_cards
SELECT id, resident_id, type, number_enc, area, issued_on, expires_on, state, state_on FROM resident_card WHERE county_id = $1 ORDER BY id;

-- The units of a grid lead to its people: institutions are indexed, grids are not.
-- name: people_of_grid
SELECT r.id, r.village_code, r.address
FROM resident_unit u
JOIN resident r ON r.county_id = u.county_id AND r.institution_id = u.institution_id AND r.grid_id = u.grid_id
WHERE u.county_id = $1 AND u.grid_id = $2 AND r.status <> '6' ORDER BY r.id;

-- name: people_of_institution
SELECT id, village_code, address FROM resident WHERE county_id = $1 AND institution_id = $2 AND status <> '6' ORDER BY id;

-- Offers of and to those who are handed over by a change of the grids.
-- name: follow_offer_from
UPDATE resident_transfer SET version = version + 1, from_institution = $3, from_grid = $4
WHERE county_id = $1 AND resident_id = $2 AND state = 'offered';

-- name: offers_to_grid
SELECT id, village_code FROM resident_transfer WHERE county_id = $1 AND state = 'offered' AND to_grid = $2 ORDER BY id;

-- name: offers_to_institution
SELECT id, village_code FROM resident_transfer WHERE county_id = $1 AND state = 'offered' AND to_institution = $2 ORDER BY id;

-- name: follow_offer_to_grid
UPDATE resident_transfer SET version = version + 1, to_grid = $3 WHERE county_id = $1 AND id = $2 AND state = 'offered';

-- name: follow_offer_to_institution
UPDATE resident_transfer SET version = version + 1, to_institution = $3 WHERE county_id = $1 AND id = $2 AND state = 'offered';

-- A division that has another code. No index leads to a village: this happens once in years.
-- name: people_of_village
SELECT id, village_code, address FROM resident WHERE county_id = $1 AND village_code = $2 AND status <> '6' ORDER BY id;

-- name: households_of_village
SELECT id FROM household WHERE county_id = $1 AND village_code = $2 ORDER BY id;

-- name: set_household_village
UPDATE household SET village_code = $3 WHERE county_id = $1 AND id = $2;
