-- Photographs of paper forms; acts of days without a connection that the server did not take.

-- name: insert_attachment
INSERT INTO record_attachment (county_id, id, record_id, media_type, bytes, picture_enc, sent_hash, author_id, author_name, at_ms, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (county_id, id) DO NOTHING
RETURNING id;

-- name: find_attachment
SELECT id, record_id, media_type, bytes, author_name, at_ms, sent_hash, author_id, picture_enc
FROM record_attachment WHERE county_id = $1 AND id = $2;

-- name: attachments_of_record
SELECT id, record_id, media_type, bytes, author_name, at_ms, sent_hash, author_id
FROM record_attachment WHERE county_id = $1 AND record_id = $2 ORDER BY id;

-- name: count_attachments
SELECT COUNT(*) FROM record_attachment WHERE county_id = $1 AND record_id = $2;

-- name: export_attachments
SELECT id, record_id, media_type, bytes, author_id, picture_enc FROM record_attachment WHERE county_id = $1 ORDER BY id;

-- name: insert_review
INSERT INTO offline_review (county_id, id, resident_id, author_id, kind, target_id, outcome, code, content_enc, body_hash, written_at, filed_at,
                            state, decided_by, decided_at, result_id, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', '', 0, '', $13)
ON CONFLICT (county_id, id) DO NOTHING
RETURNING id;

-- name: find_review
SELECT id, resident_id, author_id, kind, target_id, outcome, code, written_at, filed_at, state, decided_by, decided_at, result_id, body_hash,
       content_enc
FROM offline_review WHERE county_id = $1 AND id = $2;

-- name: reviews_of_author
-- Those that wait first, then the last that were decided.
SELECT id, resident_id, author_id, kind, target_id, outcome, code, written_at, filed_at, state, decided_by, decided_at, result_id, body_hash
FROM offline_review WHERE county_id = $1 AND author_id = $2
ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, id DESC
LIMIT 200;

-- name: reviews_of_resident
SELECT id, resident_id, author_id, kind, target_id, outcome, code, written_at, filed_at, state, decided_by, decided_at, result_id, body_hash
FROM offline_review WHERE county_id = $1 AND resident_id = $2
ORDER BY id DESC
LIMIT 200;

-- name: decide_review
UPDATE offline_review SET state = $3, decided_by = $4, decided_at = $5, result_id = $6, change_seq = $7
WHERE county_id = $1 AND id = $2 AND state = 'open';

-- name: move_review
UPDATE offline_review SET resident_id = $3 WHERE county_id = $1 AND id = $2;

-- name: export_reviews
SELECT id, resident_id, author_id, kind, target_id, outcome, code, state, result_id FROM offline_review WHERE county_id = $1 ORDER BY id;

-- name: is_in_care
SELECT 1 FROM enrolment WHERE county_id = $1 AND resident_id = $2 AND state IN (1, 2) LIMIT 1;
