-- Records of earlier systems.

-- name: find_record_import
SELECT id, version, form, source, state, file_name, header, rows_done, created, existing, bad, created_at, changed_at, created_by
FROM record_import WHERE county_id = $1 AND id = $2;

-- name: record_imports_of
-- Of one user, of everybody without one; newest first, before an id.
SELECT id, form, source, state, file_name, rows_done, created, existing, bad, created_at
FROM record_import WHERE county_id = $1 AND id < $2 AND ($3 = '' OR created_by = $3)
ORDER BY id DESC LIMIT $4;

-- name: unfinished_record_import
SELECT id FROM record_import WHERE county_id = $1 AND file_bidx = $2 AND state = 'running' ORDER BY id LIMIT 1;

-- name: insert_record_import
INSERT INTO record_import (county_id, id, version, form, source, state, file_name, file_bidx, header, rows_done, created, existing, bad,
                           created_by, created_at, changed_at)
VALUES ($1, $2, 1, $3, $4, 'running', $5, $6, $7, 0, 0, 0, 0, $8, $9, $9);

-- name: guard_record_import
-- Two runs of one file do not write the same rows twice: the one that comes second finds the position moved.
UPDATE record_import SET version = version + 1, rows_done = $4, changed_at = $5
WHERE county_id = $1 AND id = $2 AND rows_done = $3 AND state = 'running';

-- name: count_record_import
UPDATE record_import SET created = created + $3, existing = existing + $4, bad = bad + $5 WHERE county_id = $1 AND id = $2;

-- name: finish_record_import
UPDATE record_import SET state = 'finished', version = version + 1, changed_at = $3 WHERE county_id = $1 AND id = $2 AND state = 'running';

-- name: insert_record_import_bad
INSERT INTO record_import_bad (county_id, import_id, row_no, cells, problems) VALUES ($1, $2, $3, $4, $5);

-- name: list_record_import_bad
SELECT row_no, cells, problems FROM record_import_bad WHERE county_id = $1 AND import_id = $2 AND row_no > $3 ORDER BY row_no LIMIT $4;
