-- Contributions and dated totals.

-- name: contributions_of_resident
-- In no order: with one, SQLite walks the county's rows in that order instead of looking the resident up.
SELECT indicator, period, institution_id, steps
FROM indicator_contribution
WHERE county_id = $1 AND resident_id = $2 AND period >= $3;

-- name: contributions_of_residents
-- Everything stored for residents in (after, upto], for verify.
SELECT resident_id, indicator, period, institution_id, steps
FROM indicator_contribution
WHERE county_id = $1 AND resident_id > $2 AND resident_id <= $3;

-- name: put_contribution
INSERT INTO indicator_contribution (county_id, indicator, period, institution_id, resident_id, steps)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (county_id, indicator, period, institution_id, resident_id) DO UPDATE SET steps = excluded.steps;

-- name: remove_contribution
DELETE FROM indicator_contribution
WHERE county_id = $1 AND indicator = $2 AND period = $3 AND institution_id = $4 AND resident_id = $5;

-- name: people_of_institution
SELECT resident_id, steps
FROM indicator_contribution
WHERE county_id = $1 AND indicator = $2 AND period = $3 AND institution_id = $4 AND resident_id > $5
ORDER BY resident_id
LIMIT $6;

-- name: add_totals_6
-- Adds up to 6 deltas at once; unused places are null.
INSERT INTO indicator_total (county_id, indicator, period, institution_id, bucket, num, den)
SELECT $1, column1, column2, column3, column4, CAST(column5 AS BIGINT), CAST(column6 AS BIGINT)
FROM (VALUES ($2, $3, $4, $5, $6, $7),
         ($8, $9, $10, $11, $12, $13),
         ($14, $15, $16, $17, $18, $19),
         ($20, $21, $22, $23, $24, $25),
         ($26, $27, $28, $29, $30, $31),
         ($32, $33, $34, $35, $36, $37)) AS delta
WHERE column1 IS NOT NULL
ON CONFLICT (county_id, indicator, period, institution_id, bucket)
DO UPDATE SET num = indicator_total.num + excluded.num, den = indicator_total.den + excluded.den;

-- name: add_totals_24
-- Adds up to 24 deltas at once; unused places are null.
INSERT INTO indicator_total (county_id, indicator, period, institution_id, bucket, num, den)
SELECT $1, column1, column2, column3, column4, CAST(column5 AS BIGINT), CAST(column6 AS BIGINT)
FROM (VALUES ($2, $3, $4, $5, $6, $7),
         ($8, $9, $10, $11, $12, $13),
         ($14, $15, $16, $17, $18, $19),
         ($20, $21, $22, $23, $24, $25),
         ($26, $27, $28, $29, $30, $31),
         ($32, $33, $34, $35, $36, $37),
         ($38, $39, $40, $41, $42, $43),
         ($44, $45, $46, $47, $48, $49),
         ($50, $51, $52, $53, $54, $55),
         ($56, $57, $58, $59, $60, $61),
         ($62, $63, $64, $65, $66, $67),
         ($68, $69, $70, $71, $72, $73),
         ($74, $75, $76, $77, $78, $79),
         ($80, $81, $82, $83, $84, $85),
         ($86, $87, $88, $89, $90, $91),
         ($92, $93, $94, $95, $96, $97),
         ($98, $99, $100, $101, $102, $103),
         ($104, $105, $106, $107, $108, $109),
         ($110, $111, $112, $113, $114, $115),
         ($116, $117, $118, $119, $120, $121),
         ($122, $123, $124, $125, $126, $127),
         ($128, $129, $130, $131, $132, $133),
         ($134, $135, $136, $137, $138, $139),
         ($140, $141, $142, $143, $144, $145)) AS delta
WHERE column1 IS NOT NULL
ON CONFLICT (county_id, indicator, period, institution_id, bucket)
DO UPDATE SET num = indicator_total.num + excluded.num, den = indicator_total.den + excluded.den;

-- name: total_in_year
-- Whole months before the month of the day, then the days of that month.
SELECT CAST(COALESCE(SUM(num), 0) AS BIGINT), CAST(COALESCE(SUM(den), 0) AS BIGINT)
FROM (SELECT num, den FROM indicator_total
      WHERE county_id = $1 AND indicator = $2 AND period = $3 AND institution_id = $4 AND bucket >= $5 AND bucket < $6
      UNION ALL
      SELECT num, den FROM indicator_total
      WHERE county_id = $1 AND indicator = $2 AND period = $3 AND institution_id = $4 AND bucket >= $7 AND bucket <= $8) AS moved;

-- name: total_ever
-- The same for a period without end: whole years before the year of the day come first.
SELECT CAST(COALESCE(SUM(num), 0) AS BIGINT), CAST(COALESCE(SUM(den), 0) AS BIGINT)
FROM (SELECT num, den FROM indicator_total
      WHERE county_id = $1 AND indicator = $2 AND period = $3 AND institution_id = $4 AND bucket >= $5 AND bucket < $6
      UNION ALL
      SELECT num, den FROM indicator_total
      WHERE county_id = $1 AND indicator = $2 AND period = $3 AND institution_id = $4 AND bucket >= $7 AND bucket <= $8
      UNION ALL
      SELECT num, den FROM indicator_total
      WHERE county_id = $1 AND indicator = $2 AND period = $3 AND institution_id = $4 AND bucket >= 'y:' AND bucket < $9) AS moved;

-- name: months_of_institution
SELECT bucket, num, den
FROM indicator_total
WHERE county_id = $1 AND indicator = $2 AND period = $3 AND institution_id = $4 AND bucket >= 'm:' AND bucket < 'n'
ORDER BY bucket;

-- name: institutions_with_totals
SELECT DISTINCT institution_id
FROM indicator_total
WHERE county_id = $1 AND indicator = $2 AND period = $3
ORDER BY institution_id;

-- name: clear_contributions
DELETE FROM indicator_contribution WHERE county_id = $1 AND indicator = $2 AND period >= $3 AND period <= $4;

-- name: clear_totals
DELETE FROM indicator_total WHERE county_id = $1 AND indicator = $2 AND period >= $3 AND period <= $4;

-- name: export_contributions
SELECT indicator, period, institution_id, resident_id, steps
FROM indicator_contribution
WHERE county_id = $1
ORDER BY indicator, period, institution_id, resident_id;

-- name: export_totals
SELECT indicator, period, institution_id, bucket, num, den
FROM indicator_total
WHERE county_id = $1 AND (num <> 0 OR den <> 0)
ORDER BY indicator, period, institution_id, bucket;
