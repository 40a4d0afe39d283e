-- What R3 to R6 are computed from, and how far the nightly search for duplicates came.

-- Whether the archive is opened to the person, from each day on (notices on opening electronic records, 2019 and later).
ALTER TABLE resident_step ADD COLUMN opened BIGINT NOT NULL DEFAULT 0;

-- The days on which the pair became an unresolved LIKELY one and ceased to be, in turn: "2025-03-01;2025-04-11".
ALTER TABLE duplicate_pair ADD COLUMN course TEXT NOT NULL DEFAULT '';

-- Everybody changed up to this change_seq was compared.
CREATE TABLE duplicate_scan (
    county_id TEXT NOT NULL,
    upto_seq BIGINT NOT NULL,
    PRIMARY KEY (county_id)
);
