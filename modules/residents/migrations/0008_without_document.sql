-- The list of people whose identity document is still to be asked for.
CREATE INDEX resident_without_document ON resident (county_id, id) WHERE id_type = '98';
