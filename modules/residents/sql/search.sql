-- The search box. A hit is joined to its row only when it is on the page; counting reads keys alone.

-- name: page_prefix_county
SELECT r.id, r.name, r.sex, r.birth_date, r.id_no_enc, r.phone_enc, r.archive_no, r.institution_id, r.village_code, r.address, r.status,
       k.term, k.unit
FROM resident_key k
JOIN resident r ON r.county_id = k.county_id AND r.id = k.resident_id
WHERE k.county_id = $1 AND (k.term, k.unit, k.resident_id) > ($2, $3, $4) AND k.term < $5 AND k.shared < $6
  AND ($7 = '' OR r.village_code = $7) AND ($8 = '' OR r.status = $8) AND r.status <> '6'
ORDER BY k.term, k.unit, k.resident_id
LIMIT $9;

-- name: page_prefix_unit
SELECT r.id, r.name, r.sex, r.birth_date, r.id_no_enc, r.phone_enc, r.archive_no, r.institution_id, r.village_code, r.address, r.status,
       k.term, k.unit
FROM resident_unit_key k
JOIN resident r ON r.county_id = k.county_id AND r.id = k.resident_id
WHERE k.county_id = $1 AND k.unit = $2 AND (k.term, k.resident_id) > ($3, $4) AND k.term < $5 AND k.shared < $6
  AND ($7 = '' OR r.village_code = $7) AND ($8 = '' OR r.status = $8) AND r.status <> '6'
ORDER BY k.term, k.resident_id
LIMIT $9;

-- name: keys_prefix_unit
-- Keys alone, for readers of several units: the page is merged from them and only its rows are read.
SELECT term, resident_id
FROM resident_unit_key
WHERE county_id = $1 AND unit = $2 AND (term, resident_id) > ($3, $4) AND term < $5 AND shared < $6
ORDER BY term, resident_id
LIMIT $7;

-- name: count_prefix_county
SELECT COUNT(*)
FROM (SELECT 1 FROM resident_key WHERE county_id = $1 AND term >= $2 AND term < $3 AND shared < $4 LIMIT $5) AS matches;

-- name: count_prefix_unit
SELECT COUNT(*)
FROM (SELECT 1 FROM resident_unit_key WHERE county_id = $1 AND unit = $2 AND term >= $3 AND term < $4 AND shared < $5 LIMIT $6) AS matches;

-- name: count_prefix_filtered
SELECT COUNT(*)
FROM (SELECT 1
      FROM resident_unit_key k
      JOIN resident r ON r.county_id = k.county_id AND r.id = k.resident_id
      WHERE k.county_id = $1 AND k.unit = $2 AND k.term >= $3 AND k.term < $4 AND k.shared < $5
        AND ($6 = '' OR r.village_code = $6) AND ($7 = '' OR r.status = $7) AND r.status <> '6'
      LIMIT $8) AS matches;

-- name: people_of_key
SELECT unit, resident_id FROM resident_key WHERE county_id = $1 AND term = $2 LIMIT $3;

-- name: find_hit
SELECT id, name, sex, birth_date, id_no_enc, phone_enc, archive_no, institution_id, village_code, address, status
FROM resident
WHERE county_id = $1 AND id = $2;

-- name: page_without_document
-- People in care who have only a temporary identifier, when a number is overdue: children from their first birthday ($4) on, adults (born
-- until $3) half a year after the opening ($5).
SELECT id, name, sex, birth_date, id_no_enc, phone_enc, archive_no, institution_id, village_code, address, status, grid_id
FROM resident
WHERE county_id = $1 AND id > $2 AND id_type = '98' AND status = '1'
  AND ((birth_date > $3 AND birth_date <= $4) OR (birth_date <= $3 AND opened_on <= $5))
ORDER BY id
LIMIT $6;
