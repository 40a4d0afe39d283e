-- Imports of rosters.

-- name: insert_import
INSERT INTO resident_import
    (county_id, id, version, state, file_name, file_bidx, file_bytes, options, institution_id, row_count, rows_done, created, existing, bad,
     error, created_by, created_at, changed_at)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, '', $10, $11, $11);

-- name: find_import
SELECT id, version, state, file_name, file_bytes, options, institution_id, row_count, rows_done, created, existing, bad, error, created_by,
       created_at, changed_at, changed, households, differing
FROM resident_import
WHERE county_id = $1 AND id = $2;

-- name: find_import_of_file
-- The last import of the same bytes that was begun but not finished.
SELECT id FROM resident_import
WHERE county_id = $1 AND file_bidx = $2 AND state IN ('running', 'queued')
ORDER BY id DESC
LIMIT 1;

-- name: list_imports
SELECT id, version, state, file_name, file_bytes, options, institution_id, row_count, rows_done, created, existing, bad, error, created_by,
       created_at, changed_at
FROM resident_import
WHERE county_id = $1 AND id < $2
ORDER BY id DESC
LIMIT $3;

-- name: guard_import_chunk
-- A chunk counts once: it goes on only from where the last one stopped.
UPDATE resident_import SET version = version + 1, rows_done = $4, changed_at = $5
WHERE county_id = $1 AND id = $2 AND rows_done = $3 AND state = 'running';

-- name: count_import_chunk
UPDATE resident_import SET created = created + $3, existing = existing + $4, bad = bad + $5, differing = differing + $6
WHERE county_id = $1 AND id = $2;

-- name: count_import_households
UPDATE resident_import SET households = households + $3 WHERE county_id = $1 AND id = $2;

-- name: insert_import_member
INSERT INTO resident_import_member (county_id, import_id, row_no, household, relation, resident_id, rest) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: list_import_members
SELECT row_no, household, relation, resident_id, rest FROM resident_import_member
WHERE county_id = $1 AND import_id = $2 AND row_no > $3 ORDER BY row_no LIMIT $4;

-- name: delete_import_members
DELETE FROM resident_import_member WHERE county_id = $1 AND import_id = $2;

-- name: insert_import_difference
INSERT INTO resident_import_difference (county_id, import_id, row_no, resident_id, state, sealed) VALUES ($1, $2, $3, $4, $5, $6);

-- name: set_import_difference
UPDATE resident_import_difference SET state = $4 WHERE county_id = $1 AND import_id = $2 AND row_no = $3;

-- name: count_import_changed
UPDATE resident_import SET changed = changed + 1 WHERE county_id = $1 AND id = $2;

-- name: list_import_differences
SELECT row_no, resident_id, state, sealed FROM resident_import_difference
WHERE county_id = $1 AND import_id = $2 AND row_no > $3 ORDER BY row_no LIMIT $4;

-- name: set_import_state
UPDATE resident_import SET version = version + 1, state = $4, error = $5, changed_at = $6
WHERE county_id = $1 AND id = $2 AND state = $3;

-- name: set_import_options
UPDATE resident_import SET options = $3, row_count = $4 WHERE county_id = $1 AND id = $2;

-- name: insert_import_part
INSERT INTO resident_import_part (county_id, import_id, part, sealed) VALUES ($1, $2, $3, $4);

-- name: list_import_parts
SELECT sealed FROM resident_import_part WHERE county_id = $1 AND import_id = $2 ORDER BY part;

-- name: delete_import_parts
DELETE FROM resident_import_part WHERE county_id = $1 AND import_id = $2;

-- name: insert_import_bad
INSERT INTO resident_import_bad (county_id, import_id, row_no, cells, problems) VALUES ($1, $2, $3, $4, $5);

-- name: list_import_bad
SELECT row_no, cells, problems FROM resident_import_bad WHERE county_id = $1 AND import_id = $2 AND row_no > $3 ORDER BY row_no LIMIT $4;
