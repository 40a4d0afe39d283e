-- The register of residents (service specification 2017, ch. 1): one row a person, versions behind it, keys to find it by.

-- Cover, personal index and status of an archive. Sensitive fields as ciphertext with a clear last four; an empty blob means none.
CREATE TABLE resident (
    county_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth_date TEXT NOT NULL,
    id_type TEXT NOT NULL,
    id_no_enc BYTEA NOT NULL,
    id_no_last4 TEXT NOT NULL,
    nationality TEXT NOT NULL,
    phone_enc BYTEA NOT NULL,
    phone_last4 TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    contact_phone_enc BYTEA NOT NULL,
    contact_phone_last4 TEXT NOT NULL,
    archive_no TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    grid_id TEXT NOT NULL,
    village_code TEXT NOT NULL,
    address TEXT NOT NULL,
    registered_address TEXT NOT NULL,
    residence_type TEXT NOT NULL,
    residence_state TEXT NOT NULL,
    arrived_on TEXT,
    status TEXT NOT NULL,
    status_on TEXT,
    status_note TEXT NOT NULL,
    merged_into TEXT,
    opened_on TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    doctor TEXT NOT NULL,
    alerts TEXT NOT NULL,
    search_keys TEXT NOT NULL,
    basic_complete BIGINT NOT NULL,
    created_hash BYTEA NOT NULL,
    created_seq BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (county_id, id),
    UNIQUE (county_id, archive_no)
);

-- Pages of lists without a query, and of the institution's people.
CREATE INDEX resident_by_institution ON resident (county_id, institution_id, id);
-- Searches by date of birth; later the blocks of the duplicate search.
CREATE INDEX resident_by_birth ON resident (county_id, birth_date);

-- Every state a row has had: who, when, in which change. `cover` is JSON of the clear fields, `sealed` the sensitive ones,
-- `basic` the answers of the personal basic information form when this version changed them. cover and basic are packed
-- (modules/residents/version_text.hpp).
CREATE TABLE resident_version (
    county_id TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    act TEXT NOT NULL,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    cover BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    basic BYTEA,
    PRIMARY KEY (county_id, resident_id, version),
    FOREIGN KEY (county_id, resident_id) REFERENCES resident (county_id, id)
);

-- Answers of the personal basic information form (annex 3), packed; one current form a person, earlier ones in resident_version.
CREATE TABLE resident_basic (
    county_id TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    form TEXT NOT NULL,
    pack_version TEXT NOT NULL,
    filled_on TEXT NOT NULL,
    complete BIGINT NOT NULL,
    answers BYTEA NOT NULL,
    PRIMARY KEY (county_id, resident_id),
    FOREIGN KEY (county_id, resident_id) REFERENCES resident (county_id, id)
    -- sqlite: without rowid
);

-- The dated state of an archive, one row from each day on: what R1 and the other indicators of the register are computed from.
CREATE TABLE resident_step (
    county_id TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    from_date TEXT NOT NULL,
    status TEXT NOT NULL,
    residence_state TEXT NOT NULL,
    arrived_on TEXT,
    complete BIGINT NOT NULL,
    institution_id TEXT NOT NULL,
    PRIMARY KEY (county_id, resident_id, from_date),
    FOREIGN KEY (county_id, resident_id) REFERENCES resident (county_id, id)
    -- sqlite: without rowid
);

-- Documents of a person: the current one and its aliases (temporary identifiers, 15-digit numbers, withdrawn numbers).
-- exact_bidx is set for documents that belong to exactly one person: a second owner is refused as DUP_EXACT.
CREATE TABLE resident_identifier (
    county_id TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    no BIGINT NOT NULL,
    type TEXT NOT NULL,
    number_enc BYTEA NOT NULL,
    last4 TEXT NOT NULL,
    nationality TEXT NOT NULL,
    exact_bidx BYTEA,
    current BIGINT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    source TEXT NOT NULL,
    PRIMARY KEY (county_id, resident_id, no),
    UNIQUE (county_id, exact_bidx),
    FOREIGN KEY (county_id, resident_id) REFERENCES resident (county_id, id)
);

