-- Devices on which a user opened the page and that keep something for days without a connection (docs/adr/0110). A device is known by a secret
-- that it made itself; here lies its digest. Instants are UTC milliseconds.
CREATE TABLE user_device (
    secret_hash   BYTEA NOT NULL,
    id            TEXT NOT NULL,
    user_id       TEXT NOT NULL,
    session_id    TEXT NOT NULL,   -- the session that opened it last
    client        TEXT NOT NULL,   -- what its browser calls itself
    registered_at BIGINT NOT NULL,
    contact_at    BIGINT NOT NULL,
    people        BIGINT NOT NULL, -- how many people it carries, as it said last
    waiting       BIGINT NOT NULL, -- how many acts it had not sent, as it said last
    erase_order   TEXT NOT NULL,   -- empty: none; send-first, lose
    ordered_by    TEXT NOT NULL,
    ordered_at    BIGINT NOT NULL,
    erased_at     BIGINT NOT NULL, -- 0: not erased
    lost          BIGINT NOT NULL, -- acts that were erased unsent, as it said
    PRIMARY KEY (secret_hash)
);
CREATE UNIQUE INDEX user_device_by_user ON user_device (user_id, id);
