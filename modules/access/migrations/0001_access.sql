-- Counties, accounts, sessions, tokens, treatment relations. Secrets are stored as digests only. Instants are UTC milliseconds.

CREATE TABLE county (
    county_id  TEXT NOT NULL,
    name       TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (county_id)
);

CREATE TABLE user_account (
    id                  TEXT NOT NULL,
    name                TEXT NOT NULL,
    name_key            TEXT NOT NULL,
    display_name        TEXT NOT NULL,
    password_hash       TEXT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    must_change         BIGINT NOT NULL,
    demo                BIGINT NOT NULL,
    disabled            BIGINT NOT NULL,
    ends_on             TEXT NOT NULL,    -- last day of the account
    used_at             BIGINT NOT NULL,  -- last sign-in: 90 days without one suspend it
    home_division       TEXT NOT NULL,    -- where the person lives, for the alert on reading relatives; empty: not stated
    home_address        TEXT NOT NULL,
    version             BIGINT NOT NULL,
    created_at          BIGINT NOT NULL,
    created_by          TEXT NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX user_account_name ON user_account (name_key);

CREATE TABLE user_password (
    user_id    TEXT NOT NULL,
    id         TEXT NOT NULL,
    hash       TEXT NOT NULL,
    PRIMARY KEY (user_id, id)
);

CREATE TABLE user_assignment (
    county_id      TEXT NOT NULL,
    user_id        TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    role           TEXT NOT NULL,
    valid_from     TEXT NOT NULL,
    valid_to       TEXT NOT NULL,
    PRIMARY KEY (county_id, user_id, institution_id, role, valid_from)
);
CREATE INDEX user_assignment_user ON user_assignment (user_id);

-- By a keyed digest of the account name, known or not: an unknown account locks like a known one.
CREATE TABLE sign_in_failure (
    account_key BYTEA NOT NULL,
    id          TEXT NOT NULL,
    at_ms       BIGINT NOT NULL,
    PRIMARY KEY (account_key, id)
);
CREATE TABLE sign_in_lock (
    account_key  BYTEA NOT NULL,
    locked_until BIGINT NOT NULL,
    PRIMARY KEY (account_key)
);

CREATE TABLE session (
    secret_hash    BYTEA NOT NULL,
    id             TEXT NOT NULL,
    user_id        TEXT NOT NULL,
    county_id      TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    idle_ms        BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    seen_at        BIGINT NOT NULL,
    ends_at        BIGINT NOT NULL,
    factor_at      BIGINT NOT NULL,  -- when a second factor was last shown; 0: never
    password_at    BIGINT NOT NULL,  -- when the password was last shown
    source_address TEXT NOT NULL,
    client         TEXT NOT NULL,
    PRIMARY KEY (secret_hash)
);
CREATE INDEX session_of_user ON session (user_id);

CREATE TABLE service_token (
    secret_hash    BYTEA NOT NULL,
    id             TEXT NOT NULL,
    name           TEXT NOT NULL,
    county_id      TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    scopes         TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    created_by     TEXT NOT NULL,
    expires_at     BIGINT NOT NULL,
    PRIMARY KEY (secret_hash)
);

CREATE TABLE setup_link (
    secret_hash BYTEA NOT NULL,
    expires_at  BIGINT NOT NULL,
    PRIMARY KEY (secret_hash)
);

-- Who may see a resident because of something between them: holder is a user, an institution or the county. `scope` is the word of
-- security specification 4.2 that it opens: treat, visit, rx, claim, insured, cdc_case, assigned, self.
CREATE TABLE treatment_relation (
    county_id   TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    holder_id   TEXT NOT NULL,
    scope       TEXT NOT NULL,
    because     TEXT NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_to    TEXT NOT NULL,
    PRIMARY KEY (county_id, resident_id, holder_id, scope, because)
);

CREATE VIEW v_county AS SELECT county_id, name FROM county;
CREATE VIEW v_treatment_relation AS SELECT county_id, resident_id, holder_id, valid_from, valid_to FROM treatment_relation
WHERE scope = 'treat';
