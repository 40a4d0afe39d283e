-- What one resident contributes at one institution to one indicator in one period, as a step function of the reporting date:
-- "2025-01-01:0/1;2025-04-24:1/1". Derived from the records of other modules; verify recomputes it.
-- sqlite: without rowid
CREATE TABLE indicator_contribution (
    county_id      TEXT NOT NULL,
    indicator      TEXT NOT NULL,
    period         TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    resident_id    TEXT NOT NULL,
    steps          TEXT NOT NULL,
    PRIMARY KEY (county_id, indicator, period, institution_id, resident_id)
);
CREATE INDEX indicator_contribution_resident ON indicator_contribution (county_id, resident_id, period);

-- By how much the totals of an institution's whole subtree move: on a day ("d:2025-04-24"), and the same deltas folded by month
-- ("m:2025-04") and, for indicators that never start anew, by year ("y:2025").
-- sqlite: without rowid
CREATE TABLE indicator_total (
    county_id      TEXT NOT NULL,
    indicator      TEXT NOT NULL,
    period         TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    bucket         TEXT NOT NULL,
    num            BIGINT NOT NULL,
    den            BIGINT NOT NULL,
    PRIMARY KEY (county_id, indicator, period, institution_id, bucket)
);
