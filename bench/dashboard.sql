-- The numbers of the county dashboard by scanning the records: the baseline of bench/run. :county, :today, :first (of the year) and :year
-- are filled in.
WITH months AS (SELECT resident_id, enrolled_on,
                       (CAST(strftime('%Y', :today, '+1 day') AS INTEGER) - CAST(strftime('%Y', max(enrolled_on, :first)) AS INTEGER)) * 12
                       + CAST(strftime('%m', :today, '+1 day') AS INTEGER) - CAST(strftime('%m', max(enrolled_on, :first)) AS INTEGER)
                       - (strftime('%d', :today, '+1 day') < strftime('%d', max(enrolled_on, :first))) AS whole
                FROM enrolment
                WHERE county_id = :county AND programme = 'hypertension' AND state IN (1, 2)),
     visits AS (SELECT resident_id,
                       COUNT(DISTINCT CASE WHEN instr(facts || ';', '.norm=true;') > 0 THEN on_date END) AS n,
                       MAX(instr(facts || ';', '.exam=true;') > 0) AS examined
                FROM fact
                WHERE county_id = :county AND on_date BETWEEN :first AND :today
                GROUP BY resident_id)
SELECT 'H1' AS code,
       SUM(COALESCE(v.n, 0) >= min(4, max(1, m.whole / 3)) AND (m.enrolled_on > :year || '-09-30' OR COALESCE(v.examined, 0))) AS numerator,
       COUNT(*) AS denominator
FROM months m LEFT JOIN visits v ON v.resident_id = m.resident_id;

WITH last AS (SELECT resident_id, instr(facts || ';', '.controlled=true;') > 0 AS controlled, MAX(on_date || record_id)
              FROM fact
              WHERE county_id = :county AND on_date BETWEEN :first AND :today AND instr(facts || ';', '.norm=true;') > 0
              GROUP BY resident_id)
SELECT 'H2' AS code, SUM(e.state = 1 AND COALESCE(l.controlled, 0)) AS numerator, COUNT(*) AS denominator
FROM enrolment e LEFT JOIN last l ON l.resident_id = e.resident_id
WHERE e.county_id = :county AND e.programme = 'hypertension' AND e.state IN (1, 2);

WITH covered AS (SELECT resident_id, cover_complete, MAX(from_date) FROM resident_step WHERE county_id = :county AND from_date <= :today
                 GROUP BY resident_id),
     headed AS (SELECT DISTINCT resident_id FROM fact
                WHERE county_id = :county AND on_date <= :today AND instr(facts || ';', '.header=true;') > 0)
SELECT 'R1' AS code,
       COUNT(*) AS numerator,
       (SELECT SUM(persons) FROM population_figure WHERE county_id = :county AND kind = 'usual_residents' AND year = :year) AS denominator
FROM resident r LEFT JOIN covered c ON c.resident_id = r.id LEFT JOIN headed h ON h.resident_id = r.id
WHERE r.county_id = :county AND status = '1' AND residence_state <> '3'
  AND ((basic_complete = 1 AND date(birth_date, '+84 months') <= :today)
       OR (c.cover_complete = 1 AND h.resident_id IS NOT NULL AND date(birth_date, '+96 months') > :today))
  AND CASE WHEN arrived_on IS NULL OR arrived_on = '' THEN residence_state <> '2' ELSE date(arrived_on, '+6 months') <= :today END;
