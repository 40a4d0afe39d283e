-- Rows of every register that packs/organization declares. The columns of a register stand in `body`; those that lists are searched,
-- filtered and ordered by are copied out of it by the module. `sealed` holds the columns that are stored encrypted.
CREATE TABLE register_row (
    county_id      TEXT NOT NULL,
    register       TEXT NOT NULL,
    id             TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    person_id      TEXT NOT NULL,
    parent_id      TEXT NOT NULL,
    title          TEXT NOT NULL,
    search_key     TEXT NOT NULL,
    pinyin_key     TEXT NOT NULL,
    code           TEXT NOT NULL,
    state          TEXT NOT NULL,
    from_on        TEXT NOT NULL,
    until_on       TEXT NOT NULL,
    body           TEXT NOT NULL,
    sealed         BYTEA,
    removed        BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    changed_by     TEXT NOT NULL,
    change_seq     BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE INDEX register_row_place ON register_row (county_id, register, institution_id, from_on);
CREATE INDEX register_row_person ON register_row (county_id, person_id, register);
CREATE INDEX register_row_parent ON register_row (county_id, parent_id, register);
CREATE INDEX register_row_until ON register_row (county_id, register, until_on);

CREATE TABLE register_row_version (
    county_id      TEXT NOT NULL,
    id             TEXT NOT NULL,
    version        BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    changed_by     TEXT NOT NULL,
    change_seq     BIGINT NOT NULL,
    institution_id TEXT NOT NULL,
    person_id      TEXT NOT NULL,
    parent_id      TEXT NOT NULL,
    body           TEXT NOT NULL,
    sealed         BYTEA,
    removed        BIGINT NOT NULL,
    reason         TEXT NOT NULL,
    PRIMARY KEY (county_id, id, version)
);
