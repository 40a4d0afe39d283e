-- One row a county: the number of its last committed change.
-- sqlite: without rowid
CREATE TABLE county_clock (
    county_id  TEXT NOT NULL,
    change_seq BIGINT NOT NULL,
    PRIMARY KEY (county_id)
);
