-- name: open_head
-- returns: affected
INSERT INTO audit_head (county_id, chain, algorithm, seq, hash) VALUES ($1, $2, $3, 0, $4)
ON CONFLICT (county_id, chain) DO NOTHING;

-- SQLite has one writer, so its head cannot move under us.
-- name: lock_head (postgres)
-- returns: zero_or_one
SELECT seq, hash, algorithm FROM audit_head WHERE county_id = $1 AND chain = $2 FOR UPDATE;

-- name: lock_head (sqlite)
-- returns: zero_or_one
SELECT seq, hash, algorithm FROM audit_head WHERE county_id = $1 AND chain = $2;

-- name: read_head
-- returns: zero_or_one
SELECT seq, hash, algorithm FROM audit_head WHERE county_id = $1 AND chain = $2;

-- name: move_head
-- returns: affected
UPDATE audit_head SET seq = $3, hash = $4 WHERE county_id = $1 AND chain = $2;

-- name: list_heads
-- returns: many
SELECT county_id, chain, seq, hash FROM audit_head ORDER BY county_id, chain;

-- name: insert_anchor
-- returns: affected
INSERT INTO audit_anchor (county_id, chain, seq, hash, at_ms, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: last_anchor
-- returns: zero_or_one
SELECT seq FROM audit_anchor WHERE county_id = $1 AND chain = $2 ORDER BY seq DESC LIMIT 1;

-- name: list_anchors
-- returns: many
SELECT seq, hash, at_ms, key_id, signature FROM audit_anchor WHERE county_id = $1 AND chain = $2 ORDER BY seq;

-- name: insert_act
-- returns: affected
INSERT INTO audit_act
    (county_id, seq, at_ms, actor, role, institution, action, resource, resource_id, person_id, purpose, outcome, reason, request_id,
     source_address, client, before_hash, after_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: list_act
-- returns: many
SELECT seq, at_ms, actor, role, institution, action, resource, resource_id, person_id, purpose, outcome, reason, request_id, source_address,
       client, before_hash, after_hash, hash
FROM audit_act WHERE county_id = $1 ORDER BY seq;

-- name: hash_of_act
-- returns: zero_or_one
SELECT hash FROM audit_act WHERE county_id = $1 AND seq = $2;

-- name: insert_access
-- returns: affected
INSERT INTO audit_access
    (county_id, seq, at_ms, actor, role, institution, action, resource, resource_id, person_id, purpose, outcome, reason, request_id,
     source_address, client, before_hash, after_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: list_access
-- returns: many
SELECT seq, at_ms, actor, role, institution, action, resource, resource_id, person_id, purpose, outcome, reason, request_id, source_address,
       client, before_hash, after_hash, hash
FROM audit_access WHERE county_id = $1 ORDER BY seq;

-- name: hash_of_access
-- returns: zero_or_one
SELECT hash FROM audit_access WHERE county_id = $1 AND seq = $2;

-- name: insert_installation
-- returns: affected
INSERT INTO audit_installation
    (county_id, seq, at_ms, actor, role, institution, action, resource, resource_id, person_id, purpose, outcome, reason, request_id,
     source_address, client, before_hash, after_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: list_installation
-- returns: many
SELECT seq, at_ms, actor, role, institution, action, resource, resource_id, person_id, purpose, outcome, reason, request_id, source_address,
       client, before_hash, after_hash, hash
FROM audit_installation WHERE county_id = $1 ORDER BY seq;

-- name: hash_of_installation
-- returns: zero_or_one
SELECT hash FROM audit_installation WHERE county_id = $1 AND seq = $2;

-- name: next_accesses
-- returns: many
SELECT seq, at_ms, actor, role, person_id, outcome FROM audit_access WHERE county_id = $1 AND seq > $2 ORDER BY seq LIMIT $3;

-- name: persons_read
-- returns: many
SELECT DISTINCT person_id FROM audit_access
WHERE county_id = $1 AND actor = $2 AND at_ms >= $3 AND at_ms < $4 AND person_id <> '' AND outcome = 'ok';

-- name: count_denials
-- returns: one
SELECT COUNT(*) FROM audit_access WHERE county_id = $1 AND actor = $2 AND at_ms >= $3 AND at_ms < $4 AND outcome = 'denied';
