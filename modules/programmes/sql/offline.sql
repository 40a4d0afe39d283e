-- Photographs of paper forms; acts of days without a connection that the server did not take.

-- name: insert_attachment
INSERT INTO record_attachment (county_id, id, record_id, media_type, bytes, picture_enc, sent_hash, author_id, author_name, at_ms, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (county_id, id) DO NOTHING
RETURNING id;

-- name: find_attachment
SELECT a.id, a.record_id, a.media_type, a.bytes, a.author_name, a.at_ms, a.sent_hash, a.author_id, a.picture_enc, w.withdrawn_by_name,
       w.withdrawn_at, w.reason
FROM record_attachment a
LEFT JOIN attachment_withdrawal w ON w.county_id = a.county_id AND w.attachment_id = a.id
WHERE a.county_id = $1 AND a.id = $2;

-- name: attachments_of_record
SELECT a.id, a.record_id, a.media_type, a.bytes, a.author_name, a.at_ms, a.sent_hash, a.author_id, '', w.withdrawn_by_name, w.withdrawn_at,
       w.reason
FROM record_attachment a
LEFT JOIN attachment_withdrawal w ON w.county_id = a.county_id AND w.attachment_id = a.id
WHERE a.county_id = $1 AND a.record_id = $2
ORDER BY a.id;

-- name: count_attachments
SELECT COUNT(*) FROM record_attachment a
WHERE a.county_id = $1 AND a.record_id = $2
      AND NOT EXISTS (SELECT 1 FROM attachment_withdrawal w WHERE w.county_id = a.county_id AND w.attachment_id = a.id);

-- name: withdraw_attachment
INSERT INTO attachment_withdrawal (county_id, attachment_id, withdrawn_by, withdrawn_by_name, withdrawn_at, reason, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (county_id, attachment_id) DO NOTHING
RETURNING attachment_id;

-- name: export_attachments
SELECT id, record_id, media_type, bytes, author_id, picture_enc FROM record_attachment WHERE county_id = $1 ORDER BY id;

-- name: insert_review
INSERT INTO offline_review (county_id, id, resident_id, author_id, kind, target_id, outcome, code, content_enc, body_hash, written_at, filed_at,
                            state, decided_by, decided_at, result_id, change_seq, institution_id, author_name, decided_by_name,
                            decided_reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', '', 0, '', $13, $14, $15, '', '')
ON CONFLICT (county_id, id) DO NOTHING
RETURNING id;

-- name: find_review
SELECT id, resident_id, author_id, kind, target_id, outcome, code, written_at, filed_at, state, decided_by, decided_at, result_id, author_name,
       decided_by_name, decided_reason, institution_id, body_hash, content_enc
FROM offline_review WHERE county_id = $1 AND id = $2;

-- name: reviews_of_author
-- Those that wait first, then the last that were decided.
SELECT id, resident_id, author_id, kind, target_id, outcome, code, written_at, filed_at, state, decided_by, decided_at, result_id, author_name,
       decided_by_name, decided_reason, institution_id
FROM offline_review WHERE county_id = $1 AND author_id = $2
ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, id DESC
LIMIT 200;

-- name: reviews_of_resident
SELECT id, resident_id, author_id, kind, target_id, outcome, code, written_at, filed_at, state, decided_by, decided_at, result_id, author_name,
       decided_by_name, decided_reason, institution_id
FROM offline_review WHERE county_id = $1 AND resident_id = $2
ORDER BY id DESC
LIMIT 200;

-- name: open_reviews
-- All that wait in the county, the oldest first; whoever asks sees those of the own institutions.
SELECT id, resident_id, author_id, kind, target_id, outcome, code, written_at, filed_at, state, decided_by, decided_at, result_id, author_name,
       decided_by_name, decided_reason, institution_id
FROM offline_review WHERE county_id = $1 AND state = 'open'
ORDER BY id;

-- name: decide_review
UPDATE offline_review SET state = $3, decided_by = $4, decided_by_name = $5, decided_at = $6, result_id = $7, decided_reason = $8,
    change_seq = $9
WHERE county_id = $1 AND id = $2 AND state = 'open';

-- name: move_review
UPDATE offline_review SET resident_id = $3 WHERE county_id = $1 AND id = $2;

-- name: export_reviews
SELECT id, resident_id, author_id, kind, target_id, outcome, code, state, result_id FROM offline_review WHERE county_id = $1 ORDER BY id;

-- name: is_in_care
SELECT 1 FROM enrolment WHERE county_id = $1 AND resident_id = $2 AND state IN (1, 2) LIMIT 1;
