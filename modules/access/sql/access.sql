-- name: upsert_county
-- returns: affected
INSERT INTO county (county_id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (county_id) DO UPDATE SET name = excluded.name;

-- name: list_counties
-- returns: many
SELECT county_id, name FROM county ORDER BY county_id;

-- name: county_name
-- returns: zero_or_one
SELECT name FROM county WHERE county_id = $1;

-- name: insert_user
-- returns: affected
INSERT INTO user_account
    (id, name, name_key, display_name, password_hash, password_changed_at, must_change, demo, disabled, ends_on, used_at, home_division,
     home_address, version, created_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $10, $6, $11, $12, 1, $6, $9);

-- name: find_user_by_name
-- returns: zero_or_one
SELECT id, name, display_name, password_hash, password_changed_at, must_change, demo, disabled, ends_on, used_at, home_division, home_address, version
FROM user_account WHERE name_key = $1;

-- name: find_user
-- returns: zero_or_one
SELECT id, name, display_name, password_hash, password_changed_at, must_change, demo, disabled, ends_on, used_at, home_division, home_address, version
FROM user_account WHERE id = $1;

-- name: any_user
-- returns: zero_or_one
SELECT id FROM user_account WHERE demo = 0 LIMIT 1;

-- name: set_password
-- returns: affected
UPDATE user_account SET password_hash = $2, password_changed_at = $3, must_change = 0 WHERE id = $1 AND password_hash = $4;

-- name: insert_password
-- returns: affected
INSERT INTO user_password (user_id, id, hash) VALUES ($1, $2, $3);

-- name: last_passwords
-- returns: many
SELECT id, hash FROM user_password WHERE user_id = $1 ORDER BY id DESC LIMIT 5;

-- name: forget_passwords
-- returns: affected
DELETE FROM user_password WHERE user_id = $1 AND id < $2;

-- name: insert_assignment
-- returns: affected
INSERT INTO user_assignment (county_id, user_id, institution_id, role, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6);

-- name: list_assignments
-- returns: many
SELECT county_id, institution_id, role FROM user_assignment
WHERE user_id = $1 AND valid_from <= $2 AND valid_to >= $2 ORDER BY county_id, institution_id, role;

-- name: insert_failure
-- returns: affected
INSERT INTO sign_in_failure (account_key, id, at_ms) VALUES ($1, $2, $3);

-- name: list_failures
-- returns: many
SELECT at_ms FROM sign_in_failure WHERE account_key = $1 AND at_ms > $2 ORDER BY at_ms;

-- name: forget_failures
-- returns: affected
DELETE FROM sign_in_failure WHERE account_key = $1;

-- name: forget_old_failures
-- returns: affected
DELETE FROM sign_in_failure WHERE at_ms <= $1;

-- name: upsert_lock
-- returns: affected
INSERT INTO sign_in_lock (account_key, locked_until) VALUES ($1, $2)
ON CONFLICT (account_key) DO UPDATE SET locked_until = excluded.locked_until;

-- name: find_lock
-- returns: zero_or_one
SELECT locked_until FROM sign_in_lock WHERE account_key = $1;

-- name: forget_lock
-- returns: affected
DELETE FROM sign_in_lock WHERE account_key = $1;

-- name: forget_old_locks
-- returns: affected
DELETE FROM sign_in_lock WHERE locked_until <= $1;

-- name: insert_session
-- returns: affected
INSERT INTO session (secret_hash, id, user_id, county_id, institution_id, idle_ms, created_at, seen_at, ends_at, factor_at, password_at, source_address, client)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12);

-- name: find_session
-- returns: zero_or_one
SELECT id, user_id, county_id, institution_id, idle_ms, seen_at, ends_at, factor_at, password_at FROM session WHERE secret_hash = $1;

-- name: touch_session
-- returns: affected
UPDATE session SET seen_at = $2 WHERE secret_hash = $1 AND seen_at < $2;

-- name: end_session
-- returns: affected
DELETE FROM session WHERE secret_hash = $1;

-- name: end_sessions_of_user
-- returns: affected
DELETE FROM session WHERE user_id = $1;

-- name: forget_old_sessions
-- returns: affected
DELETE FROM session WHERE ends_at <= $1 OR seen_at + idle_ms <= $1 - 60000;

-- name: insert_token
-- returns: affected
INSERT INTO service_token (secret_hash, id, name, county_id, institution_id, scopes, created_at, created_by, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: find_token
-- returns: zero_or_one
SELECT id, name, county_id, institution_id, scopes, expires_at FROM service_token WHERE secret_hash = $1;

-- name: forget_old_tokens
-- returns: affected
DELETE FROM service_token WHERE expires_at <= $1;

-- name: insert_setup_link
-- returns: affected
INSERT INTO setup_link (secret_hash, expires_at) VALUES ($1, $2);

-- name: take_setup_link
-- returns: affected
DELETE FROM setup_link WHERE secret_hash = $1 AND expires_at > $2;

-- name: forget_setup_links
-- returns: affected
DELETE FROM setup_link;

-- name: upsert_relation
-- returns: affected
INSERT INTO treatment_relation (county_id, resident_id, holder_id, scope, because, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (county_id, resident_id, holder_id, scope, because) DO UPDATE SET valid_to = excluded.valid_to;

-- name: close_relation
-- returns: affected
UPDATE treatment_relation SET valid_to = $4 WHERE county_id = $1 AND resident_id = $2 AND because = $3 AND valid_to > $4;

-- name: relations_of
-- returns: many
SELECT DISTINCT scope FROM treatment_relation
WHERE county_id = $1 AND resident_id = $2 AND (holder_id = $3 OR holder_id = $4 OR holder_id = $1) AND valid_from <= $5 AND valid_to >= $5;
