-- A new second factor waits beside the one in force until its first code is shown.
ALTER TABLE user_totp ADD COLUMN pending_enc BYTEA;
