-- Photographs of paper forms, sealed like every sensitive field. Whose they are is said by their record (docs/adr/0112).
CREATE TABLE record_attachment (
    county_id   TEXT NOT NULL,
    id          TEXT NOT NULL,
    record_id   TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    bytes       BIGINT NOT NULL,  -- of the picture, unsealed
    picture_enc BYTEA NOT NULL,
    sent_hash   BYTEA NOT NULL,   -- SHA-256 of what was sent: a repeat is recognised
    author_id   TEXT NOT NULL,
    author_name TEXT NOT NULL,
    at_ms       BIGINT NOT NULL,
    change_seq  BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE INDEX record_attachment_record ON record_attachment (county_id, record_id, id);

-- What somebody wrote without a connection and the server did not take: kept until a person has looked, and after that as history
-- (docs/adr/0111). content_enc: what was known when it was written, what was written, and why it was not taken, sealed.
CREATE TABLE offline_review (
    county_id   TEXT NOT NULL,
    id          TEXT NOT NULL,    -- the id of the act
    resident_id TEXT NOT NULL,
    author_id   TEXT NOT NULL,
    kind        TEXT NOT NULL,    -- record, amendment, cover
    target_id   TEXT NOT NULL,    -- amendment: the record that was to be replaced
    outcome     TEXT NOT NULL,    -- conflict, refused
    code        TEXT NOT NULL,
    content_enc BYTEA NOT NULL,
    body_hash   BYTEA NOT NULL,
    written_at  BIGINT NOT NULL,  -- by the clock of the device
    filed_at    BIGINT NOT NULL,
    state       TEXT NOT NULL,    -- open, mine, theirs, mixed, dropped
    decided_by  TEXT NOT NULL,
    decided_at  BIGINT NOT NULL,
    result_id   TEXT NOT NULL,    -- the act that carried the choice
    change_seq  BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE INDEX offline_review_author ON offline_review (county_id, author_id, state, id);
CREATE INDEX offline_review_resident ON offline_review (county_id, resident_id, id);
