-- Two archives of one person: whose rows these are. Records keep their text; only the person behind them is another one.

-- name: move_enrolment
UPDATE enrolment SET resident_id = $3 WHERE county_id = $1 AND id = $2;

-- name: move_record
UPDATE record SET resident_id = $3, enrolment_id = $4 WHERE county_id = $1 AND id = $2;

-- name: all_records_of
SELECT id, enrolment_id, programme, form, service_date, author_id, supersedes FROM record WHERE county_id = $1 AND resident_id = $2
ORDER BY service_date, id;

-- name: all_tasks_of
SELECT id, resident_id, enrolment_id, programme, code, anchor, opens, due, grace_until, completed_by, state, institution_id, grid_id, why,
       created_record_id, done_on, done_record_id, outcome, is_referral
FROM task WHERE county_id = $1 AND resident_id = $2 ORDER BY due, id;

-- name: put_task
UPDATE task
SET resident_id = $3, enrolment_id = $4, institution_id = $5, grid_id = $6, state = $7, done_on = $8, outcome = $9, closed_seq = $10
WHERE county_id = $1 AND id = $2;

-- name: task_now
SELECT resident_id, enrolment_id, state FROM task WHERE county_id = $1 AND id = $2;
