-- The register: rows, versions, documents, keys.

-- name: find_resident
SELECT id, version, name, sex, birth_date, id_type, nationality, contact_name, institution_id, grid_id, village_code, address,
       registered_address, residence_type, residence_state, arrived_on, opened_on, opened_by, doctor, status, status_on, status_note,
       merged_into, id_no_enc, phone_enc, contact_phone_enc, archive_no, alerts, search_keys, basic_complete, created_hash, created_seq,
       created_at, change_seq, changed_at
FROM resident
WHERE county_id = $1 AND id = $2;

-- name: find_brief
SELECT id, version, name, sex, birth_date, archive_no, institution_id, grid_id, village_code, status, status_on, residence_state,
       arrived_on, opened_on, change_seq
FROM resident
WHERE county_id = $1 AND id = $2;

-- name: find_head
SELECT version, name, sex, birth_date, id_type, id_no_enc, phone_enc, archive_no, institution_id, grid_id, village_code, address, status,
       status_on, merged_into, residence_state, opened_on, doctor, alerts, basic_complete
FROM resident
WHERE county_id = $1 AND id = $2;

-- name: find_carried
-- The columns of find_head, then what only a device needs.
SELECT version, name, sex, birth_date, id_type, id_no_enc, phone_enc, archive_no, institution_id, grid_id, village_code, address, status,
       status_on, merged_into, residence_state, opened_on, doctor, alerts, basic_complete,
       search_keys, change_seq
FROM resident
WHERE county_id = $1 AND id = $2;

-- name: find_created
SELECT archive_no, created_hash, id_type, id_no_enc FROM resident WHERE county_id = $1 AND id = $2;

-- name: insert_resident
INSERT INTO resident
    (county_id, id, version, name, sex, birth_date, id_type, id_no_enc, id_no_last4, nationality, phone_enc, phone_last4, contact_name,
     contact_phone_enc, contact_phone_last4, archive_no, institution_id, grid_id, village_code, address, registered_address,
     residence_type, residence_state, arrived_on, status, status_on, status_note, merged_into, opened_on, opened_by, doctor, alerts,
     search_keys, basic_complete, created_hash, created_seq, created_at, change_seq, changed_at)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, NULL,
        $27, $28, $29, $30, $31, $32, $33, $34, $35, $34, $35);

-- name: guard_resident
UPDATE resident SET version = version + 1 WHERE county_id = $1 AND id = $2 AND version = $3;

-- name: touch_resident
-- Takes the row's lock without a new version.
UPDATE resident SET version = version WHERE county_id = $1 AND id = $2;

-- name: update_resident
UPDATE resident
SET name = $3, sex = $4, birth_date = $5, id_type = $6, id_no_enc = $7, id_no_last4 = $8, nationality = $9, phone_enc = $10,
    phone_last4 = $11, contact_name = $12, contact_phone_enc = $13, contact_phone_last4 = $14, institution_id = $15, grid_id = $16,
    village_code = $17, address = $18, registered_address = $19, residence_type = $20, residence_state = $21, arrived_on = $22,
    status = $23, status_on = $24, status_note = $25, doctor = $26, alerts = $27, search_keys = $28, basic_complete = $29,
    change_seq = $30, changed_at = $31
WHERE county_id = $1 AND id = $2;

-- name: insert_version
INSERT INTO resident_version
    (county_id, resident_id, version, change_seq, at_ms, act, actor, actor_name, institution_id, cover, sealed, basic)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: list_versions
SELECT version, at_ms, act, actor_name, cover, sealed, basic
FROM resident_version
WHERE county_id = $1 AND resident_id = $2 AND version < $3
ORDER BY version DESC
LIMIT $4;

-- name: find_basic
SELECT version, pack_version, filled_on, complete, answers FROM resident_basic WHERE county_id = $1 AND resident_id = $2;

-- name: put_basic
INSERT INTO resident_basic (county_id, resident_id, version, form, pack_version, filled_on, complete, answers)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7)
ON CONFLICT (county_id, resident_id) DO UPDATE
SET version = resident_basic.version + 1, form = $3, pack_version = $4, filled_on = $5, complete = $6, answers = $7;

-- name: list_identifiers
SELECT no, type, number_enc, nationality, exact_bidx, current, valid_from, valid_to, source
FROM resident_identifier
WHERE county_id = $1 AND resident_id = $2
ORDER BY no;

-- name: find_exact
SELECT resident_id FROM resident_identifier WHERE county_id = $1 AND exact_bidx = $2;

-- name: insert_identifier
INSERT INTO resident_identifier
    (county_id, resident_id, no, type, number_enc, last4, nationality, exact_bidx, current, valid_from, valid_to, source)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: retire_identifier
UPDATE resident_identifier SET current = 0, valid_to = $4 WHERE county_id = $1 AND resident_id = $2 AND no = $3;

-- name: revive_identifier
UPDATE resident_identifier SET current = 1, valid_to = NULL WHERE county_id = $1 AND resident_id = $2 AND no = $3;

-- name: find_archive_no
SELECT id FROM resident WHERE county_id = $1 AND archive_no = $2;

-- name: insert_key
INSERT INTO resident_key (county_id, term, unit, resident_id, shared) VALUES ($1, $2, $3, $4, $5);

-- name: insert_unit_key
INSERT INTO resident_unit_key (county_id, unit, term, resident_id, shared) VALUES ($1, $2, $3, $4, $5);

-- name: delete_key
DELETE FROM resident_key WHERE county_id = $1 AND term = $2 AND unit = $3 AND resident_id = $4;

-- name: delete_unit_key
DELETE FROM resident_unit_key WHERE county_id = $1 AND unit = $2 AND term = $3 AND resident_id = $4;

