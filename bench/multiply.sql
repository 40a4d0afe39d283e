-- A large county out of a small one: every resident again with ".1" to ".:last" behind the id. What belongs to one person only (numbers,
-- phones, archive numbers) gets the same ending, so that it still finds one person; names, births, places and histories are repeated, totals
-- and population figures multiplied. Left out: bodies of records, versions, basic forms, audit rows, messages. Written in the order of the
-- keys. For reading only: bench/run measures the search, the dashboard, start and memory on it.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -1500000;
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = FILE;
CREATE TEMP TABLE copy AS
WITH RECURSIVE counted (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM counted WHERE k < :last)
SELECT '.' || k AS k FROM counted;
BEGIN;
INSERT INTO resident
SELECT county_id, id || k, version, name, sex, birth_date, id_type, id_no_enc, id_no_last4, nationality, phone_enc, phone_last4, contact_name,
       contact_phone_enc, contact_phone_last4, archive_no || k, institution_id, grid_id, village_code, address, registered_address,
       residence_type, residence_state, arrived_on, status, status_on, status_note, merged_into, opened_on, opened_by, doctor, alerts,
       search_keys, basic_complete, created_hash, created_seq, created_at, change_seq, changed_at
FROM resident, copy ORDER BY id, k;
INSERT INTO resident_identifier
SELECT county_id, resident_id || k, no, type, number_enc, last4, nationality, NULL, current, valid_from, valid_to, source
FROM resident_identifier, copy ORDER BY resident_id, k, no;
INSERT INTO resident_step
SELECT county_id, resident_id || k, from_date, status, residence_state, arrived_on, complete, institution_id
FROM resident_step, copy ORDER BY county_id, resident_id || k, from_date;
INSERT INTO resident_key
SELECT county_id, CASE WHEN substr(term, 1, 1) IN ('d', 't', 'a', 's') THEN term || k ELSE term END, unit, resident_id || k, shared
FROM resident_key, copy ORDER BY 1, 2, 3, 4;
INSERT INTO resident_unit_key
SELECT county_id, unit, term, resident_id || k, shared FROM resident_unit_key, copy ORDER BY 1, 2, 3, 4;
INSERT INTO enrolment
SELECT county_id, id || k, resident_id || k, programme, state, state_on, enrolled_on, institution_id, grid_id, diagnosis, state_course,
       institution_course, body_hash, version, created_seq
FROM enrolment, copy ORDER BY id, k;
INSERT INTO fact
SELECT county_id, resident_id || k, on_date, record_id || k, facts FROM fact, copy ORDER BY county_id, resident_id || k, on_date, record_id || k;
INSERT INTO task
SELECT county_id, id || k, resident_id || k, enrolment_id || k, programme, code, anchor, opens, due, grace_until, completed_by, is_referral,
       state, institution_id, grid_id, why, created_record_id, done_on, done_record_id, outcome, created_seq, closed_seq
FROM task, copy WHERE state = 0 ORDER BY id, k;
INSERT INTO indicator_contribution
SELECT county_id, indicator, period, institution_id, resident_id || k, steps FROM indicator_contribution, copy ORDER BY 1, 2, 3, 4, 5;
UPDATE indicator_total SET num = num * (1 + :last), den = den * (1 + :last);
UPDATE population_figure SET persons = persons * (1 + :last);
COMMIT;
PRAGMA journal_mode = WAL;
