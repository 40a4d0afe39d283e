-- Packs, enrolments, records, facts, tasks.

-- name: keep_pack
INSERT INTO pack (version, name, edition, effective_from, bytes, loaded_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (version) DO NOTHING;

-- name: find_pack
SELECT name, edition, effective_from, bytes FROM pack WHERE version = $1;

-- name: insert_pack_load
INSERT INTO pack_load (id, version, loaded_by, loaded_at) VALUES ($1, $2, $3, $4);

-- name: pack_loads
SELECT l.id, l.version, l.loaded_by, l.loaded_at, p.name
FROM pack_load l JOIN pack p ON p.version = l.version
WHERE NOT EXISTS (SELECT 1 FROM pack_withdrawal w WHERE w.load_id = l.id)
ORDER BY l.id;

-- name: pack_withdrawals
SELECT COUNT(*) FROM pack_withdrawal;

-- name: insert_pack_withdrawal
INSERT INTO pack_withdrawal (load_id, withdrawn_by, withdrawn_at, reason) VALUES ($1, $2, $3, $4)
ON CONFLICT (load_id) DO NOTHING;

-- name: touch_enrolments_between
-- Of a programme; takes the rows' locks without a new version.
UPDATE enrolment SET version = version WHERE county_id = $1 AND programme = $2 AND resident_id > $3 AND resident_id <= $4;

-- name: count_enrolments
SELECT COUNT(*) FROM enrolment WHERE county_id = $1 AND programme = $2;

-- name: count_archives
SELECT COUNT(*) FROM v_resident WHERE county_id = $1;

-- name: guard_person
-- Before any enrolment of the person is guarded.
INSERT INTO person_guard (county_id, resident_id, version) VALUES ($1, $2, 1)
ON CONFLICT (county_id, resident_id) DO UPDATE SET version = person_guard.version + 1;

-- name: guard_enrolment
-- Takes the person's place in the programme for this act; every act on it comes one after the other.
UPDATE enrolment SET version = version + 1
WHERE county_id = $1 AND resident_id = $2 AND programme = $3
RETURNING id, resident_id, programme, state, state_on, enrolled_on, institution_id, grid_id, diagnosis, state_course, institution_course, body_hash, version;

-- name: guard_enrolments
UPDATE enrolment SET version = version + 1
WHERE county_id = $1 AND resident_id = $2
RETURNING id, resident_id, programme, state, state_on, enrolled_on, institution_id, grid_id, diagnosis, state_course, institution_course, body_hash, version;

-- name: guard_enrolment_by_id
UPDATE enrolment SET version = version + 1
WHERE county_id = $1 AND id = $2
RETURNING id, resident_id, programme, state, state_on, enrolled_on, institution_id, grid_id, diagnosis, state_course, institution_course, body_hash, version;

-- name: find_enrolment
SELECT id, resident_id, programme, state, state_on, enrolled_on, institution_id, grid_id, diagnosis, state_course, institution_course, body_hash, version
FROM enrolment WHERE county_id = $1 AND resident_id = $2 AND programme = $3;

-- name: find_enrolment_by_id
SELECT id, resident_id, programme, state, state_on, enrolled_on, institution_id, grid_id, diagnosis, state_course, institution_course, body_hash, version
FROM enrolment WHERE county_id = $1 AND id = $2;

-- name: enrolments_of_resident
SELECT id, resident_id, programme, state, state_on, enrolled_on, institution_id, grid_id, diagnosis, state_course, institution_course, body_hash, version
FROM enrolment WHERE county_id = $1 AND resident_id = $2
ORDER BY programme;

-- name: touch_enrolments
-- Takes the rows' locks without a new version.
UPDATE enrolment SET version = version WHERE county_id = $1 AND resident_id = $2;

-- name: courses_between
-- Of all residents after one id and up to another.
SELECT resident_id, state_course FROM enrolment WHERE county_id = $1 AND resident_id > $2 AND resident_id <= $3;

-- name: facts_between
SELECT resident_id, on_date, record_id, facts FROM fact WHERE county_id = $1 AND resident_id > $2 AND resident_id <= $3;

-- name: enrolments_after
-- Residents of a programme in id order, for verify, rebuild and opening a year.
SELECT id, resident_id, programme, state, state_on, enrolled_on, institution_id, grid_id, diagnosis, state_course, institution_course, body_hash, version
FROM enrolment WHERE county_id = $1 AND programme = $2 AND resident_id > $3
ORDER BY resident_id
LIMIT $4;

-- In the order in which acts on two people guard them. SQLite has one writer, and nobody to wait for it.
-- name: lock_enrolments_after (postgres)
SELECT id FROM enrolment WHERE county_id = $1 AND programme = $2 AND resident_id > $3
ORDER BY resident_id
LIMIT $4
FOR UPDATE;

-- name: lock_enrolments_after (sqlite)
SELECT id FROM enrolment WHERE county_id = $1 AND programme = $2 AND resident_id > $3
ORDER BY resident_id
LIMIT $4;

-- name: insert_enrolment
INSERT INTO enrolment (county_id, id, resident_id, programme, state, state_on, enrolled_on, institution_id, grid_id, diagnosis, state_course,
                       institution_course, body_hash, version, created_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: update_enrolment
UPDATE enrolment
SET state = $3, state_on = $4, enrolled_on = $5, institution_id = $6, grid_id = $7, diagnosis = $8, state_course = $9, institution_course = $10
WHERE county_id = $1 AND id = $2;

-- name: insert_enrolment_version
INSERT INTO enrolment_version (county_id, id, version, state_course, institution_course, grid_id, because, actor, at_ms, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: insert_record
-- Nothing comes back when the id is taken.
INSERT INTO record (county_id, id, resident_id, enrolment_id, programme, form, pack_version, service_date, body, body_hash,
                    supersedes, reason, author_id, author_name, institution_id, signed_at, change_seq, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (county_id, id) DO NOTHING
RETURNING id;

-- name: find_record
SELECT r.id, r.resident_id, r.enrolment_id, r.programme, r.form, r.pack_version, r.service_date, r.body, r.body_hash, r.supersedes, r.reason,
       r.author_id, r.author_name, r.institution_id, r.signed_at, r.change_seq, r.source
FROM record r WHERE r.county_id = $1 AND r.id = $2;

-- name: superseding_record
SELECT id FROM record WHERE county_id = $1 AND supersedes = $2 AND supersedes <> '';

-- name: last_record_of_form
SELECT r.id, r.resident_id, r.enrolment_id, r.programme, r.form, r.pack_version, r.service_date, r.body, r.body_hash, r.supersedes, r.reason,
       r.author_id, r.author_name, r.institution_id, r.signed_at, r.change_seq, r.source
FROM record r
WHERE r.county_id = $1 AND r.resident_id = $2 AND r.form = $3
  AND NOT EXISTS (SELECT 1 FROM record s WHERE s.county_id = r.county_id AND s.supersedes = r.id AND s.supersedes <> '')
ORDER BY r.service_date DESC, r.id DESC
LIMIT 1;

-- name: records_of_resident
-- In force, newest first, continuing before (service date, id).
SELECT r.id, r.resident_id, r.enrolment_id, r.programme, r.form, r.pack_version, r.service_date, r.body, r.body_hash, r.supersedes, r.reason,
       r.author_id, r.author_name, r.institution_id, r.signed_at, r.change_seq, r.source
FROM record r
WHERE r.county_id = $1 AND r.resident_id = $2 AND (r.service_date < $3 OR (r.service_date = $3 AND r.id < $4))
  AND NOT EXISTS (SELECT 1 FROM record s WHERE s.county_id = r.county_id AND s.supersedes = r.id AND s.supersedes <> '')
ORDER BY r.service_date DESC, r.id DESC
LIMIT $5;

-- name: forms_of_records
SELECT r.id, r.form FROM record r WHERE r.county_id = $1 AND r.resident_id = $2;

-- name: count_records
SELECT COUNT(*)
FROM record r
WHERE r.county_id = $1 AND r.resident_id = $2 AND r.programme = $3
  AND NOT EXISTS (SELECT 1 FROM record s WHERE s.county_id = r.county_id AND s.supersedes = r.id AND s.supersedes <> '');

-- name: records_after_date
SELECT r.id, r.form, r.service_date
FROM record r
WHERE r.county_id = $1 AND r.resident_id = $2 AND r.service_date > $3
  AND NOT EXISTS (SELECT 1 FROM record s WHERE s.county_id = r.county_id AND s.supersedes = r.id AND s.supersedes <> '')
ORDER BY r.service_date, r.id
LIMIT 20;

-- name: facts_of_resident
SELECT on_date, record_id, facts
FROM fact WHERE county_id = $1 AND resident_id = $2;

-- name: facts_since
SELECT on_date, record_id, facts
FROM fact WHERE county_id = $1 AND resident_id = $2 AND on_date >= $3
ORDER BY on_date, record_id
LIMIT 1000;

-- name: insert_facts
INSERT INTO fact (county_id, resident_id, on_date, record_id, facts)
VALUES ($1, $2, $3, $4, $5);

-- name: remove_facts
-- The day of the record is not asked for: a person has few rows.
DELETE FROM fact WHERE county_id = $1 AND resident_id = $2 AND record_id = $3;

-- name: open_tasks_of_enrolment
SELECT id, resident_id, enrolment_id, programme, code, anchor, opens, due, grace_until, completed_by, state, institution_id, grid_id, why,
       created_record_id, done_on, done_record_id, outcome, is_referral
FROM task WHERE county_id = $1 AND resident_id = $2 AND enrolment_id = $3 AND state = 0
ORDER BY due, id;

-- name: tasks_of_programme
-- Of an archive, not of an enrolment.
SELECT id, resident_id, enrolment_id, programme, code, anchor, opens, due, grace_until, completed_by, state, institution_id, grid_id, why,
       created_record_id, done_on, done_record_id, outcome, is_referral
FROM task WHERE county_id = $1 AND resident_id = $2 AND programme = $3 AND enrolment_id = ''
ORDER BY due, id;

-- name: tasks_of_amended_record
-- What the superseded record had closed.
SELECT id, resident_id, enrolment_id, programme, code, anchor, opens, due, grace_until, completed_by, state, institution_id, grid_id, why,
       created_record_id, done_on, done_record_id, outcome, is_referral
FROM task WHERE county_id = $1 AND resident_id = $2 AND done_record_id = $3
ORDER BY due, id;

-- name: find_task
SELECT id, resident_id, enrolment_id, programme, code, anchor, opens, due, grace_until, completed_by, state, institution_id, grid_id, why,
       created_record_id, done_on, done_record_id, outcome, is_referral
FROM task WHERE county_id = $1 AND id = $2;

-- name: insert_task
INSERT INTO task (county_id, id, resident_id, enrolment_id, programme, code, anchor, opens, due, grace_until, completed_by, is_referral,
                  state, institution_id, grid_id, why, created_record_id, done_on, done_record_id, outcome, created_seq, closed_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16, '', '', '', $17, 0);

-- name: close_task
UPDATE task SET state = $3, done_on = $4, done_record_id = $5, outcome = $6, closed_seq = $7
WHERE county_id = $1 AND id = $2 AND state = 0;

-- name: reopen_task
UPDATE task SET state = 0, done_on = '', done_record_id = '', outcome = '', closed_seq = 0
WHERE county_id = $1 AND id = $2;

-- name: cancel_tasks_of_enrolment
UPDATE task SET state = 5, done_on = $4, outcome = $5, closed_seq = $6
WHERE county_id = $1 AND resident_id = $2 AND enrolment_id = $3 AND state = 0;

-- name: cancel_own_tasks
-- Of no enrolment: those of a pack that screens.
UPDATE task SET state = 5, done_on = $4, outcome = $5, closed_seq = $6
WHERE county_id = $1 AND resident_id = $2 AND enrolment_id = '' AND programme = $3 AND state = 0;

-- name: reopen_own_tasks
UPDATE task SET state = 0, done_on = '', outcome = '', closed_seq = 0
WHERE county_id = $1 AND resident_id = $2 AND enrolment_id = '' AND programme = $3 AND state = 5 AND outcome = $4;

-- name: reopen_cancelled_tasks
-- Those that the same reason had cancelled.
UPDATE task SET state = 0, done_on = '', outcome = '', closed_seq = 0
WHERE county_id = $1 AND resident_id = $2 AND enrolment_id = $3 AND state = 5 AND outcome = $4;

-- name: move_tasks
UPDATE task SET institution_id = $3, grid_id = $4
WHERE county_id = $1 AND resident_id = $2 AND state = 0;

-- name: task_exists
SELECT id FROM task
WHERE county_id = $1 AND resident_id = $2 AND enrolment_id = $3 AND code = $4 AND anchor = $5;

-- name: tasks_of_resident
SELECT id, resident_id, enrolment_id, programme, code, anchor, opens, due, grace_until, completed_by, state, institution_id, grid_id, why,
       created_record_id, done_on, done_record_id, outcome, is_referral
FROM task WHERE county_id = $1 AND resident_id = $2 AND state = 0
ORDER BY due, id;

-- name: owed_by_institution
-- Open on the day, by institution: referrals, missed, late, due. A missed task whose next one has opened is not counted (today.cpp).
SELECT t.institution_id,
       CAST(SUM(t.is_referral) AS BIGINT),
       CAST(SUM(CASE WHEN t.is_referral = 0 AND t.grace_until < $2 THEN 1 ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN t.is_referral = 0 AND t.grace_until >= $2 AND t.due < $2 THEN 1 ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN t.is_referral = 0 AND t.due >= $2 THEN 1 ELSE 0 END) AS BIGINT)
FROM task t
WHERE t.county_id = $1 AND t.state = 0 AND t.opens <= $2
  AND (t.is_referral = 1 OR t.grace_until >= $2 OR NOT EXISTS (
      SELECT 1 FROM task n
      WHERE n.county_id = t.county_id AND n.resident_id = t.resident_id AND n.enrolment_id = t.enrolment_id AND n.code = t.code
        AND n.due > t.due AND n.opens <= $2))
GROUP BY t.institution_id
ORDER BY t.institution_id;

-- name: export_enrolments
SELECT id, resident_id, programme, state, state_on, enrolled_on, institution_id, grid_id, diagnosis, state_course, institution_course, body_hash, version
FROM enrolment WHERE county_id = $1 ORDER BY id;

-- name: export_records
SELECT r.id, r.resident_id, r.enrolment_id, r.programme, r.form, r.pack_version, r.service_date, r.body, r.body_hash, r.supersedes, r.reason,
       r.author_id, r.author_name, r.institution_id, r.signed_at, r.change_seq, r.source
FROM record r WHERE r.county_id = $1 ORDER BY r.id;

-- name: export_facts
SELECT resident_id, on_date, record_id, facts
FROM fact WHERE county_id = $1 ORDER BY resident_id, on_date, record_id;

-- name: export_tasks
SELECT id, resident_id, enrolment_id, programme, code, anchor, opens, due, grace_until, completed_by, state, institution_id, grid_id, why,
       created_record_id, done_on, done_record_id, outcome, is_referral
FROM task WHERE county_id = $1 ORDER BY id;

-- name: last_change_of_resident
-- The last act that touched anything this module keeps about a person; 0 when there is nothing.
SELECT COALESCE(MAX(seq), 0)
FROM (SELECT MAX(change_seq) AS seq FROM record WHERE county_id = $1 AND resident_id = $2
      UNION ALL
      SELECT MAX(created_seq) FROM task WHERE county_id = $1 AND resident_id = $2
      UNION ALL
      SELECT MAX(closed_seq) FROM task WHERE county_id = $1 AND resident_id = $2
      UNION ALL
      SELECT MAX(change_seq) FROM enrolment_version
      WHERE county_id = $1 AND id IN (SELECT id FROM enrolment WHERE county_id = $1 AND resident_id = $2)) AS changes;

-- name: record_after_change
SELECT id FROM record WHERE county_id = $1 AND resident_id = $2 AND change_seq > $3 LIMIT 1;

-- name: enrolment_after_change
SELECT e.id FROM enrolment e
WHERE e.county_id = $1 AND e.resident_id = $2
      AND EXISTS (SELECT 1 FROM enrolment_version v WHERE v.county_id = $1 AND v.id = e.id AND v.change_seq > $3);
