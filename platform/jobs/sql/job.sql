-- name: insert_job
-- returns: none
INSERT INTO job
    (county_id, id, kind, state, input, position, result, error_code, done, total, attempts, due_at, lease_holder, created_by, created_at, updated_at)
VALUES ($1, $2, $3, 0, $4, '', '', '', 0, $5, 0, 0, '', $6, $7, $7);

-- name: find_job
-- returns: zero_or_one
SELECT county_id, id, kind, state, input, position, result, error_code, done, total, attempts, created_by, created_at, updated_at
FROM job WHERE county_id = $1 AND id = $2;

-- name: list_jobs
-- returns: many
SELECT county_id, id, kind, state, input, position, result, error_code, done, total, attempts, created_by, created_at, updated_at
FROM job WHERE county_id = $1 AND ($2 = '' OR kind = $2) ORDER BY id DESC LIMIT $3;

-- name: any_due
-- returns: zero_or_one   (of any county: the runner serves all)
SELECT county_id FROM job WHERE state < 2 AND due_at <= $1 LIMIT 1;

-- name: claim_job
-- returns: zero_or_one   (the condition is repeated outside: another runner may have been faster)
UPDATE job SET state = 1, lease_holder = $1, due_at = $2, updated_at = $3, attempts = attempts + 1
WHERE (county_id, id) = (SELECT county_id, id FROM job WHERE state < 2 AND due_at <= $3 ORDER BY id LIMIT 1)
  AND state < 2 AND due_at <= $3
RETURNING county_id, id, kind, state, input, position, result, error_code, done, total, attempts, created_by, created_at, updated_at;

-- name: checkpoint_job
-- returns: affected
UPDATE job SET position = $4, done = $5, total = $6, result = $7, due_at = $8, updated_at = $9, attempts = 1
WHERE county_id = $1 AND id = $2 AND lease_holder = $3 AND state = 1;

-- name: end_job
-- returns: affected
UPDATE job SET state = $4, error_code = $5, updated_at = $6, lease_holder = ''
WHERE county_id = $1 AND id = $2 AND lease_holder = $3 AND state = 1;

-- name: requeue_job
-- returns: affected
UPDATE job SET state = 0, due_at = $4, updated_at = $5, lease_holder = '', attempts = $6
WHERE county_id = $1 AND id = $2 AND lease_holder = $3 AND state = 1;

-- name: cancel_job
-- returns: affected
UPDATE job SET state = 4, updated_at = $3, lease_holder = '' WHERE county_id = $1 AND id = $2 AND state < 2;