-- name: find_unit
SELECT unit FROM resident_unit WHERE county_id = $1 AND institution_id = $2 AND grid_id = $3;

-- name: last_unit
SELECT unit FROM resident_unit WHERE county_id = $1 ORDER BY unit DESC LIMIT 1;

-- name: list_units
SELECT unit, institution_id, grid_id FROM resident_unit WHERE county_id = $1 AND unit > $2 ORDER BY unit;

-- name: insert_unit
INSERT INTO resident_unit (county_id, unit, institution_id, grid_id) VALUES ($1, $2, $3, $4);

-- name: take_archive_serials
-- Reserves $3 serials of an area and gives the last one; gaps are allowed, duplicates are not.
INSERT INTO archive_serial (county_id, area, last_serial) VALUES ($1, $2, $3)
ON CONFLICT (county_id, area) DO UPDATE SET last_serial = archive_serial.last_serial + $3
RETURNING last_serial;

-- name: raise_archive_serial
-- A number from an earlier system was taken over: later ones continue behind it.
INSERT INTO archive_serial (county_id, area, last_serial) VALUES ($1, $2, $3)
ON CONFLICT (county_id, area) DO UPDATE SET last_serial = $3 WHERE archive_serial.last_serial < $3;

-- name: take_temporary_serial
INSERT INTO temporary_serial (county_id, prefix, last_serial) VALUES ($1, $2, 1)
ON CONFLICT (county_id, prefix) DO UPDATE SET last_serial = temporary_serial.last_serial + 1
RETURNING last_serial;

-- name: raise_temporary_serial
INSERT INTO temporary_serial (county_id, prefix, last_serial) VALUES ($1, $2, $3)
ON CONFLICT (county_id, prefix) DO UPDATE SET last_serial = $3 WHERE temporary_serial.last_serial < $3;

-- name: insert_person_index
INSERT INTO person_index (document_bidx, county, resident_id) VALUES ($1, $2, $3) ON CONFLICT (document_bidx, county, resident_id) DO NOTHING;

-- name: list_steps
SELECT from_date, status, residence_state, arrived_on, complete, institution_id, opened, cover_complete
FROM resident_step
WHERE county_id = $1 AND resident_id = $2
ORDER BY from_date;

-- name: list_steps_between
-- Of all residents after one id and up to another.
SELECT resident_id, from_date, status, residence_state, arrived_on, complete, institution_id, opened, cover_complete
FROM resident_step
WHERE county_id = $1 AND resident_id > $2 AND resident_id <= $3
ORDER BY resident_id, from_date;

-- name: life_of
-- What the indicators need of one archive: the person, and its dated steps.
SELECT r.sex, r.birth_date, r.created_at, s.from_date, s.status, s.residence_state, s.arrived_on, s.complete, s.institution_id, s.opened,
       s.cover_complete, r.name
FROM resident r
JOIN resident_step s ON s.county_id = r.county_id AND s.resident_id = r.id
WHERE r.county_id = $1 AND r.id = $2
ORDER BY s.from_date;

-- name: page_lives_after
SELECT id, sex, birth_date, created_at, name FROM resident WHERE county_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: lock_residents_after (postgres)
SELECT id FROM resident WHERE county_id = $1 AND id > $2 ORDER BY id LIMIT $3 FOR UPDATE;

-- name: lock_residents_after (sqlite)
SELECT id FROM resident WHERE county_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: page_standing_after
SELECT id, version, birth_date, opened_on, status, institution_id, grid_id, basic_complete, residence_state, arrived_on
FROM resident WHERE county_id = $1 AND id > $2 AND status <> '6' ORDER BY id LIMIT $3;

-- name: insert_step
INSERT INTO resident_step (county_id, resident_id, from_date, status, residence_state, arrived_on, complete, institution_id, opened,
                           cover_complete)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: delete_steps
DELETE FROM resident_step WHERE county_id = $1 AND resident_id = $2;

-- name: changed_after
-- For the nightly search for duplicates: in id order, beyond a change.
SELECT id FROM resident WHERE county_id = $1 AND id > $2 AND change_seq > $3 AND status <> '6' ORDER BY id LIMIT $4;

-- name: find_scan
SELECT upto_seq FROM duplicate_scan WHERE county_id = $1;

-- name: put_scan
INSERT INTO duplicate_scan (county_id, upto_seq) VALUES ($1, $2) ON CONFLICT (county_id) DO UPDATE SET upto_seq = $2;

-- name: count_reveal
INSERT INTO resident_reveal (county_id, user_id, on_date, times) VALUES ($1, $2, $3, 1)
ON CONFLICT (county_id, user_id, on_date) DO UPDATE SET times = resident_reveal.times + 1
RETURNING times;

-- name: find_import_row
SELECT resident_id FROM resident_import_row WHERE county_id = $1 AND row_bidx = $2;

-- name: insert_import_row
INSERT INTO resident_import_row (county_id, row_bidx, resident_id) VALUES ($1, $2, $3);

-- name: page_residents_after
-- Whole rows in id order, for recomputing and exporting.
SELECT id, version, name, sex, birth_date, id_type, nationality, contact_name, institution_id, grid_id, village_code, address,
       registered_address, residence_type, residence_state, arrived_on, opened_on, opened_by, doctor, status, status_on, status_note,
       merged_into, id_no_enc, phone_enc, contact_phone_enc, archive_no, alerts, search_keys, basic_complete, created_hash, created_seq,
       created_at, change_seq, changed_at
FROM resident
WHERE county_id = $1 AND id > $2
ORDER BY id
LIMIT $3;
