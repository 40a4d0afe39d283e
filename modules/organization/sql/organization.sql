-- name: upsert_division
-- returns: affected
INSERT INTO division (code, parent, name, level, county_code, archive_part3, closed) VALUES ($1, $2, $3, $4, $5, $6, 0)
ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, name = excluded.name, level = excluded.level,
    archive_part3 = CASE WHEN division.archive_part3 = '' THEN excluded.archive_part3 ELSE division.archive_part3 END, closed = 0,
    closed_on = '';

-- name: close_divisions
-- returns: affected
UPDATE division SET closed = 1 WHERE county_code = $1;

-- name: find_division
-- returns: zero_or_one
SELECT code, parent, name, level, archive_part3 FROM division WHERE code = $1;

-- name: divisions_under
-- returns: many
SELECT code, parent, name, level, archive_part3 FROM division WHERE parent = $1 AND closed = 0 ORDER BY code;

-- name: divisions_ever_under
-- returns: many
SELECT code, parent, name, level, archive_part3, closed, opened_on, closed_on FROM division WHERE parent = $1 ORDER BY code;

-- name: divisions_of_county
-- returns: many
SELECT code, parent, name, level, archive_part3 FROM division WHERE county_code = $1 AND level > 3 AND closed = 0 ORDER BY code;

-- name: insert_institution
-- returns: affected
INSERT INTO institution (county_id, id, code, name, kind, grade, parent_id, division_code, valid_from, valid_to, equipment_class,
                         ownership, status, successor_id, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 1);

-- name: insert_institution_version
-- returns: affected
INSERT INTO institution_version
    (county_id, id, version, changed_at, changed_by, change_seq, code, name, kind, grade, parent_id, division_code, equipment_class,
     ownership, status, successor_id, valid_from, valid_to)
SELECT county_id, id, version, $3, $4, $5, code, name, kind, grade, parent_id, division_code, equipment_class, ownership, status,
       successor_id, valid_from, valid_to
FROM institution WHERE county_id = $1 AND id = $2;

-- name: insert_closure_self
-- returns: affected
INSERT INTO institution_closure (county_id, ancestor_id, descendant_id, depth) VALUES ($1, $2, $2, 0);

-- name: insert_closure_above
-- returns: affected
INSERT INTO institution_closure (county_id, ancestor_id, descendant_id, depth)
SELECT county_id, ancestor_id, $3, depth + 1 FROM institution_closure WHERE county_id = $1 AND descendant_id = $2;

-- name: find_institution
-- returns: zero_or_one
SELECT id, code, name, kind, grade, parent_id, division_code, valid_from, valid_to, version, equipment_class, ownership, status, successor_id
FROM institution WHERE county_id = $1 AND id = $2;

-- name: find_institution_by_code
-- returns: zero_or_one
SELECT id, code, name, kind, grade, parent_id, division_code, valid_from, valid_to, version, equipment_class, ownership, status, successor_id
FROM institution WHERE county_id = $1 AND code = $2;

-- Parents before children: by the number of institutions above.
-- name: list_institutions
-- returns: many
SELECT i.id, i.code, i.name, i.kind, i.grade, i.parent_id, i.division_code, i.valid_from, i.valid_to, i.version,
       i.equipment_class, i.ownership, i.status, i.successor_id
FROM institution i
JOIN (SELECT county_id, descendant_id, MAX(depth) AS levels FROM institution_closure WHERE county_id = $1
      GROUP BY county_id, descendant_id) c ON c.county_id = i.county_id AND c.descendant_id = i.id
WHERE i.county_id = $1 AND i.valid_from <= $2 AND i.valid_to >= $2
ORDER BY c.levels, i.code;

-- name: subtree_ids
-- returns: many
SELECT descendant_id FROM institution_closure WHERE county_id = $1 AND ancestor_id = $2 ORDER BY descendant_id;

-- name: ancestor_ids
-- returns: many
SELECT ancestor_id FROM institution_closure WHERE county_id = $1 AND descendant_id = $2 ORDER BY depth;

