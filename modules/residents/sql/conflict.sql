-- name: insert_conflict
-- The same statement again opens the task again, and is no second one.
INSERT INTO identity_conflict (county_id, id, existing_id, resident_id, stated_bidx, number_bidx, stated, institution_id, grid_id, origin,
    state, opened_by, opened_by_name, opened_at, resolution, reason, resolved_by, resolved_by_name, resolved_at, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12, $13, '', '', '', '', 0, $14)
ON CONFLICT (county_id, existing_id, stated_bidx) DO UPDATE SET state = 'open', resolution = '', reason = '', resolved_by = '',
    resolved_by_name = '', resolved_at = 0, change_seq = excluded.change_seq
WHERE identity_conflict.state <> 'open';

-- name: page_conflicts
-- Newest first, before an id; both sides' places come along, for the reader's reach.
SELECT c.id, c.existing_id, c.resident_id, c.stated, c.institution_id, c.grid_id, c.origin, c.state, c.opened_by_name, c.opened_at,
       c.resolution, c.reason, c.resolved_by_name, c.resolved_at, e.institution_id, e.grid_id, e.name, e.sex, e.birth_date, e.archive_no
FROM identity_conflict c JOIN resident e ON e.county_id = c.county_id AND e.id = c.existing_id
WHERE c.county_id = $1 AND c.state = $2 AND c.id < $3
ORDER BY c.id DESC LIMIT $4;

-- name: find_conflict
-- returns: zero_or_one
SELECT c.state, c.institution_id, c.grid_id, e.institution_id, e.grid_id, c.existing_id
FROM identity_conflict c JOIN resident e ON e.county_id = c.county_id AND e.id = c.existing_id
WHERE c.county_id = $1 AND c.id = $2;

-- name: open_conflicts_of
SELECT id, existing_id, number_bidx, stated FROM identity_conflict
WHERE county_id = $1 AND state = 'open' AND (existing_id = $2 OR resident_id = $2);

-- name: resolve_conflict
-- returns: affected
UPDATE identity_conflict SET state = 'resolved', resolution = $3, reason = $4, resolved_by = $5, resolved_by_name = $6, resolved_at = $7,
    change_seq = $8
WHERE county_id = $1 AND id = $2 AND state = 'open';
