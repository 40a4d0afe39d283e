-- Patient over FHIR: candidates by key or by date of birth, pages in id order.

-- name: people_of_prefix
SELECT resident_id FROM resident_key WHERE county_id = $1 AND term >= $2 AND term < $3 AND shared < $4 LIMIT $5;

-- name: people_born_between
SELECT id FROM resident WHERE county_id = $1 AND birth_date >= $2 AND birth_date <= $3 LIMIT $4;

-- name: walk_people
SELECT id, institution_id, grid_id, sex, birth_date FROM resident WHERE county_id = $1 AND id > $2 AND created_seq <= $3 ORDER BY id;
