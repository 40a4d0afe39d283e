-- The national division tree, and a county's institutions, grids, staff and figures. Relations end on valid_to, 2999-12-31 when open.

CREATE TABLE division (
    code          TEXT NOT NULL,
    parent        TEXT NOT NULL,
    name          TEXT NOT NULL,
    level         BIGINT NOT NULL,
    county_code   TEXT NOT NULL,
    archive_part3 TEXT NOT NULL,
    closed        BIGINT NOT NULL,
    PRIMARY KEY (code)
);
CREATE INDEX division_children ON division (parent, code);
CREATE INDEX division_county ON division (county_code, code);

CREATE TABLE institution (
    county_id     TEXT NOT NULL,
    id            TEXT NOT NULL,
    code          TEXT NOT NULL,
    name          TEXT NOT NULL,
    kind          TEXT NOT NULL,
    grade         TEXT NOT NULL,
    parent_id     TEXT,
    division_code TEXT NOT NULL,
    equipment_class TEXT NOT NULL,
    ownership     TEXT NOT NULL,
    status        TEXT NOT NULL,
    successor_id  TEXT NOT NULL,
    valid_from    TEXT NOT NULL,
    valid_to      TEXT NOT NULL,
    version       BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE UNIQUE INDEX institution_code ON institution (county_id, code);

CREATE TABLE institution_version (
    county_id     TEXT NOT NULL,
    id            TEXT NOT NULL,
    version       BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    changed_by    TEXT NOT NULL,
    change_seq    BIGINT NOT NULL,
    code          TEXT NOT NULL,
    name          TEXT NOT NULL,
    kind          TEXT NOT NULL,
    grade         TEXT NOT NULL,
    parent_id     TEXT,
    division_code TEXT NOT NULL,
    equipment_class TEXT NOT NULL,
    ownership     TEXT NOT NULL,
    status        TEXT NOT NULL,
    successor_id  TEXT NOT NULL,
    valid_from    TEXT NOT NULL,
    valid_to      TEXT NOT NULL,
    PRIMARY KEY (county_id, id, version)
);

-- Every pair of an institution and what it manages, itself at depth 0: kept by the statements that move institutions.
CREATE TABLE institution_closure (
    county_id     TEXT NOT NULL,
    ancestor_id   TEXT NOT NULL,
    descendant_id TEXT NOT NULL,
    depth         BIGINT NOT NULL,
    PRIMARY KEY (county_id, ancestor_id, descendant_id)
);
CREATE INDEX institution_closure_up ON institution_closure (county_id, descendant_id, depth);

CREATE TABLE institution_service_area (
    county_id      TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    division_code  TEXT NOT NULL,
    valid_from     TEXT NOT NULL,
    valid_to       TEXT NOT NULL,
    PRIMARY KEY (county_id, institution_id, division_code, valid_from)
);
CREATE INDEX institution_service_area_division ON institution_service_area (county_id, division_code);

CREATE TABLE grid (
    county_id      TEXT NOT NULL,
    id             TEXT NOT NULL,
    code           TEXT NOT NULL,
    name           TEXT NOT NULL,
    township_code  TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    valid_from     TEXT NOT NULL,
    valid_to       TEXT NOT NULL,
    changed_by     TEXT NOT NULL,
    change_seq     BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE UNIQUE INDEX grid_code ON grid (county_id, code);

CREATE TABLE grid_division (
    county_id     TEXT NOT NULL,
    division_code TEXT NOT NULL,
    grid_id       TEXT NOT NULL,
    PRIMARY KEY (county_id, division_code, grid_id)
);

CREATE TABLE grid_responsible (
    county_id  TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    grid_id    TEXT NOT NULL,
    duty       TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to   TEXT NOT NULL,
    PRIMARY KEY (county_id, user_id, grid_id, duty, valid_from)
);

-- A person of an institution, with or without an account. What ends or repeats (licences, sites, titles) stands in register_row.
CREATE TABLE staff (
    county_id      TEXT NOT NULL,
    id             TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    staff_no       TEXT NOT NULL,
    name           TEXT NOT NULL,
    sex            TEXT NOT NULL,
    birth_date     TEXT NOT NULL,
    phone_enc      BYTEA,
    phone_last4    TEXT NOT NULL,
    post           TEXT NOT NULL,
    employment     TEXT NOT NULL,
    user_id        TEXT,
    valid_from     TEXT NOT NULL,
    valid_to       TEXT NOT NULL,
    leave_reason   TEXT NOT NULL,
    version        BIGINT NOT NULL,
    change_seq     BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);
CREATE UNIQUE INDEX staff_number ON staff (county_id, institution_id, staff_no);
CREATE INDEX staff_user ON staff (county_id, user_id);

CREATE TABLE staff_version (
    county_id      TEXT NOT NULL,
    id             TEXT NOT NULL,
    version        BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    changed_by     TEXT NOT NULL,
    change_seq     BIGINT NOT NULL,
    institution_id TEXT NOT NULL,
    staff_no       TEXT NOT NULL,
    name           TEXT NOT NULL,
    sex            TEXT NOT NULL,
    birth_date     TEXT NOT NULL,
    phone_enc      BYTEA,
    post           TEXT NOT NULL,
    employment     TEXT NOT NULL,
    user_id        TEXT,
    valid_from     TEXT NOT NULL,
    valid_to       TEXT NOT NULL,
    leave_reason   TEXT NOT NULL,
    PRIMARY KEY (county_id, id, version)
);

-- What the search finds a person of the staff by: n name, p pinyin, s number, t blind index of the phone, 4 its last four.
CREATE TABLE staff_key (
    county_id TEXT NOT NULL,
    term      TEXT NOT NULL,
    staff_id  TEXT NOT NULL,
    PRIMARY KEY (county_id, staff_id, term)
);

-- Where somebody worked and as what, by date; a transfer ends one row and begins the next.
CREATE TABLE staff_post (
    county_id      TEXT NOT NULL,
    staff_id       TEXT NOT NULL,
    valid_from     TEXT NOT NULL,
    valid_to       TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    post           TEXT NOT NULL,
    change_seq     BIGINT NOT NULL,
    PRIMARY KEY (county_id, staff_id, valid_from)
);

-- Who took over whose grids: one row a grid and duty of a hand-over.
CREATE TABLE hand_over (
    county_id    TEXT NOT NULL,
    id           TEXT NOT NULL,
    grid_id      TEXT NOT NULL,
    duty         TEXT NOT NULL,
    from_user_id TEXT NOT NULL,
    to_user_id   TEXT NOT NULL,
    last_day     TEXT NOT NULL,
    reason       TEXT NOT NULL,
    changed_at   BIGINT NOT NULL,
    changed_by   TEXT NOT NULL,
    change_seq   BIGINT NOT NULL,
    PRIMARY KEY (county_id, id, grid_id, duty)
);

-- Figures that the county enters, never counts of ours (service specification 2017, ch. 1 part 5).
CREATE TABLE population_figure (
    county_id     TEXT NOT NULL,
    year          BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    division_code TEXT NOT NULL,
    persons       BIGINT,  -- nothing: taken back to "not given"
    version       BIGINT NOT NULL,
    changed_at    BIGINT NOT NULL,
    changed_by    TEXT NOT NULL,
    PRIMARY KEY (county_id, year, kind, division_code)
);

CREATE TABLE population_figure_version (
    county_id     TEXT NOT NULL,
    year          BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    division_code TEXT NOT NULL,
    version       BIGINT NOT NULL,
    persons       BIGINT,
    changed_at    BIGINT NOT NULL,
    changed_by    TEXT NOT NULL,
    PRIMARY KEY (county_id, year, kind, division_code, version)
);

CREATE TABLE county_parameter (
    county_id  TEXT NOT NULL,
    name       TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    value      TEXT NOT NULL,
    version    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (county_id, name, valid_from)
);

CREATE TABLE county_parameter_version (
    county_id  TEXT NOT NULL,
    name       TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    version    BIGINT NOT NULL,
    value      TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (county_id, name, valid_from, version)
);

-- What the county demands of an indicator in a year; of one institution, or of all (institution_id empty).
CREATE TABLE indicator_target (
    county_id      TEXT NOT NULL,
    indicator      TEXT NOT NULL,
    year           BIGINT NOT NULL,
    institution_id TEXT NOT NULL,
    basis_points   BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    changed_by     TEXT NOT NULL,
    PRIMARY KEY (county_id, indicator, year, institution_id)
);

CREATE TABLE indicator_target_version (
    county_id      TEXT NOT NULL,
    indicator      TEXT NOT NULL,
    year           BIGINT NOT NULL,
    institution_id TEXT NOT NULL,
    version        BIGINT NOT NULL,
    basis_points   BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    changed_by     TEXT NOT NULL,
    PRIMARY KEY (county_id, indicator, year, institution_id, version)
);

-- What other modules may join.
CREATE VIEW v_division AS SELECT code, parent, name, level, county_code, archive_part3, closed FROM division;
CREATE VIEW v_institution AS
    SELECT county_id, id, code, name, kind, grade, parent_id, division_code, equipment_class, ownership, status, successor_id,
           valid_from, valid_to
    FROM institution;
CREATE VIEW v_institution_subtree AS SELECT county_id, ancestor_id, descendant_id, depth FROM institution_closure;
CREATE VIEW v_institution_service_area AS
    SELECT county_id, institution_id, division_code, valid_from, valid_to FROM institution_service_area;
CREATE VIEW v_grid AS SELECT county_id, id, code, name, township_code, institution_id, valid_from, valid_to FROM grid;
CREATE VIEW v_grid_responsible AS SELECT county_id, grid_id, user_id, duty, valid_from, valid_to FROM grid_responsible;
CREATE VIEW v_population_figure AS SELECT county_id, year, kind, division_code, persons FROM population_figure WHERE persons IS NOT NULL;
CREATE VIEW v_staff AS
    SELECT county_id, id, institution_id, staff_no, name, post, user_id, valid_from, valid_to FROM staff;
CREATE VIEW v_hand_over AS
    SELECT county_id, id, grid_id, duty, from_user_id, to_user_id, last_day FROM hand_over;
CREATE VIEW v_county_parameter AS SELECT county_id, name, valid_from, value FROM county_parameter;
CREATE VIEW v_indicator_target AS SELECT county_id, indicator, year, institution_id, basis_points FROM indicator_target;
