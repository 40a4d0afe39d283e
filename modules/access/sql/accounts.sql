-- name: list_users
-- returns: many
SELECT u.id, u.name, u.display_name, u.disabled, u.demo, u.ends_on, u.used_at, u.must_change, u.version, u.home_division, u.home_address,
       (SELECT COUNT(*) FROM user_totp t WHERE t.user_id = u.id AND t.confirmed_at > 0),
       (SELECT COUNT(*) FROM session s WHERE s.user_id = u.id AND s.ends_at > $3)
FROM user_account u
WHERE u.id > $2 AND EXISTS (SELECT 1 FROM user_assignment a WHERE a.user_id = u.id AND a.county_id = $1)
ORDER BY u.id LIMIT $4;

-- name: user_assignments
-- returns: many
SELECT institution_id, role, valid_from, valid_to FROM user_assignment WHERE county_id = $1 AND user_id = $2 ORDER BY valid_from, institution_id, role;

-- name: works_elsewhere
-- returns: one
SELECT COUNT(*) FROM user_assignment WHERE user_id = $1 AND county_id <> $2 AND valid_to >= $3;

-- name: end_assignment
-- returns: affected
UPDATE user_assignment SET valid_to = $6
WHERE county_id = $1 AND user_id = $2 AND institution_id = $3 AND role = $4 AND valid_from = $5 AND valid_to > $6;

-- name: upsert_assignment
-- returns: affected
INSERT INTO user_assignment (county_id, user_id, institution_id, role, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (county_id, user_id, institution_id, role, valid_from) DO UPDATE SET valid_to = excluded.valid_to;

-- name: roles_held
-- returns: many
SELECT DISTINCT county_id, role FROM user_assignment WHERE user_id = $1 AND valid_to >= $2;

-- name: end_account
-- returns: affected
UPDATE user_account SET ends_on = $2, version = version + 1 WHERE id = $1 AND ends_on > $2;

-- name: update_user
-- returns: affected
UPDATE user_account SET display_name = $3, disabled = $4, ends_on = $5, home_division = $6, home_address = $7, version = version + 1
WHERE id = $1 AND version = $2;

-- name: used_user
-- returns: affected
UPDATE user_account SET used_at = $2 WHERE id = $1 AND used_at < $2;

-- name: force_password
-- returns: affected
UPDATE user_account SET must_change = 1 WHERE id = $1;

-- name: insert_reset
-- returns: affected
INSERT INTO password_reset (secret_hash, user_id, created_by, expires_at) VALUES ($1, $2, $3, $4);

-- name: find_reset
-- returns: zero_or_one
SELECT user_id FROM password_reset WHERE secret_hash = $1 AND expires_at > $2;

-- name: forget_resets_of
-- returns: affected
DELETE FROM password_reset WHERE user_id = $1;

-- name: forget_old_resets
-- returns: affected
DELETE FROM password_reset WHERE expires_at <= $1;

-- name: find_totp
-- returns: zero_or_one
SELECT secret_enc, confirmed_at, last_step, pending_enc FROM user_totp WHERE user_id = $1;

-- name: put_totp
-- returns: affected
INSERT INTO user_totp (user_id, secret_enc, confirmed_at, last_step) VALUES ($1, $2, $3, 0)
ON CONFLICT (user_id) DO UPDATE SET secret_enc = excluded.secret_enc, confirmed_at = excluded.confirmed_at, last_step = 0;

-- name: begin_totp
-- returns: affected
INSERT INTO user_totp (user_id, secret_enc, confirmed_at, last_step, pending_enc) VALUES ($1, $2, 0, 0, $2)
ON CONFLICT (user_id) DO UPDATE SET pending_enc = excluded.pending_enc;

-- name: confirm_totp
-- returns: affected
UPDATE user_totp SET secret_enc = pending_enc, pending_enc = NULL, confirmed_at = $2, last_step = $3
WHERE user_id = $1 AND pending_enc IS NOT NULL;

-- name: use_totp_step
-- returns: affected
UPDATE user_totp SET last_step = $2 WHERE user_id = $1 AND last_step < $2;

-- name: forget_totp
-- returns: affected
DELETE FROM user_totp WHERE user_id = $1;

-- name: insert_recovery_code
-- returns: affected
INSERT INTO user_recovery_code (user_id, code_hash) VALUES ($1, $2);

-- name: use_recovery_code
-- returns: affected
DELETE FROM user_recovery_code WHERE user_id = $1 AND code_hash = $2;

-- name: forget_recovery_codes
-- returns: affected
DELETE FROM user_recovery_code WHERE user_id = $1;

-- name: count_recovery_codes
-- returns: one
SELECT COUNT(*) FROM user_recovery_code WHERE user_id = $1;

-- name: show_factor
-- returns: affected
UPDATE session SET factor_at = $2 WHERE secret_hash = $1;

-- name: show_password
-- returns: affected
UPDATE session SET password_at = $2 WHERE secret_hash = $1;

-- name: list_sessions
-- returns: many
SELECT id, county_id, institution_id, created_at, seen_at, ends_at, source_address, client FROM session
WHERE user_id = $1 AND ends_at > $2 AND seen_at + idle_ms > $2 ORDER BY created_at DESC;

-- name: session_secret
-- returns: zero_or_one
SELECT secret_hash FROM session WHERE user_id = $1 AND id = $2;

-- name: list_tokens
-- returns: many
SELECT id, name, institution_id, scopes, created_at, created_by, expires_at FROM service_token WHERE county_id = $1 ORDER BY created_at DESC;

-- name: token_secret
-- returns: zero_or_one
SELECT secret_hash FROM service_token WHERE county_id = $1 AND id = $2;

-- name: end_token
-- returns: affected
DELETE FROM service_token WHERE county_id = $1 AND id = $2;

-- name: duties_of
-- returns: many
SELECT programme, valid_from, valid_to FROM programme_duty WHERE county_id = $1 AND user_id = $2 ORDER BY programme, valid_from;

-- name: upsert_duty
-- returns: affected
INSERT INTO programme_duty (county_id, user_id, programme, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (county_id, user_id, programme, valid_from) DO UPDATE SET valid_to = excluded.valid_to;
