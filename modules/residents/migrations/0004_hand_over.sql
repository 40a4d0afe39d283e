-- Handing people over between institutions, corrections that the county approves, and cards (residents specification 3, 8 and 9).

-- state: offered, accepted, refused, withdrawn. An offer lapses by itself after expires_on: nothing is written for that.
CREATE TABLE resident_transfer (
    county_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    from_institution TEXT NOT NULL,
    from_grid TEXT NOT NULL,
    to_institution TEXT NOT NULL,
    to_grid TEXT NOT NULL,
    village_code TEXT NOT NULL,
    address TEXT NOT NULL,
    note TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    offered_by TEXT NOT NULL,
    offered_by_name TEXT NOT NULL,
    offered_on TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_by_name TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, resident_id) REFERENCES resident (county_id, id)
);
CREATE UNIQUE INDEX resident_transfer_open ON resident_transfer (county_id, resident_id) WHERE state = 'offered';
CREATE INDEX resident_transfer_to ON resident_transfer (county_id, state, to_institution, id);
CREATE INDEX resident_transfer_from ON resident_transfer (county_id, state, from_institution, id);

-- A status that only the county gives back: a death or a closing entered in error; and closing by order. state: requested, approved, refused.
CREATE TABLE resident_correction (
    county_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    to_status TEXT NOT NULL,
    reason TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_by_name TEXT NOT NULL,
    requested_on TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_by_name TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    decision_reason TEXT NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, resident_id) REFERENCES resident (county_id, id)
);
CREATE UNIQUE INDEX resident_correction_open ON resident_correction (county_id, resident_id) WHERE state = 'requested';
CREATE INDEX resident_correction_state ON resident_correction (county_id, state, id);

-- A card points to a person and is no identity. state: 1 in use, 2 reported lost, 3 cancelled, 4 replaced. owner_bidx is set while the number
-- belongs to exactly one person: cards in use or reported lost, but not the family booklet (type 6). one_of_type holds a person to one card
-- of a type in use.
CREATE TABLE resident_card (
    county_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    resident_id TEXT NOT NULL,
    type TEXT NOT NULL,
    number_enc BYTEA NOT NULL,
    last4 TEXT NOT NULL,
    number_bidx BYTEA NOT NULL,
    owner_bidx BYTEA,
    area TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    state TEXT NOT NULL,
    state_on TEXT NOT NULL,
    change_seq BIGINT NOT NULL,
    PRIMARY KEY (county_id, id),
    UNIQUE (county_id, owner_bidx),
    FOREIGN KEY (county_id, resident_id) REFERENCES resident (county_id, id)
);
CREATE UNIQUE INDEX resident_card_in_use ON resident_card (county_id, resident_id, type) WHERE state = '1';
CREATE INDEX resident_card_number ON resident_card (county_id, number_bidx);
