-- Households: one address, one head, members by date.

-- name: find_household
SELECT id, version, no, kind, head_id, address, village_code, created_hash, state, environment FROM household WHERE county_id = $1 AND id = $2;

-- name: household_of
SELECT h.id, h.version, h.no, h.kind, h.head_id, h.address, h.state, h.environment
FROM household_member m
JOIN household h ON h.county_id = m.county_id AND h.id = m.household_id
WHERE m.county_id = $1 AND m.resident_id = $2 AND m.until = '2999-12-31';

-- name: members_of
SELECT m.resident_id, m.relation, m.from_date, r.name, r.sex, r.birth_date, r.institution_id, r.grid_id
FROM household_member m
JOIN resident r ON r.county_id = m.county_id AND r.id = m.resident_id
WHERE m.county_id = $1 AND m.household_id = $2 AND m.until = '2999-12-31'
ORDER BY m.relation, m.resident_id;

-- name: current_membership
SELECT household_id FROM household_member WHERE county_id = $1 AND resident_id = $2 AND until = '2999-12-31';

-- name: insert_household
INSERT INTO household (county_id, id, version, no, kind, state, head_id, environment, address, village_code, created_hash, change_seq)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: insert_household_version
INSERT INTO household_version (county_id, household_id, version, change_seq, at_ms, actor, content) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: insert_member
INSERT INTO household_member (county_id, household_id, resident_id, from_date, until, relation)
VALUES ($1, $2, $3, $4, '2999-12-31', $5);

-- name: rejoin_member
-- Whoever left and comes back on the same day goes on as before.
INSERT INTO household_member (county_id, household_id, resident_id, from_date, until, relation)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (county_id, household_id, resident_id, from_date) DO UPDATE SET until = $5, relation = $6;

-- name: membership_until
-- The last one that ended on the day.
SELECT household_id, from_date FROM household_member WHERE county_id = $1 AND resident_id = $2 AND until = $3
ORDER BY from_date DESC
LIMIT 1;

-- name: guard_household
UPDATE household SET version = version + 1 WHERE county_id = $1 AND id = $2 RETURNING version;

-- name: page_households
SELECT id, no, kind, head_id, address, village_code, state, environment FROM household WHERE county_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: all_members_of
SELECT resident_id, relation, from_date, until FROM household_member WHERE county_id = $1 AND household_id = $2 ORDER BY resident_id, from_date;

-- name: memberships_of
-- Of a person, past ones too.
SELECT household_id, relation, from_date, until FROM household_member WHERE county_id = $1 AND resident_id = $2
ORDER BY from_date, household_id;

-- name: find_household_no
SELECT id FROM household WHERE county_id = $1 AND no = $2;

-- name: current_member
SELECT household_id, from_date, relation FROM household_member WHERE county_id = $1 AND resident_id = $2 AND until = '2999-12-31';

-- name: give_membership
UPDATE household_member SET resident_id = $5 WHERE county_id = $1 AND household_id = $2 AND resident_id = $3 AND from_date = $4;

-- name: end_membership
UPDATE household_member SET until = $5 WHERE county_id = $1 AND household_id = $2 AND resident_id = $3 AND from_date = $4;

-- name: set_relation
UPDATE household_member SET relation = $4 WHERE county_id = $1 AND household_id = $2 AND resident_id = $3 AND until = '2999-12-31';

-- name: set_household
UPDATE household SET head_id = $3, state = $4, kind = $5, address = $6, environment = $7, change_seq = $8 WHERE county_id = $1 AND id = $2;
