-- Frozen numbers.

-- name: last_snapshot
-- returns: zero_or_one
SELECT seq, digest FROM indicator_snapshot WHERE county_id = $1 ORDER BY seq DESC LIMIT 1;

-- name: snapshots_of_period
SELECT period, revision, seq, as_of, taken_at, taken_by, reason, change_seq, packs, cells, previous_digest, digest
FROM indicator_snapshot
WHERE county_id = $1 AND period = $2
ORDER BY revision DESC;

-- name: list_snapshots
SELECT period, revision, seq, as_of, taken_at, taken_by, reason, change_seq, packs, cells, previous_digest, digest
FROM indicator_snapshot
WHERE county_id = $1
ORDER BY seq;

-- name: insert_snapshot
INSERT INTO indicator_snapshot (county_id, period, revision, seq, as_of, taken_at, taken_by, reason, change_seq, packs, cells,
                                previous_digest, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: insert_snapshot_cell
INSERT INTO indicator_snapshot_cell (county_id, period, revision, indicator, institution_id, parent_id, num, den, target, is_stale)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: cells_of_snapshot
SELECT indicator, institution_id, parent_id, num, den, target, is_stale
FROM indicator_snapshot_cell
WHERE county_id = $1 AND period = $2 AND revision = $3
ORDER BY indicator, institution_id;

-- name: totals_in_year_of_all
-- Every institution at once: whole months before the month of the day, then the days of that month.
SELECT institution_id, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT)
FROM indicator_total
WHERE county_id = $1 AND indicator = $2 AND period = $3 AND ((bucket >= $4 AND bucket < $5) OR (bucket >= $6 AND bucket <= $7))
GROUP BY institution_id;

-- name: totals_ever_of_all
SELECT institution_id, CAST(SUM(num) AS BIGINT), CAST(SUM(den) AS BIGINT)
FROM indicator_total
WHERE county_id = $1 AND indicator = $2 AND period = $3
  AND ((bucket >= $4 AND bucket < $5) OR (bucket >= $6 AND bucket <= $7) OR (bucket >= 'y:' AND bucket < $8))
GROUP BY institution_id;
