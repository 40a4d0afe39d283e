-- What an import has read of households and not made yet: a household is made when all rows of the file are people. resident_id is empty for a
-- row that was not taken: where households follow one another without a number of their own, it must not be taken for the one before.
CREATE TABLE resident_import_member (
    county_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    row_no BIGINT NOT NULL,
    household TEXT NOT NULL,
    relation TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    rest TEXT NOT NULL,
    PRIMARY KEY (county_id, import_id, row_no),
    FOREIGN KEY (county_id, import_id) REFERENCES resident_import (county_id, id)
    -- sqlite: without rowid
);
ALTER TABLE resident_import ADD COLUMN differing BIGINT NOT NULL DEFAULT 0;
ALTER TABLE resident_import ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE resident_import ADD COLUMN households BIGINT NOT NULL DEFAULT 0;

-- Rows whose person is here already and of whom the file says something else: field by field, before and after. cells are sealed.
CREATE TABLE resident_import_difference (
    county_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    row_no BIGINT NOT NULL,
    resident_id TEXT NOT NULL,
    state TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (county_id, import_id, row_no),
    FOREIGN KEY (county_id, import_id) REFERENCES resident_import (county_id, id),
    FOREIGN KEY (county_id, resident_id) REFERENCES resident (county_id, id)
    -- sqlite: without rowid
);
