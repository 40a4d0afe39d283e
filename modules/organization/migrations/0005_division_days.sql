-- From which day to which a division was there, where an act of the county says it; empty: from ever, or nobody told when it was closed.
ALTER TABLE division ADD COLUMN opened_on TEXT NOT NULL DEFAULT '';
ALTER TABLE division ADD COLUMN closed_on TEXT NOT NULL DEFAULT '';
UPDATE division SET closed_on = COALESCE((SELECT MAX(c.on_day) FROM division_change c WHERE c.old_code = division.code), '') WHERE closed = 1;