-- A unit is one pair (institution, grid) that manages people: what a search is narrowed to without reading the people themselves.
CREATE TABLE resident_unit (
    county_id TEXT NOT NULL,
    unit BIGINT NOT NULL,
    institution_id TEXT NOT NULL,
    grid_id TEXT NOT NULL,
    PRIMARY KEY (county_id, unit),
    UNIQUE (county_id, institution_id, grid_id)
);

-- What the search box finds people by. key = one letter for the kind, then the text (modules/residents/search.hpp).
-- shared = bytes that this term has in common with the same person's term before it: a prefix search counts each person once by
-- taking only terms with shared < length of the prefix.
CREATE TABLE resident_key (
    county_id TEXT NOT NULL,
    term TEXT NOT NULL,
    unit BIGINT NOT NULL,
    resident_id TEXT NOT NULL,
    shared BIGINT NOT NULL,
    PRIMARY KEY (county_id, term, unit, resident_id)
    -- sqlite: without rowid
);

-- The name and pinyin keys again, ordered inside each unit: for readers who reach a few units.
CREATE TABLE resident_unit_key (
    county_id TEXT NOT NULL,
    unit BIGINT NOT NULL,
    term TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    shared BIGINT NOT NULL,
    PRIMARY KEY (county_id, unit, term, resident_id)
    -- sqlite: without rowid
);

-- Last personal serial given in each area (archive number parts 1-3). Never goes back.
CREATE TABLE archive_serial (
    county_id TEXT NOT NULL,
    area TEXT NOT NULL,
    last_serial BIGINT NOT NULL,
    PRIMARY KEY (county_id, area)
);

-- Last sequence of temporary identifiers a birth date.
CREATE TABLE temporary_serial (
    county_id TEXT NOT NULL,
    prefix TEXT NOT NULL,
    last_serial BIGINT NOT NULL,
    PRIMARY KEY (county_id, prefix)
);

-- City-wide: which county knows a document. Only the HMAC of the number.
CREATE TABLE person_index (
    document_bidx BYTEA NOT NULL,
    county TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    PRIMARY KEY (document_bidx, county, resident_id)
    -- sqlite: without rowid
);

-- How often a user uncovered a masked field on a day.
CREATE TABLE resident_reveal (
    county_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    on_date TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (county_id, user_id, on_date)
);

-- state: 1 in use, 2 the head is to be named anew (died, moved, merged away), 3 dissolved. environment: kitchen, fuel, water, toilet, pens
-- of the basic form, stored once for all members; JSON, empty while not stated.
CREATE TABLE household (
    county_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    no TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    head_id TEXT NOT NULL,
    environment TEXT NOT NULL,
    address TEXT NOT NULL,
    village_code TEXT NOT NULL,
    created_hash BYTEA NOT NULL,
    change_seq BIGINT NOT NULL,
    PRIMARY KEY (county_id, id),
    UNIQUE (county_id, no),
    FOREIGN KEY (county_id, head_id) REFERENCES resident (county_id, id)
);

CREATE TABLE household_version (
    county_id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (county_id, household_id, version),
    FOREIGN KEY (county_id, household_id) REFERENCES household (county_id, id)
);

-- until = open_end ('2999-12-31') while the person belongs to the household: at most one such row a person.
CREATE TABLE household_member (
    county_id TEXT NOT NULL,
    household_id TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    from_date TEXT NOT NULL,
    until TEXT NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (county_id, household_id, resident_id, from_date),
    UNIQUE (county_id, resident_id, until),
    FOREIGN KEY (county_id, household_id) REFERENCES household (county_id, id),
    FOREIGN KEY (county_id, resident_id) REFERENCES resident (county_id, id)
);

-- What other modules may read of a resident in their own SQL.
CREATE VIEW v_resident AS
SELECT county_id, id, version, name, sex, birth_date, archive_no, institution_id, grid_id, village_code, address, phone_enc, phone_last4,
       status, status_on, residence_type, residence_state, arrived_on, opened_on, basic_complete, change_seq
FROM resident;
