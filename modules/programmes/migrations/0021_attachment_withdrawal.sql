-- Photographs that belong to another record: who took them back, and why. The picture stays, sealed, and is shown to nobody any more.
CREATE TABLE attachment_withdrawal (
    county_id         TEXT NOT NULL,
    attachment_id     TEXT NOT NULL,
    withdrawn_by      TEXT NOT NULL,
    withdrawn_by_name TEXT NOT NULL,
    withdrawn_at      BIGINT NOT NULL,
    reason            TEXT NOT NULL,
    change_seq        BIGINT NOT NULL,
    PRIMARY KEY (county_id, attachment_id),
    FOREIGN KEY (county_id, attachment_id) REFERENCES record_attachment (county_id, id)
);
