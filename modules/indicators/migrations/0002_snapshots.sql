-- Numbers as they stood when a period was reported: written once, never updated. The digest covers every cell and the digest before it
-- (docs/adr/0105).
CREATE TABLE indicator_snapshot (
    county_id       TEXT NOT NULL,
    period          TEXT NOT NULL,
    revision        BIGINT NOT NULL,
    seq             BIGINT NOT NULL,
    as_of           TEXT NOT NULL,
    taken_at        BIGINT NOT NULL,
    taken_by        TEXT NOT NULL,
    reason          TEXT NOT NULL,
    change_seq      BIGINT NOT NULL,
    packs           TEXT NOT NULL,
    cells           BIGINT NOT NULL,
    previous_digest TEXT NOT NULL,
    digest          TEXT NOT NULL,
    PRIMARY KEY (county_id, period, revision),
    UNIQUE (county_id, seq)
);

-- One number of a snapshot with its inputs; parent_id as the tree was then. target: basis points.
-- sqlite: without rowid
CREATE TABLE indicator_snapshot_cell (
    county_id      TEXT NOT NULL,
    period         TEXT NOT NULL,
    revision       BIGINT NOT NULL,
    indicator      TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    parent_id      TEXT NOT NULL,
    num            BIGINT NOT NULL,
    den            BIGINT NOT NULL,
    target         BIGINT,
    is_stale       BIGINT NOT NULL,
    PRIMARY KEY (county_id, period, revision, indicator, institution_id)
);
