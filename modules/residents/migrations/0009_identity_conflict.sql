-- Somebody stated a number that belongs to a person of another name and another birth date (residents specification 6; exchange
-- specification 3): refused, nothing linked, and somebody has to look. state: open, resolved. `stated` (sealed) is what was refused.
CREATE TABLE identity_conflict (
    county_id TEXT NOT NULL,
    id TEXT NOT NULL,
    existing_id TEXT NOT NULL,
    resident_id TEXT NOT NULL,
    stated_bidx BYTEA NOT NULL,
    number_bidx BYTEA NOT NULL,
    stated BYTEA NOT NULL,
    institution_id TEXT NOT NULL,
    grid_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_by_name TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    resolution TEXT NOT NULL,
    reason TEXT NOT NULL,
    resolved_by TEXT NOT NULL,
    resolved_by_name TEXT NOT NULL,
    resolved_at BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    PRIMARY KEY (county_id, id),
    UNIQUE (county_id, existing_id, stated_bidx),
    FOREIGN KEY (county_id, existing_id) REFERENCES resident (county_id, id)
);
CREATE INDEX identity_conflict_queue ON identity_conflict (county_id, state, id);
CREATE INDEX identity_conflict_resident ON identity_conflict (county_id, resident_id);
