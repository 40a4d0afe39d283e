-- Duplicates, proposals, and what a merge moves inside the register.

-- name: people_born_on
SELECT id, name, sex, birth_date, id_type, id_no_enc, phone_enc, contact_phone_enc, village_code, address, institution_id, grid_id
FROM resident
WHERE county_id = $1 AND birth_date = $2 AND status <> '6'
LIMIT $3;

-- name: people_with_key
SELECT r.id, r.name, r.sex, r.birth_date, r.id_type, r.id_no_enc, r.phone_enc, r.contact_phone_enc, r.village_code, r.address,
       r.institution_id, r.grid_id
FROM resident_key k
JOIN resident r ON r.county_id = k.county_id AND r.id = k.resident_id
WHERE k.county_id = $1 AND k.term = $2 AND r.status <> '6'
LIMIT $3;

-- name: people_with_card
SELECT r.id, r.name, r.sex, r.birth_date, r.id_type, r.id_no_enc, r.phone_enc, r.contact_phone_enc, r.village_code, r.address,
       r.institution_id, r.grid_id
FROM resident_card c
JOIN resident r ON r.county_id = c.county_id AND r.id = c.resident_id
WHERE c.county_id = $1 AND c.number_bidx = $2 AND c.type <> '6' AND r.status <> '6'
LIMIT $3;

-- name: people_after
SELECT id FROM resident WHERE county_id = $1 AND id > $2 AND status <> '6' ORDER BY id LIMIT $3;

-- name: pairs_of
SELECT low_id, high_id, version, verdict, points, lines, state, reason, decided_by, found_on, closed_on, course
FROM duplicate_pair WHERE county_id = $1 AND low_id = $2
UNION ALL
SELECT low_id, high_id, version, verdict, points, lines, state, reason, decided_by, found_on, closed_on, course
FROM duplicate_pair WHERE county_id = $1 AND high_id = $2;

-- name: find_pair
SELECT low_id, high_id, version, verdict, points, lines, state, reason, decided_by, found_on, closed_on, course
FROM duplicate_pair WHERE county_id = $1 AND low_id = $2 AND high_id = $3;

-- name: courses_of_high
SELECT course FROM duplicate_pair WHERE county_id = $1 AND high_id = $2 AND course <> '' ORDER BY low_id;

-- name: courses_between
-- Of all archives after one id and up to another.
SELECT high_id, course FROM duplicate_pair WHERE county_id = $1 AND high_id > $2 AND high_id <= $3 AND course <> ''
ORDER BY high_id, low_id;

-- name: insert_pair
INSERT INTO duplicate_pair (county_id, low_id, high_id, version, verdict, points, lines, state, reason, decided_by, found_on, closed_on,
                            change_seq, course)
VALUES ($1, $2, $3, 1, $4, $5, $6, 'open', $7, $8, $9, '', $10, $11)
ON CONFLICT (county_id, low_id, high_id) DO UPDATE
SET version = duplicate_pair.version + 1, verdict = $4, points = $5, lines = $6, state = 'open', reason = $7, decided_by = $8, closed_on = '',
    change_seq = $10, course = $11
WHERE duplicate_pair.state = 'gone' OR (duplicate_pair.state = 'open' AND (duplicate_pair.points <> $5 OR duplicate_pair.lines <> $6));

-- name: close_pair
UPDATE duplicate_pair SET version = version + 1, state = $4, reason = $5, decided_by = $6, closed_on = $7, change_seq = $8, course = $9
WHERE county_id = $1 AND low_id = $2 AND high_id = $3 AND state = 'open';

-- name: reopen_pair
UPDATE duplicate_pair SET version = version + 1, state = 'open', closed_on = '', change_seq = $4, course = $5
WHERE county_id = $1 AND low_id = $2 AND high_id = $3 AND state = 'merged';

-- name: page_pairs
-- The strongest first; after (points, low, high).
SELECT p.low_id, p.high_id, p.verdict, p.points, p.lines, p.found_on, a.name, a.sex, a.birth_date, a.institution_id, a.grid_id,
       a.id_no_enc, a.archive_no, b.name, b.sex, b.birth_date, b.institution_id, b.grid_id, b.id_no_enc, b.archive_no
