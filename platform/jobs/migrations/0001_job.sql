-- Long work in the background. state: platform/jobs/jobs.hpp. due_at: when a runner may take it; of a running one, when its lease ends.
CREATE TABLE job (
    county_id    TEXT NOT NULL,
    id           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    state        BIGINT NOT NULL,
    input        TEXT NOT NULL,
    position     TEXT NOT NULL,
    result       TEXT NOT NULL,
    error_code   TEXT NOT NULL,
    done         BIGINT NOT NULL,
    total        BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    lease_holder TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    PRIMARY KEY (county_id, id)
);

-- Queued 0 and running 1 only: always short.
CREATE INDEX job_due ON job (county_id, due_at) WHERE state < 2;
