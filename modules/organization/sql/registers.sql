-- name: insert_register_row
-- returns: affected
INSERT INTO register_row (county_id, register, id, institution_id, person_id, parent_id, title, search_key, pinyin_key, code, state, from_on,
                          until_on, body, sealed, removed, version, changed_at, changed_by, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 1, $16, $17, $18)
ON CONFLICT (county_id, id) DO NOTHING;

-- name: guard_register_row
-- returns: affected
UPDATE register_row SET version = version + 1 WHERE county_id = $1 AND register = $2 AND id = $3 AND version = $4 AND removed = 0;

-- name: update_register_row
-- returns: affected
UPDATE register_row SET title = $3, search_key = $4, pinyin_key = $5, code = $6, state = $7, from_on = $8, until_on = $9, body = $10,
    sealed = $11, changed_at = $12, changed_by = $13, change_seq = $14
WHERE county_id = $1 AND id = $2;

-- name: remove_register_row
-- returns: affected
UPDATE register_row SET removed = 1, changed_at = $3, changed_by = $4, change_seq = $5 WHERE county_id = $1 AND id = $2;

-- name: insert_register_version
-- returns: affected
INSERT INTO register_row_version (county_id, id, version, changed_at, changed_by, change_seq, institution_id, person_id, parent_id, body,
                                  sealed, removed, reason)
SELECT county_id, id, version, changed_at, changed_by, change_seq, institution_id, person_id, parent_id, body, sealed, removed, $3
FROM register_row WHERE county_id = $1 AND id = $2;

-- name: find_register_row
-- returns: zero_or_one
SELECT id, register, institution_id, person_id, parent_id, body, sealed, removed, version, changed_at, changed_by
FROM register_row WHERE county_id = $1 AND id = $2;

-- name: register_history
-- returns: many
SELECT version, changed_at, changed_by, removed, reason FROM register_row_version WHERE county_id = $1 AND id = $2 ORDER BY version DESC;

-- name: rows_of_person
-- returns: many
SELECT id, body FROM register_row WHERE county_id = $1 AND person_id = $2 AND register = $3 AND removed = 0 ORDER BY from_on, id;

-- name: rows_of_parent
-- returns: many
SELECT id, body, register FROM register_row WHERE county_id = $1 AND parent_id = $2 AND removed = 0 ORDER BY from_on, id;

-- The rows of everybody who works in the institution now.
-- name: rows_of_unit
-- returns: many
SELECT r.id, r.body FROM register_row r
JOIN staff s ON s.county_id = r.county_id AND s.id = r.person_id
WHERE r.county_id = $1 AND s.institution_id = $2 AND r.register = $3 AND r.removed = 0;

-- name: rows_of_register
-- returns: many
SELECT id, institution_id, person_id, parent_id, body FROM register_row
WHERE county_id = $1 AND register = $2 AND removed = 0 ORDER BY from_on, id;

-- Of everybody who works on the day.
-- name: licences_of_staff
-- returns: many
SELECT r.id, r.title, r.until_on, s.id, s.name, s.institution_id, s.post, r.body FROM register_row r
JOIN staff s ON s.county_id = r.county_id AND s.id = r.person_id
WHERE r.county_id = $1 AND r.register = 'licence' AND r.removed = 0 AND s.valid_to >= $2
ORDER BY r.until_on, r.id;

-- name: hold_register_row
-- returns: affected
UPDATE register_row SET version = version WHERE county_id = $1 AND id = $2;

-- name: count_register_reveal
-- returns: one
INSERT INTO register_reveal (county_id, user_id, on_date, times) VALUES ($1, $2, $3, 1)
ON CONFLICT (county_id, user_id, on_date) DO UPDATE SET times = register_reveal.times + 1
RETURNING times;