-- name: list_closure
-- returns: many
SELECT ancestor_id, descendant_id FROM institution_closure WHERE county_id = $1;

-- name: insert_service_area
-- returns: affected
INSERT INTO institution_service_area (county_id, institution_id, division_code, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (county_id, institution_id, division_code, valid_from) DO NOTHING;

-- name: areas_served
-- returns: many
SELECT division_code FROM institution_service_area
WHERE county_id = $1 AND institution_id = $2 AND valid_from <= $3 AND valid_to >= $3 ORDER BY division_code;

-- name: list_service_areas
-- returns: many
SELECT institution_id, division_code FROM institution_service_area
WHERE county_id = $1 AND valid_from <= $2 AND valid_to >= $2 ORDER BY institution_id, division_code;

-- The one furthest down the tree: the clinic before the hospital that manages it.
-- name: institution_serving
-- returns: zero_or_one
SELECT a.institution_id FROM institution_service_area a
JOIN institution_closure c ON c.county_id = a.county_id AND c.descendant_id = a.institution_id
WHERE a.county_id = $1 AND a.division_code = $2 AND a.valid_from <= $3 AND a.valid_to >= $3
ORDER BY c.depth DESC, a.institution_id LIMIT 1;

-- name: insert_grid
-- returns: affected
INSERT INTO grid (county_id, id, code, name, township_code, institution_id, valid_from, valid_to, changed_by, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: insert_grid_division
-- returns: affected
INSERT INTO grid_division (county_id, division_code, grid_id) VALUES ($1, $2, $3) ON CONFLICT (county_id, division_code, grid_id) DO NOTHING;

-- name: find_grid
-- returns: zero_or_one
SELECT id, code, name, township_code, institution_id FROM grid
WHERE county_id = $1 AND id = $2 AND valid_from <= $3 AND valid_to >= $3;

-- name: grid_code_taken
-- returns: zero_or_one
SELECT id FROM grid WHERE county_id = $1 AND code = $2;

-- name: list_grids
-- returns: many
SELECT id, code, name, township_code, institution_id FROM grid
WHERE county_id = $1 AND valid_from <= $2 AND valid_to >= $2 ORDER BY code;

-- name: list_grid_divisions
-- returns: many
SELECT grid_id, division_code, part FROM grid_division WHERE county_id = $1 ORDER BY grid_id, division_code;

-- name: list_grid_persons
-- returns: many
SELECT grid_id, user_id, duty FROM grid_responsible
WHERE county_id = $1 AND valid_from <= $2 AND valid_to >= $2 ORDER BY grid_id, duty, user_id;

-- name: grid_ids_of_user
-- returns: many
SELECT DISTINCT grid_id FROM grid_responsible
WHERE county_id = $1 AND user_id = $2 AND valid_from <= $3 AND valid_to >= $3 ORDER BY grid_id;

-- Parts of a village do not count: who lives in one is put there by hand.
-- name: grids_covering
-- returns: many
SELECT g.grid_id FROM grid_division g WHERE g.county_id = $1 AND g.division_code = $2 AND g.part = '' ORDER BY g.grid_id LIMIT 2;

-- Holds the row for the act, so that two acts that reshape it follow one another.
-- name: hold_grid
-- returns: affected
UPDATE grid SET change_seq = change_seq WHERE county_id = $1 AND id = $2;

-- name: put_grid_division
-- returns: affected
INSERT INTO grid_division (county_id, division_code, grid_id, part) VALUES ($1, $2, $3, $4)
ON CONFLICT (county_id, division_code, grid_id) DO UPDATE SET part = excluded.part;

-- name: drop_grid_division
-- returns: affected
DELETE FROM grid_division WHERE county_id = $1 AND division_code = $2 AND grid_id = $3;

-- name: close_grid
-- returns: affected
UPDATE grid SET valid_to = $3, changed_by = $4, change_seq = $5 WHERE county_id = $1 AND id = $2;

-- name: end_duties_of_grid
-- returns: affected
UPDATE grid_responsible SET valid_to = $3 WHERE county_id = $1 AND grid_id = $2 AND valid_to > $3;

-- name: give_grid
-- returns: affected
UPDATE grid SET institution_id = $3, changed_by = $4, change_seq = $5 WHERE county_id = $1 AND id = $2;

-- name: insert_grid_change
-- returns: affected
INSERT INTO grid_change (county_id, id, grid_id, kind, division_codes, part, to_grid_id, from_institution_id, to_institution_id, on_day,
                         people, reason, changed_at, changed_by, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: list_grid_changes
-- returns: many
SELECT c.id, c.kind, c.grid_id, g.name, c.to_grid_id, COALESCE(o.name, ''), c.division_codes, c.part, c.from_institution_id,
       c.to_institution_id, c.on_day, c.people, c.reason, c.changed_by
FROM grid_change c
JOIN grid g ON g.county_id = c.county_id AND g.id = c.grid_id
LEFT JOIN grid o ON o.county_id = c.county_id AND o.id = c.to_grid_id
WHERE c.county_id = $1 ORDER BY c.change_seq DESC, c.id DESC LIMIT 500;

-- name: upsert_responsible
-- returns: affected
INSERT INTO grid_responsible (county_id, user_id, grid_id, duty, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (county_id, user_id, grid_id, duty, valid_from) DO UPDATE SET valid_to = excluded.valid_to;

-- name: end_responsible
-- returns: affected
UPDATE grid_responsible SET valid_to = $4 WHERE county_id = $1 AND user_id = $2 AND grid_id = $3 AND valid_to > $4;

-- name: upsert_figure
-- returns: affected
INSERT INTO population_figure (county_id, year, kind, division_code, persons, version, changed_at, changed_by)
VALUES ($1, $2, $3, $4, $5, 1, $6, $7)
ON CONFLICT (county_id, year, kind, division_code) DO UPDATE
    SET persons = excluded.persons, version = population_figure.version + 1, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by;

-- name: insert_figure_version
-- returns: affected
INSERT INTO population_figure_version (county_id, year, kind, division_code, version, persons, changed_at, changed_by)
SELECT county_id, year, kind, division_code, version, persons, changed_at, changed_by FROM population_figure
WHERE county_id = $1 AND year = $2 AND kind = $3 AND division_code = $4;

-- name: figure_history
-- returns: many
SELECT version, persons, changed_at, changed_by FROM population_figure_version
WHERE county_id = $1 AND year = $2 AND kind = $3 AND division_code = $4 ORDER BY version DESC;

-- name: list_figures
-- returns: many
SELECT division_code, persons FROM population_figure WHERE county_id = $1 AND year = $2 AND kind = $3 AND persons IS NOT NULL ORDER BY division_code;

-- name: upsert_parameter
-- returns: affected
INSERT INTO county_parameter (county_id, name, valid_from, value, version, changed_at, changed_by) VALUES ($1, $2, $3, $4, 1, $5, $6)
ON CONFLICT (county_id, name, valid_from) DO UPDATE
    SET value = excluded.value, version = county_parameter.version + 1, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by;

-- name: insert_parameter_version
-- returns: affected
INSERT INTO county_parameter_version (county_id, name, valid_from, version, value, changed_at, changed_by)
SELECT county_id, name, valid_from, version, value, changed_at, changed_by FROM county_parameter
WHERE county_id = $1 AND name = $2 AND valid_from = $3;

-- name: list_parameters
-- returns: many
SELECT name, valid_from, value, changed_at, changed_by FROM county_parameter WHERE county_id = $1 ORDER BY name, valid_from DESC;

-- name: upsert_target
-- returns: affected
INSERT INTO indicator_target (county_id, indicator, year, institution_id, basis_points, version, changed_at, changed_by)
VALUES ($1, $2, $3, $4, $5, 1, $6, $7)
ON CONFLICT (county_id, indicator, year, institution_id) DO UPDATE
    SET basis_points = excluded.basis_points, version = indicator_target.version + 1, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by;

-- name: insert_target_version
-- returns: affected
INSERT INTO indicator_target_version (county_id, indicator, year, institution_id, version, basis_points, changed_at, changed_by)
SELECT county_id, indicator, year, institution_id, version, basis_points, changed_at, changed_by FROM indicator_target
WHERE county_id = $1 AND indicator = $2 AND year = $3 AND institution_id = $4;

-- name: list_targets
-- returns: many
SELECT indicator, institution_id, basis_points, changed_at, changed_by FROM indicator_target
WHERE county_id = $1 AND year = $2 ORDER BY indicator, institution_id;

-- name: find_parameter
-- returns: zero_or_one
SELECT value FROM county_parameter WHERE county_id = $1 AND name = $2 AND valid_from <= $3 ORDER BY valid_from DESC LIMIT 1;

-- name: set_archive_part
-- returns: affected
UPDATE division SET archive_part3 = $3 WHERE code = $1 AND county_code = $2;

-- name: guard_institution
-- returns: affected
UPDATE institution SET version = version + 1 WHERE county_id = $1 AND id = $2 AND version = $3;

-- name: update_institution
-- returns: affected
UPDATE institution SET code = $3, name = $4, kind = $5, grade = $6, division_code = $7, equipment_class = $8, ownership = $9, status = $10
WHERE county_id = $1 AND id = $2;

-- name: set_institution_parent
-- returns: affected
UPDATE institution SET parent_id = $3 WHERE county_id = $1 AND id = $2;

-- name: close_institution
-- returns: affected
UPDATE institution SET valid_to = $3, successor_id = $4 WHERE county_id = $1 AND id = $2;

-- name: open_children
-- returns: zero_or_one
SELECT COUNT(*) FROM institution WHERE county_id = $1 AND parent_id = $2 AND valid_to > $3;

-- name: open_staff
-- returns: zero_or_one
SELECT COUNT(*) FROM staff WHERE county_id = $1 AND institution_id = $2 AND valid_to > $3;

-- name: open_grids
-- returns: zero_or_one
SELECT COUNT(*) FROM grid WHERE county_id = $1 AND institution_id = $2 AND valid_to > $3;

-- name: end_service_areas
-- returns: affected
UPDATE institution_service_area SET valid_to = $3 WHERE county_id = $1 AND institution_id = $2 AND valid_to > $3;

-- name: end_service_area
-- returns: affected
UPDATE institution_service_area SET valid_to = $4 WHERE county_id = $1 AND institution_id = $2 AND division_code = $3 AND valid_to > $4;

-- The pairs between what stands above a subtree and the subtree itself.
-- name: cut_closure
-- returns: affected
DELETE FROM institution_closure WHERE county_id = $1
    AND descendant_id IN (SELECT descendant_id FROM institution_closure WHERE county_id = $1 AND ancestor_id = $2)
    AND ancestor_id NOT IN (SELECT descendant_id FROM institution_closure WHERE county_id = $1 AND ancestor_id = $2);

-- name: graft_closure
-- returns: affected
INSERT INTO institution_closure (county_id, ancestor_id, descendant_id, depth)
SELECT above.county_id, above.ancestor_id, below.descendant_id, above.depth + below.depth + 1
FROM institution_closure above
JOIN institution_closure below ON below.county_id = above.county_id AND below.ancestor_id = $2
WHERE above.county_id = $1 AND above.descendant_id = $3;

-- name: subtree_depth
-- returns: zero_or_one
SELECT MAX(depth) FROM institution_closure WHERE county_id = $1 AND ancestor_id = $2;

-- name: institution_history
-- returns: many
SELECT version, changed_at, changed_by, name, kind, grade, parent_id, status, valid_to FROM institution_version
WHERE county_id = $1 AND id = $2 ORDER BY version DESC;

-- name: institution_versions
-- returns: many
SELECT id, name, kind, grade, parent_id, status, changed_at FROM institution_version WHERE county_id = $1 ORDER BY id, version;

-- name: open_responsibilities
-- returns: many
SELECT grid_id, duty, valid_from FROM grid_responsible WHERE county_id = $1 AND user_id = $2 AND valid_to > $3 ORDER BY grid_id, duty;

-- name: others_responsible
-- returns: zero_or_one
SELECT COUNT(*) FROM grid_responsible
WHERE county_id = $1 AND grid_id = $2 AND user_id <> $3 AND duty IN ('doctor', 'village_doctor') AND valid_from <= $4 AND valid_to >= $4;

-- name: other_doctors_from
-- returns: zero_or_one
SELECT COUNT(*) FROM grid_responsible WHERE county_id = $1 AND grid_id = $2 AND user_id <> $3 AND duty = 'doctor' AND valid_to >= $4;

-- name: end_duty
-- returns: affected
UPDATE grid_responsible SET valid_to = $5 WHERE county_id = $1 AND user_id = $2 AND grid_id = $3 AND duty = $4 AND valid_to > $5;

-- name: insert_hand_over
-- returns: affected
INSERT INTO hand_over (county_id, id, grid_id, duty, from_user_id, to_user_id, last_day, reason, changed_at, changed_by, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: list_hand_overs
-- returns: many
SELECT h.id, h.grid_id, g.name, g.institution_id, h.duty, h.from_user_id, h.to_user_id, h.last_day, h.reason, h.changed_at
FROM hand_over h
JOIN grid g ON g.county_id = h.county_id AND g.id = h.grid_id
WHERE h.county_id = $1 ORDER BY h.change_seq DESC LIMIT 500;

-- Holds the row for the act, so that two acts that count the same people follow one another.
-- name: hold_institution
-- returns: affected
UPDATE institution SET version = version WHERE county_id = $1 AND id = $2;

-- name: create_division
-- returns: affected
INSERT INTO division (code, parent, name, level, county_code, archive_part3, closed, opened_on) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, closed = 0, closed_on = '';

-- name: rename_division
-- returns: affected
UPDATE division SET name = $3 WHERE code = $1 AND county_code = $2;

-- name: close_division
-- returns: affected
UPDATE division SET closed = 1, closed_on = $3 WHERE code = $1 AND county_code = $2;

-- name: insert_division_change
-- returns: affected
INSERT INTO division_change (county_id, id, no, kind, on_day, old_code, old_name, new_code, new_name, part, people, document, changed_at,
                             changed_by, change_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: list_division_changes
-- returns: many
SELECT id, kind, on_day, old_code, old_name, new_code, new_name, part, people, document, changed_by FROM division_change
WHERE county_id = $1 ORDER BY on_day, id, no;

-- Closed ones too: archive numbers of the past name them.
-- name: divisions_of_archive_area
-- returns: many
SELECT code, parent, name, level, archive_part3 FROM division
WHERE county_code = $1 AND level = 5 AND archive_part3 = $3 AND substr(code, 1, 9) = $2 ORDER BY code;

-- name: closed_divisions
-- returns: many
SELECT code, parent, name, level, archive_part3 FROM division WHERE county_code = $1 AND level > 3 AND closed = 1 ORDER BY code;

-- name: recode_grid_divisions
-- returns: affected
UPDATE grid_division SET division_code = $3 WHERE county_id = $1 AND division_code = $2
    AND grid_id NOT IN (SELECT grid_id FROM grid_division WHERE county_id = $1 AND division_code = $3);

-- name: drop_grid_divisions
-- returns: affected
DELETE FROM grid_division WHERE county_id = $1 AND division_code = $2;

-- name: recode_grid_township
-- returns: affected
UPDATE grid SET township_code = $3 WHERE county_id = $1 AND township_code = $2;

-- name: servers_of_area
-- returns: many
SELECT institution_id FROM institution_service_area WHERE county_id = $1 AND division_code = $2 AND valid_from <= $3 AND valid_to >= $3
ORDER BY institution_id;

-- name: institutions_at
-- returns: many
SELECT id FROM institution WHERE county_id = $1 AND division_code = $2 ORDER BY id;

-- name: recode_institution
-- returns: affected
UPDATE institution SET division_code = $3, version = version + 1 WHERE county_id = $1 AND id = $2;
