-- Second factors, one-time links, duties by name, delegation, approvals by two persons, openings of single residents, alerts.
-- Secrets are stored sealed or as digests. Instants are UTC milliseconds.

CREATE TABLE user_totp (
    user_id      TEXT NOT NULL,
    secret_enc   BYTEA NOT NULL,
    confirmed_at BIGINT NOT NULL,  -- 0: shown, not yet proven
    last_step    BIGINT NOT NULL,  -- a code works once
    PRIMARY KEY (user_id)
);

CREATE TABLE user_recovery_code (
    user_id   TEXT NOT NULL,
    code_hash BYTEA NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE password_reset (
    secret_hash BYTEA NOT NULL,
    user_id     TEXT NOT NULL,
    created_by  TEXT NOT NULL,
    expires_at  BIGINT NOT NULL,
    PRIMARY KEY (secret_hash)
);

-- The programme that is assigned to a user by name (scopes grid_assigned, inst_assigned, county_assigned).
CREATE TABLE programme_duty (
    county_id  TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    programme  TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to   TEXT NOT NULL,
    PRIMARY KEY (county_id, user_id, programme, valid_from)
);

CREATE TABLE delegation (
    county_id   TEXT NOT NULL,
    id          TEXT NOT NULL,
    from_user   TEXT NOT NULL,
    to_user     TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    valid_from  TEXT NOT NULL,
    valid_to    TEXT NOT NULL,
    reason      TEXT NOT NULL,
    state       TEXT NOT NULL,  -- proposed, approved, refused, ended
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by  TEXT NOT NULL,
    decided_at  BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE INDEX delegation_to ON delegation (county_id, to_user, valid_to);

CREATE TABLE approval (
    county_id   TEXT NOT NULL,
    id          TEXT NOT NULL,
    kind        TEXT NOT NULL,  -- role, export
    state       TEXT NOT NULL,  -- proposed, approved, refused, used
    subject     TEXT NOT NULL,  -- the account, or the row of the matrix
    body        TEXT NOT NULL,  -- what is to be done, canonical JSON
    reason      TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    decided_by  TEXT NOT NULL,
    decided_at  BIGINT NOT NULL,
    note        TEXT NOT NULL,
    PRIMARY KEY (county_id, id)
);

-- One resident opened to one user: in an emergency (break_glass) or for a stated purpose (purpose). Reading only.
CREATE TABLE person_opening (
    county_id      TEXT NOT NULL,
    id             TEXT NOT NULL,
    kind           TEXT NOT NULL,
    user_id        TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    resident_id    TEXT NOT NULL,
    reason_code    TEXT NOT NULL,
    reason_text    TEXT NOT NULL,
    opened_at      BIGINT NOT NULL,
    ends_at        BIGINT NOT NULL,
    review_due     TEXT NOT NULL,
    verdict        TEXT NOT NULL,  -- empty: not reviewed; justified, unjustified
    reviewed_by    TEXT NOT NULL,
    reviewed_at    BIGINT NOT NULL,
    note           TEXT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE INDEX person_opening_user ON person_opening (county_id, user_id, ends_at);

CREATE TABLE reading_alert (
    county_id   TEXT NOT NULL,
    id          TEXT NOT NULL,
    rule        TEXT NOT NULL,  -- volume, night, relatives, denials
    user_id     TEXT NOT NULL,
    bucket      TEXT NOT NULL,  -- hour or day that the rule counts by: one alert each
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    persons     BIGINT NOT NULL,
    verdict     TEXT NOT NULL,
    reviewed_by TEXT NOT NULL,
    reviewed_at BIGINT NOT NULL,
    note        TEXT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE UNIQUE INDEX reading_alert_once ON reading_alert (county_id, rule, user_id, bucket);

-- How far the access chain was looked through for unusual reading.
CREATE TABLE reading_watch (
    county_id TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    PRIMARY KEY (county_id)
);
