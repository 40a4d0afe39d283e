-- name: next_seq
-- returns: one
INSERT INTO county_clock (county_id, change_seq) VALUES ($1, 1)
ON CONFLICT (county_id) DO UPDATE SET change_seq = county_clock.change_seq + 1
RETURNING change_seq;

-- name: current_seq
-- returns: zero_or_one
SELECT change_seq FROM county_clock WHERE county_id = $1;