FROM duplicate_pair p
JOIN resident a ON a.county_id = p.county_id AND a.id = p.low_id
JOIN resident b ON b.county_id = p.county_id AND b.id = p.high_id
WHERE p.county_id = $1 AND p.state = 'open' AND ($2 = '' OR p.verdict = $2) AND (p.points, p.low_id, p.high_id) < ($3, $4, $5)
ORDER BY p.points DESC, p.low_id DESC, p.high_id DESC
LIMIT $6;

-- name: export_pairs
SELECT low_id, high_id, verdict, points, lines, state, reason, found_on, closed_on FROM duplicate_pair
WHERE county_id = $1 ORDER BY low_id, high_id;

-- name: insert_merge
INSERT INTO resident_merge (county_id, id, version, state, survivor_id, loser_id, choices, reason, body_hash, proposed_by, proposed_by_name,
                            proposed_at, decided_by, decided_by_name, decided_at, decided_on, decision_reason, undone_by, undone_by_name,
                            undone_at, undo_reason, kept, moved, reviews)
VALUES ($1, $2, 1, 'proposed', $3, $4, $5, $6, $7, $8, $9, $10, '', '', 0, '', '', '', '', 0, '', $11, '', '[]');

-- name: find_merge
SELECT id, version, state, survivor_id, loser_id, choices, reason, body_hash, proposed_by, proposed_by_name, proposed_at, decided_by,
       decided_by_name, decided_at, decided_on, decision_reason, undone_by, undone_by_name, undone_at, undo_reason, kept, moved, reviews
FROM resident_merge WHERE county_id = $1 AND id = $2;

-- name: page_merges
SELECT id, version, state, survivor_id, loser_id, choices, reason, body_hash, proposed_by, proposed_by_name, proposed_at, decided_by,
       decided_by_name, decided_at, decided_on, decision_reason, undone_by, undone_by_name, undone_at, undo_reason, kept, moved, reviews
FROM resident_merge WHERE county_id = $1 AND state = $2 AND id < $3 ORDER BY id DESC LIMIT $4;

-- name: merges_of
SELECT id, state, survivor_id, loser_id FROM resident_merge WHERE county_id = $1 AND survivor_id = $2
UNION ALL
SELECT id, state, survivor_id, loser_id FROM resident_merge WHERE county_id = $1 AND loser_id = $2;

-- name: guard_merge
UPDATE resident_merge SET version = version + 1 WHERE county_id = $1 AND id = $2 AND state = $3;

-- name: decide_merge
UPDATE resident_merge
SET state = $3, survivor_id = $4, loser_id = $5, decided_by = $6, decided_by_name = $7, decided_at = $8, decided_on = $9,
    decision_reason = $10, kept = $11, moved = $12, reviews = $13
WHERE county_id = $1 AND id = $2;

-- name: undo_merge
UPDATE resident_merge SET state = 'undone', undone_by = $3, undone_by_name = $4, undone_at = $5, undo_reason = $6
WHERE county_id = $1 AND id = $2;

-- name: export_merges
SELECT id, state, survivor_id, loser_id, choices, reason, decided_on, moved, reviews FROM resident_merge WHERE county_id = $1 ORDER BY id;

-- name: losers_of
SELECT id, name, archive_no FROM resident WHERE county_id = $1 AND merged_into = $2 ORDER BY id;

-- name: move_losers
-- Chains are flattened: who was merged into the loser is merged into the survivor.
UPDATE resident SET merged_into = $3 WHERE county_id = $1 AND merged_into = $2;

-- name: set_merged_into
UPDATE resident SET merged_into = $3 WHERE county_id = $1 AND id = $2;

-- name: merged_into
SELECT merged_into FROM resident WHERE county_id = $1 AND id = $2 AND merged_into IS NOT NULL;

-- name: move_identifier
UPDATE resident_identifier SET resident_id = $4, no = $5, current = $6, valid_to = $7 WHERE county_id = $1 AND resident_id = $2 AND no = $3;

-- name: move_person_index
UPDATE person_index SET resident_id = $4 WHERE document_bidx = $1 AND county = $2 AND resident_id = $3;

-- name: delete_basic
DELETE FROM resident_basic WHERE county_id = $1 AND resident_id = $2;

