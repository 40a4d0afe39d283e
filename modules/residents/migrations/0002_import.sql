-- Imports of rosters: the file (sealed), how far it came, the rows that could not be taken.
CREATE TABLE resident_import (
    county_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    file_name TEXT NOT NULL,
    file_bidx BYTEA NOT NULL,
    file_bytes BIGINT NOT NULL,
    options TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    rows_done BIGINT NOT NULL,
    created BIGINT NOT NULL,
    existing BIGINT NOT NULL,
    bad BIGINT NOT NULL,
    error TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE INDEX resident_import_by_file ON resident_import (county_id, file_bidx);

CREATE TABLE resident_import_part (
    county_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    part BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (county_id, import_id, part),
    FOREIGN KEY (county_id, import_id) REFERENCES resident_import (county_id, id)
);

CREATE TABLE resident_import_bad (
    county_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    row_no BIGINT NOT NULL,
    cells BYTEA NOT NULL,
    problems TEXT NOT NULL,
    PRIMARY KEY (county_id, import_id, row_no),
    FOREIGN KEY (county_id, import_id) REFERENCES resident_import (county_id, id)
    -- sqlite: without rowid
);

-- A row without any document is known again by the HMAC of what it says, so that the same roster imported twice makes no second person.
CREATE TABLE resident_import_row (
    county_id TEXT NOT NULL,
    row_bidx BYTEA NOT NULL,
    resident_id TEXT NOT NULL,
    PRIMARY KEY (county_id, row_bidx),
    FOREIGN KEY (county_id, resident_id) REFERENCES resident (county_id, id)
    -- sqlite: without rowid
);
