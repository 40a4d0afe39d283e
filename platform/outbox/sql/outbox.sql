-- name: insert_message
-- returns: affected
INSERT INTO outbox
    (county_id, msg_id, topic, aggregate_type, aggregate_id, aggregate_version, partner, payload_hash, payload, change_seq, created_at,
     state, attempts, failures, next_attempt_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, $11);
