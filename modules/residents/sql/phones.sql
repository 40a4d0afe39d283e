-- name: phone_of_resident
-- returns: zero_or_one
SELECT phone_enc, grid_id FROM resident WHERE county_id = $1 AND id = $2;

-- name: address_of_resident
-- returns: zero_or_one
SELECT address FROM resident WHERE county_id = $1 AND id = $2;
