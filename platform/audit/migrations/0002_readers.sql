-- Who looked at a person, what a user did: the auditor's questions. Only lines about a person are in the first.
CREATE INDEX audit_access_person ON audit_access (county_id, person_id, seq) WHERE person_id <> '';
CREATE INDEX audit_access_actor ON audit_access (county_id, actor, seq);
CREATE INDEX audit_act_person ON audit_act (county_id, person_id, seq) WHERE person_id <> '';
CREATE INDEX audit_act_actor ON audit_act (county_id, actor, seq);
