-- Packs that were loaded over those of the program, in the order of their ids; the newest of a name and effective date is in force.
CREATE TABLE pack_load (
    id        TEXT NOT NULL,
    version   TEXT NOT NULL,
    loaded_by TEXT NOT NULL,
    loaded_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY (version) REFERENCES pack (version)
);
