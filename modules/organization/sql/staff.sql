-- name: insert_staff
-- returns: affected
INSERT INTO staff (county_id, id, institution_id, staff_no, name, sex, birth_date, phone_enc, phone_last4, post, employment, user_id,
                   valid_from, valid_to, leave_reason, version, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', 1, $15);

-- name: guard_staff
-- returns: affected
UPDATE staff SET version = version + 1 WHERE county_id = $1 AND id = $2 AND version = $3;

-- name: update_staff
-- returns: affected
UPDATE staff SET institution_id = $3, staff_no = $4, name = $5, sex = $6, birth_date = $7, phone_enc = $8, phone_last4 = $9, post = $10,
    employment = $11, user_id = $12, valid_from = $13, valid_to = $14, leave_reason = $15, change_seq = $16
WHERE county_id = $1 AND id = $2;

-- name: insert_staff_version
-- returns: affected
INSERT INTO staff_version (county_id, id, version, changed_at, changed_by, change_seq, institution_id, staff_no, name, sex, birth_date,
                           phone_enc, post, employment, user_id, valid_from, valid_to, leave_reason)
SELECT county_id, id, version, $3, $4, $5, institution_id, staff_no, name, sex, birth_date, phone_enc, post, employment, user_id,
       valid_from, valid_to, leave_reason
FROM staff WHERE county_id = $1 AND id = $2;

-- name: find_staff
-- returns: zero_or_one
SELECT id, institution_id, staff_no, name, sex, birth_date, phone_enc, phone_last4, post, employment, user_id, valid_from, valid_to,
       leave_reason, version
FROM staff WHERE county_id = $1 AND id = $2;

-- name: staff_of_user
-- returns: many
SELECT id, name, institution_id FROM staff WHERE county_id = $1 AND user_id = $2 ORDER BY valid_from DESC, id;

-- name: staff_number_owner
-- returns: zero_or_one
SELECT id FROM staff WHERE county_id = $1 AND institution_id = $2 AND staff_no = $3;

-- name: count_staff_on
-- returns: zero_or_one
SELECT COUNT(*) FROM staff WHERE county_id = $1 AND institution_id = $2 AND valid_from <= $3 AND valid_to >= $3;

-- name: delete_staff_keys
-- returns: affected
DELETE FROM staff_key WHERE county_id = $1 AND staff_id = $2;

-- name: insert_staff_key
-- returns: affected
INSERT INTO staff_key (county_id, term, staff_id) VALUES ($1, $2, $3) ON CONFLICT (county_id, staff_id, term) DO NOTHING;

-- name: insert_staff_post
-- returns: affected
INSERT INTO staff_post (county_id, staff_id, valid_from, valid_to, institution_id, post, change_seq) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (county_id, staff_id, valid_from) DO UPDATE
    SET valid_to = excluded.valid_to, institution_id = excluded.institution_id, post = excluded.post, change_seq = excluded.change_seq;

-- name: end_staff_posts
-- returns: affected
UPDATE staff_post SET valid_to = $3 WHERE county_id = $1 AND staff_id = $2 AND valid_to > $3;

-- name: list_staff_posts
-- returns: many
SELECT valid_from, valid_to, institution_id, post FROM staff_post WHERE county_id = $1 AND staff_id = $2 ORDER BY valid_from DESC;

-- name: hold_staff
-- returns: affected
UPDATE staff SET version = version WHERE county_id = $1 AND id = $2;

-- name: link_staff_account
-- returns: affected
UPDATE staff SET user_id = $3 WHERE county_id = $1 AND id = $2;

-- name: staff_on
-- returns: many
SELECT id, institution_id, post FROM staff WHERE county_id = $1 AND valid_from <= $2 AND valid_to >= $2 ORDER BY id;
