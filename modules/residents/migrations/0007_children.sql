-- Children of 0-6 have the newborn home-visit form instead of the personal basic one: whether the cover alone is complete, from each day on.
-- For archives opened before this version the cover of today stands for their whole past; `jiwei rebuild indicators` counts them anew.
ALTER TABLE resident_step ADD COLUMN cover_complete BIGINT NOT NULL DEFAULT 0;
UPDATE resident_step SET cover_complete = 1
WHERE complete = 1
   OR EXISTS (SELECT 1 FROM resident r WHERE r.county_id = resident_step.county_id AND r.id = resident_step.resident_id AND r.address <> ''
              AND r.village_code <> '' AND r.institution_id <> '' AND r.opened_by <> '' AND r.doctor <> '');
