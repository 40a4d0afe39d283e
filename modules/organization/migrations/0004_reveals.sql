-- How often somebody had sealed columns of registers shown on a day (security specification 5: fifty at most).
CREATE TABLE register_reveal (
    county_id TEXT NOT NULL,
    user_id   TEXT NOT NULL,
    on_date   TEXT NOT NULL,
    times     BIGINT NOT NULL,
    PRIMARY KEY (county_id, user_id, on_date)
);
