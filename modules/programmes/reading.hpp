// Answers about one person's programmes; reach was checked before.
#pragma once

#include <string>
#include <string_view>

#include "modules/programmes/form_sight.hpp"

namespace jiwei::programmes {

[[nodiscard]] std::string enrolments_json(db::Connection& connection, std::string_view county_id, const std::string& resident_id);
/// Enrolments with open tasks, the last signed form and its answers: all that the page of a person needs.
[[nodiscard]] std::string programmes_json(db::Connection& connection, const FormSight::OfPerson& person);
/// Those of forms that are for the reader.
[[nodiscard]] Result<std::string> records_json(db::Connection& connection, const FormSight::OfPerson& person, const std::string& cursor,
                                               int limit);
[[nodiscard]] std::string record_json(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor, const Record& record);
/// `facts`: names or codes separated by commas, at most eight.
[[nodiscard]] Result<std::string> series_json(db::Connection& connection, const FormSight::OfPerson& person, CivilDate today,
                                              std::string_view facts, std::string_view from);
/// The decision without saving; findings, hard and soft, are part of the answer.
[[nodiscard]] Result<std::string> check_record(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                                               const PreparedRecord& record);

/// Whom of these to measure or to enrol (core/programmes/prompts.hpp); people out of reach are left out.
[[nodiscard]] std::string prompts_json(const Programmes::Impl& impl, db::Connection& connection, const Actor& actor,
                                       const std::vector<std::string>& resident_ids);

}  // namespace jiwei::programmes
