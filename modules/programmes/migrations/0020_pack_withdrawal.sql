-- Editions that were loaded by mistake: they decide nothing any more. What was decided under them stays, and so does the bundle.
CREATE TABLE pack_withdrawal (
    load_id      TEXT NOT NULL,
    withdrawn_by TEXT NOT NULL,
    withdrawn_at BIGINT NOT NULL,
    reason       TEXT NOT NULL,
    PRIMARY KEY (load_id),
    FOREIGN KEY (load_id) REFERENCES pack_load (id)
);
