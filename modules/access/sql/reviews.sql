-- name: absent_for
-- returns: many
SELECT from_user FROM delegation
WHERE county_id = $1 AND to_user = $2 AND state = 'approved' AND valid_from <= $3 AND valid_to >= $3 ORDER BY from_user;

-- name: insert_delegation
-- returns: affected
INSERT INTO delegation
    (county_id, id, from_user, to_user, institution_id, valid_from, valid_to, reason, state, proposed_by, proposed_at, decided_by, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed', $9, $10, '', 0);

-- name: find_delegation
-- returns: zero_or_one
SELECT from_user, to_user, institution_id, state, proposed_by, valid_to FROM delegation WHERE county_id = $1 AND id = $2;

-- name: decide_delegation
-- returns: affected
UPDATE delegation SET state = $3, decided_by = $4, decided_at = $5 WHERE county_id = $1 AND id = $2 AND state = $6;

-- name: list_delegations
-- returns: many
SELECT id, from_user, to_user, institution_id, valid_from, valid_to, reason, state, proposed_by, proposed_at, decided_by, decided_at
FROM delegation WHERE county_id = $1 ORDER BY CASE WHEN state = 'proposed' THEN 0 ELSE 1 END, proposed_at DESC LIMIT 500;

-- name: insert_approval
-- returns: affected
INSERT INTO approval
    (county_id, id, kind, state, subject, body, reason, proposed_by, proposed_at, expires_at, decided_by, decided_at, note)
VALUES ($1, $2, $3, 'proposed', $4, $5, $6, $7, $8, $9, '', 0, '');

-- name: find_approval
-- returns: zero_or_one
SELECT kind, state, subject, body, proposed_by, expires_at FROM approval WHERE county_id = $1 AND id = $2;

-- name: decide_approval
-- returns: affected
UPDATE approval SET state = $3, decided_by = $4, decided_at = $5, note = $6 WHERE county_id = $1 AND id = $2 AND state = 'proposed';

-- name: find_export
-- returns: zero_or_one
SELECT state, subject, body, reason, proposed_by, decided_by, decided_at FROM approval WHERE county_id = $1 AND id = $2 AND kind = 'export';

-- name: revoke_export
-- returns: affected
UPDATE approval SET state = 'revoked'
WHERE county_id = $1 AND id = $2 AND kind = 'export' AND (state = 'approved' OR state = 'proposed');

-- name: approvals_waiting
-- returns: one
SELECT COUNT(*) FROM approval WHERE county_id = $1 AND kind = $2 AND proposed_by = $3 AND state = 'proposed' AND expires_at > $4;

-- name: list_approvals
-- returns: many
SELECT id, kind, state, subject, body, reason, proposed_by, proposed_at, expires_at, decided_by, decided_at, note
FROM approval WHERE county_id = $1 AND (kind = $2 OR kind = $3 OR kind = $4)
ORDER BY CASE WHEN state = 'proposed' THEN 0 ELSE 1 END, proposed_at DESC LIMIT 500;

-- name: insert_opening
-- returns: affected
INSERT INTO person_opening
    (county_id, id, kind, user_id, institution_id, resident_id, reason_code, reason_text, opened_at, ends_at, review_due, verdict, reviewed_by,
     reviewed_at, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', 0, '');

-- name: live_openings
-- returns: many
SELECT kind, resident_id, ends_at FROM person_opening WHERE county_id = $1 AND user_id = $2 AND ends_at > $3;

-- name: openings_since
-- returns: one
SELECT COUNT(*) FROM person_opening WHERE county_id = $1 AND user_id = $2 AND kind = $3 AND opened_at >= $4;

-- name: find_opening
-- returns: zero_or_one
SELECT kind, user_id, institution_id, verdict FROM person_opening WHERE county_id = $1 AND id = $2;

-- name: review_opening
-- returns: affected
UPDATE person_opening SET verdict = $3, reviewed_by = $4, reviewed_at = $5, note = $6 WHERE county_id = $1 AND id = $2 AND verdict = '';

-- name: list_openings
-- returns: many
SELECT id, user_id, institution_id, resident_id, reason_code, reason_text, opened_at, ends_at, review_due, verdict, reviewed_by, reviewed_at, note
FROM person_opening WHERE county_id = $1 AND kind = $2
ORDER BY CASE WHEN verdict = '' THEN 0 ELSE 1 END, opened_at DESC LIMIT 2000;

-- name: openings_of_person
-- returns: many
SELECT user_id, kind, reason_code, opened_at, ends_at FROM person_opening WHERE county_id = $1 AND resident_id = $2;

-- name: watched_to
-- returns: zero_or_one
SELECT seq FROM reading_watch WHERE county_id = $1;

-- name: watch_to
-- returns: affected
INSERT INTO reading_watch (county_id, seq) VALUES ($1, $2) ON CONFLICT (county_id) DO UPDATE SET seq = excluded.seq;

-- name: put_alert
-- returns: affected
INSERT INTO reading_alert
    (county_id, id, rule, user_id, bucket, first_at, last_at, persons, verdict, reviewed_by, reviewed_at, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', 0, '')
ON CONFLICT (county_id, rule, user_id, bucket) DO UPDATE SET last_at = excluded.last_at, persons = excluded.persons;

-- name: list_alerts
-- returns: many
SELECT id, rule, user_id, bucket, first_at, last_at, persons, verdict, reviewed_by, reviewed_at, note
FROM reading_alert WHERE county_id = $1 ORDER BY CASE WHEN verdict = '' THEN 0 ELSE 1 END, last_at DESC LIMIT 500;

-- name: review_alert
-- returns: affected
UPDATE reading_alert SET verdict = $3, reviewed_by = $4, reviewed_at = $5, note = $6 WHERE county_id = $1 AND id = $2 AND verdict = '';
