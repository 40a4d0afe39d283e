-- Messages to partners, written in the transaction of the act that causes them. state: platform/outbox/sender.hpp.
-- sqlite: without rowid
CREATE TABLE outbox (
    county_id         TEXT NOT NULL,
    msg_id            TEXT NOT NULL,
    topic             TEXT NOT NULL,
    aggregate_type    TEXT NOT NULL,
    aggregate_id      TEXT NOT NULL,
    aggregate_version BIGINT NOT NULL,
    partner           TEXT NOT NULL,
    payload_hash      BYTEA NOT NULL,
    payload           TEXT NOT NULL,
    change_seq        BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    state             BIGINT NOT NULL,
    attempts          BIGINT NOT NULL,
    failures          BIGINT NOT NULL,
    next_attempt_at   BIGINT NOT NULL,
    sending_since     BIGINT,
    last_error        TEXT,
    ack_code          TEXT,
    ack_at            BIGINT,
    superseded_by     TEXT,
    PRIMARY KEY (county_id, msg_id)
);

-- What is not finished, in the order in which it is due: pending 0, sending 1, retry 3.
CREATE INDEX outbox_due ON outbox (county_id, next_attempt_at) WHERE state IN (0, 1, 3);
