-- Packs that were ever in force here: the bundle a record was decided with can always be fetched by its version.
CREATE TABLE pack (
    version        TEXT NOT NULL,
    name           TEXT NOT NULL,
    edition        TEXT NOT NULL,
    effective_from TEXT NOT NULL,
    bytes          TEXT NOT NULL,
    loaded_at      BIGINT NOT NULL,
    PRIMARY KEY (version)
);

-- A person in a programme; one row for all episodes. Courses are step functions of the day:
-- state_course "2023-02-01:1:2023-02-01;2025-08-15:4:2023-02-01" (from, state, enrolled on), institution_course "2023-02-01:01J…".
CREATE TABLE enrolment (
    county_id          TEXT NOT NULL,
    id                 TEXT NOT NULL,
    resident_id        TEXT NOT NULL,
    programme          TEXT NOT NULL,
    state              BIGINT NOT NULL,
    state_on           TEXT NOT NULL,
    enrolled_on        TEXT NOT NULL,
    institution_id     TEXT NOT NULL,
    grid_id            TEXT NOT NULL,
    diagnosis          TEXT NOT NULL,
    state_course       TEXT NOT NULL,
    institution_course TEXT NOT NULL,
    body_hash          TEXT NOT NULL,
    version            BIGINT NOT NULL,
    created_seq        BIGINT NOT NULL,
    PRIMARY KEY (county_id, id),
    UNIQUE (county_id, resident_id, programme)
);

-- What acts take that concern a person but no enrolment (an examination), and the act that enrols: one after the other.
-- sqlite: without rowid
CREATE TABLE person_guard (
    county_id   TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (county_id, resident_id)
);

-- Every course an enrolment has had. A row is written when a course or the grid changes; the state of a version in between is that of
-- the newest row before it, and what such a version did is the record or the task that names the enrolment (docs/adr/0051).
-- sqlite: without rowid
CREATE TABLE enrolment_version (
    county_id          TEXT NOT NULL,
    id                 TEXT NOT NULL,
    version            BIGINT NOT NULL,
    state_course       TEXT NOT NULL,
    institution_course TEXT NOT NULL,
    grid_id            TEXT NOT NULL,
    because            TEXT NOT NULL,
    actor              TEXT NOT NULL,
    at_ms              BIGINT NOT NULL,
    change_seq         BIGINT NOT NULL,
    PRIMARY KEY (county_id, id, version)
);

-- Signed forms. Never updated: an amendment is a record that names the one it supersedes. body: answers and decision, packed
-- (modules/programmes/record_body.hpp); `jiwei export --canonical` writes them out.
CREATE TABLE record (
    county_id      TEXT NOT NULL,
    id             TEXT NOT NULL,
    resident_id    TEXT NOT NULL,
    enrolment_id   TEXT NOT NULL,
    programme      TEXT NOT NULL,
    form           TEXT NOT NULL,
    pack_version   BYTEA NOT NULL,
    service_date   TEXT NOT NULL,
    body           BYTEA NOT NULL,
    body_hash      BYTEA NOT NULL,
    supersedes     TEXT NOT NULL,
    reason         TEXT NOT NULL,
    author_id      TEXT NOT NULL,
    author_name    TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    source         TEXT NOT NULL, -- the earlier system it was brought from; empty: entered here
    signed_at      BIGINT NOT NULL,
    change_seq     BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE INDEX record_resident ON record (county_id, resident_id, service_date, id);
CREATE UNIQUE INDEX record_supersedes ON record (county_id, supersedes) WHERE supersedes <> '';

-- A file of records of an earlier system. state: running, finished. rows_done is where an interrupted import goes on.
CREATE TABLE record_import (
    county_id  TEXT NOT NULL,
    id         TEXT NOT NULL,
    version    BIGINT NOT NULL,
    form       TEXT NOT NULL,
    source     TEXT NOT NULL,
    state      TEXT NOT NULL,
    file_name  TEXT NOT NULL,
    file_bidx  BYTEA NOT NULL,
    header     TEXT NOT NULL,
    rows_done  BIGINT NOT NULL,
    created    BIGINT NOT NULL,
    existing   BIGINT NOT NULL,
    bad        BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE INDEX record_import_by_file ON record_import (county_id, file_bidx, id);

-- Its refused rows. cells: the row as it stood in the file, sealed; problems: [{column, field, code, allowed}].
-- sqlite: without rowid
CREATE TABLE record_import_bad (
    county_id TEXT NOT NULL,
    import_id TEXT NOT NULL,
    row_no    BIGINT NOT NULL,
    cells     BYTEA NOT NULL,
    problems  TEXT NOT NULL,
    PRIMARY KEY (county_id, import_id, row_no),
    FOREIGN KEY (county_id, import_id) REFERENCES record_import (county_id, id)
);

-- What rules, indicators and FHIR need of the records in force, one row a record; those of a superseded record are gone.
-- facts: "htn.sbp=146;.dbp=92;.norm=true", a code that begins with a dot takes what stands before the dot of the one before it.
-- sqlite: without rowid
CREATE TABLE fact (
    county_id   TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    on_date     TEXT NOT NULL,
    record_id   TEXT NOT NULL,
    facts       TEXT NOT NULL,
    PRIMARY KEY (county_id, resident_id, on_date, record_id)
);

-- state: 0 pending, 4 done, 5 cancelled, 6 done late; what depends on the day is derived. A row changes once, when it is closed.
CREATE TABLE task (
    county_id         TEXT NOT NULL,
    id                TEXT NOT NULL,
    resident_id       TEXT NOT NULL,
    enrolment_id      TEXT NOT NULL,
    programme         TEXT NOT NULL,
    code              TEXT NOT NULL,
    anchor            TEXT NOT NULL,
    opens             TEXT NOT NULL,
    due               TEXT NOT NULL,
    grace_until       TEXT NOT NULL,
    completed_by      TEXT NOT NULL,
    is_referral       BIGINT NOT NULL,
    state             BIGINT NOT NULL,
    institution_id    TEXT NOT NULL,
    grid_id           TEXT NOT NULL,
    why               TEXT NOT NULL,
    created_record_id TEXT NOT NULL,
    done_on           TEXT NOT NULL,
    done_record_id    TEXT NOT NULL,
    outcome           TEXT NOT NULL,
    created_seq       BIGINT NOT NULL,
    closed_seq        BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE INDEX task_resident ON task (county_id, resident_id);
CREATE INDEX task_open_institution ON task (county_id, institution_id, due) WHERE state = 0;
CREATE INDEX task_open_grid ON task (county_id, grid_id, due) WHERE state = 0;
