-- Where the author worked when the act was filed, and the author's name: the heads of that institution see what waits. An act that was filed
-- before knows its place by what the author signed about the same person, or stays with the author alone.
ALTER TABLE offline_review ADD COLUMN institution_id TEXT NOT NULL DEFAULT '';
ALTER TABLE offline_review ADD COLUMN author_name TEXT NOT NULL DEFAULT '';
ALTER TABLE offline_review ADD COLUMN decided_by_name TEXT NOT NULL DEFAULT '';
ALTER TABLE offline_review ADD COLUMN decided_reason TEXT NOT NULL DEFAULT '';
UPDATE offline_review SET
    institution_id = COALESCE((SELECT MAX(r.institution_id) FROM record r
                               WHERE r.county_id = offline_review.county_id AND r.resident_id = offline_review.resident_id
                                     AND r.author_id = offline_review.author_id), ''),
    author_name = COALESCE((SELECT MAX(r.author_name) FROM record r
                            WHERE r.county_id = offline_review.county_id AND r.resident_id = offline_review.resident_id
                                  AND r.author_id = offline_review.author_id), '');
CREATE INDEX offline_review_open ON offline_review (county_id, state, id);
