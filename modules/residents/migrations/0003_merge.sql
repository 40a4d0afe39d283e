-- Duplicates and merging (platform rules beside the service specification 2017, ch. 1: one archive a person).

-- A pair of archives that may be one person's. state: open, different (looked at: two people), gone (no longer alike), merged.
-- lines = JSON of the evidence with its points; low_id < high_id.
CREATE TABLE duplicate_pair (
    county_id TEXT NOT NULL,
    low_id TEXT NOT NULL,
    high_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    points BIGINT NOT NULL,
    lines TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    found_on TEXT NOT NULL,
    closed_on TEXT NOT NULL,
    change_seq BIGINT NOT NULL,
    PRIMARY KEY (county_id, low_id, high_id),
    FOREIGN KEY (county_id, low_id) REFERENCES resident (county_id, id),
    FOREIGN KEY (county_id, high_id) REFERENCES resident (county_id, id)
    -- sqlite: without rowid
);
CREATE INDEX duplicate_pair_high ON duplicate_pair (county_id, high_id);
CREATE INDEX duplicate_pair_queue ON duplicate_pair (county_id, state, points, low_id, high_id);

-- One proposal to merge and what became of it. state: proposed, refused, merged, undone. `kept` (sealed) is how both archives were before
-- and after, `moved` which rows of which module changed hands: all that taking the merge back needs. Nothing of it is ever deleted.
CREATE TABLE resident_merge (
    county_id TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    survivor_id TEXT NOT NULL,
    loser_id TEXT NOT NULL,
    choices TEXT NOT NULL,
    reason TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_by_name TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_by_name TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    decided_on TEXT NOT NULL,
    decision_reason TEXT NOT NULL,
    undone_by TEXT NOT NULL,
    undone_by_name TEXT NOT NULL,
    undone_at BIGINT NOT NULL,
    undo_reason TEXT NOT NULL,
    kept BYTEA NOT NULL,
    moved TEXT NOT NULL,
    reviews TEXT NOT NULL,
    PRIMARY KEY (county_id, id),
    FOREIGN KEY (county_id, survivor_id) REFERENCES resident (county_id, id),
    FOREIGN KEY (county_id, loser_id) REFERENCES resident (county_id, id)
);
CREATE INDEX resident_merge_state ON resident_merge (county_id, state, id);
CREATE INDEX resident_merge_survivor ON resident_merge (county_id, survivor_id, id);
CREATE INDEX resident_merge_loser ON resident_merge (county_id, loser_id, id);
-- A person is in one open proposal at most.
CREATE UNIQUE INDEX resident_merge_open_loser ON resident_merge (county_id, loser_id) WHERE state = 'proposed';

-- Whose place another archive has taken.
CREATE INDEX resident_merged ON resident (county_id, merged_into) WHERE merged_into IS NOT NULL;
