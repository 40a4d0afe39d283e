-- The three audit chains (docs/reference/formats.md). The hashed text is made again from the columns, so no column can be edited unseen.
-- Rows are only ever added: there is no statement that updates or deletes one. The installation chain belongs to no county: ''.
-- sqlite: without rowid
CREATE TABLE audit_act (
    county_id      TEXT NOT NULL,
    seq            BIGINT NOT NULL,
    at_ms          BIGINT NOT NULL,
    actor          TEXT NOT NULL,
    role           TEXT NOT NULL,
    institution    TEXT NOT NULL,
    action         TEXT NOT NULL,
    resource       TEXT NOT NULL,
    resource_id    TEXT NOT NULL,
    person_id      TEXT NOT NULL,
    purpose        TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    reason         TEXT NOT NULL,
    request_id     TEXT NOT NULL,
    source_address TEXT NOT NULL,
    client         TEXT NOT NULL,
    before_hash    TEXT NOT NULL,
    after_hash     TEXT NOT NULL,
    hash           BYTEA NOT NULL,
    PRIMARY KEY (county_id, seq)
);

-- sqlite: without rowid
CREATE TABLE audit_access (
    county_id      TEXT NOT NULL,
    seq            BIGINT NOT NULL,
    at_ms          BIGINT NOT NULL,
    actor          TEXT NOT NULL,
    role           TEXT NOT NULL,
    institution    TEXT NOT NULL,
    action         TEXT NOT NULL,
    resource       TEXT NOT NULL,
    resource_id    TEXT NOT NULL,
    person_id      TEXT NOT NULL,
    purpose        TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    reason         TEXT NOT NULL,
    request_id     TEXT NOT NULL,
    source_address TEXT NOT NULL,
    client         TEXT NOT NULL,
    before_hash    TEXT NOT NULL,
    after_hash     TEXT NOT NULL,
    hash           BYTEA NOT NULL,
    PRIMARY KEY (county_id, seq)
);

-- sqlite: without rowid
CREATE TABLE audit_installation (
    county_id      TEXT NOT NULL,
    seq            BIGINT NOT NULL,
    at_ms          BIGINT NOT NULL,
    actor          TEXT NOT NULL,
    role           TEXT NOT NULL,
    institution    TEXT NOT NULL,
    action         TEXT NOT NULL,
    resource       TEXT NOT NULL,
    resource_id    TEXT NOT NULL,
    person_id      TEXT NOT NULL,
    purpose        TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    reason         TEXT NOT NULL,
    request_id     TEXT NOT NULL,
    source_address TEXT NOT NULL,
    client         TEXT NOT NULL,
    before_hash    TEXT NOT NULL,
    after_hash     TEXT NOT NULL,
    hash           BYTEA NOT NULL,
    PRIMARY KEY (county_id, seq)
);

-- The last link of each chain; its hash function is fixed when the chain begins: 'sha256' or 'sm3'.
-- sqlite: without rowid
CREATE TABLE audit_head (
    county_id TEXT NOT NULL,
    chain     TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    hash      BYTEA NOT NULL,
    PRIMARY KEY (county_id, chain)
);

-- Signed heads. A chain cut behind one of them no longer contains it.
-- sqlite: without rowid
CREATE TABLE audit_anchor (
    county_id TEXT NOT NULL,
    chain     TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    hash      BYTEA NOT NULL,
    at_ms     BIGINT NOT NULL,
    key_id    TEXT NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (county_id, chain, seq)
);
