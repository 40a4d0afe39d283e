-- Grids that change their shape, and divisions that change (organisation specification 1 and 3).

-- Empty: the grid covers the village, or what no other grid takes of it; else how addresses name the part ("三组").
ALTER TABLE grid_division ADD COLUMN part TEXT NOT NULL DEFAULT '';

-- What became of a grid. kind: village (one left it for another grid), part (of a village), close, institution (another one has it).
-- division_codes: the villages concerned, with commas.
CREATE TABLE grid_change (
    county_id           TEXT NOT NULL,
    id                  TEXT NOT NULL,
    grid_id             TEXT NOT NULL,
    kind                TEXT NOT NULL,
    division_codes      TEXT NOT NULL,
    part                TEXT NOT NULL,
    to_grid_id          TEXT NOT NULL,
    from_institution_id TEXT NOT NULL,
    to_institution_id   TEXT NOT NULL,
    on_day              TEXT NOT NULL,
    people              BIGINT NOT NULL,
    reason              TEXT NOT NULL,
    changed_at          BIGINT NOT NULL,
    changed_by          TEXT NOT NULL,
    change_seq          BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);

-- Divisions that were renamed, split, merged or abolished (organisation specification 1): one row an old code and what became of it.
-- new_code: empty when abolished; part: how addresses name what went to new_code, empty: the rest. Numbers of archives never change.
CREATE TABLE division_change (
    county_id  TEXT NOT NULL,
    id         TEXT NOT NULL,
    no         BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    on_day     TEXT NOT NULL,
    old_code   TEXT NOT NULL,
    old_name   TEXT NOT NULL,
    new_code   TEXT NOT NULL,
    new_name   TEXT NOT NULL,
    part       TEXT NOT NULL,
    people     BIGINT NOT NULL,
    document   TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    change_seq BIGINT NOT NULL,
    PRIMARY KEY (county_id, id, no)
);
CREATE VIEW v_division_change AS SELECT county_id, kind, on_day, old_code, new_code FROM division_change;
