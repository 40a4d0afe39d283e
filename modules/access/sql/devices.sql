-- name: find_device
-- returns: zero_or_one
SELECT id, user_id, session_id, erase_order, erased_at, contact_at FROM user_device WHERE secret_hash = $1;

-- name: insert_device
-- returns: affected
INSERT INTO user_device (secret_hash, id, user_id, session_id, client, registered_at, contact_at, people, waiting, erase_order, ordered_by,
                         ordered_at, erased_at, lost)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, '', '', 0, 0, 0);

-- name: open_device
-- returns: affected
UPDATE user_device SET session_id = $2, client = $3, contact_at = $4, people = $5, waiting = $6 WHERE secret_hash = $1;

-- name: touch_device
-- returns: affected
UPDATE user_device SET contact_at = $2, waiting = $3 WHERE secret_hash = $1;

-- name: count_devices
-- returns: one
SELECT COUNT(*) FROM user_device WHERE user_id = $1 AND erased_at = 0;

-- name: forget_oldest_device
-- returns: affected
DELETE FROM user_device
WHERE secret_hash = (SELECT secret_hash FROM user_device WHERE user_id = $1 AND erase_order = '' ORDER BY contact_at, secret_hash LIMIT 1);

-- name: list_devices
-- returns: many
SELECT id, client, registered_at, contact_at, people, waiting, erase_order, ordered_by, ordered_at, erased_at, lost, session_id
FROM user_device WHERE user_id = $1 ORDER BY contact_at DESC LIMIT 50;

-- name: order_erasure
-- returns: affected
UPDATE user_device SET erase_order = $3, ordered_by = $4, ordered_at = $5 WHERE user_id = $1 AND id = $2 AND erased_at = 0;

-- name: device_session
-- returns: zero_or_one
SELECT session_id FROM user_device WHERE user_id = $1 AND id = $2 AND erased_at = 0;

-- name: erased_device
-- returns: affected
UPDATE user_device SET erased_at = $2, lost = $3, waiting = 0 WHERE secret_hash = $1 AND erase_order <> '' AND erased_at = 0;
