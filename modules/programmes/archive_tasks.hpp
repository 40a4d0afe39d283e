// Tasks that belong to an archive and to no enrolment: packs without enrolment say which come to be when one is opened (the personal basic
// form at the 7th birthday) and which in every year (the examination of the elderly). They follow the archive: what an archive in use asks
// for is open, nothing else is (docs/adr/0090, 0127).
#pragma once

#include <cstdint>
#include <string_view>

#include "modules/programmes/impl.hpp"

namespace jiwei::programmes {

/// Opens, closes, cancels and opens again so that the tasks are what `event` leaves to be done. After the county clock, under the guard of
/// the resident; doing it again changes nothing.
void settle_archive_tasks(const Programmes::Impl& impl, db::Connection& connection, const residents::ActContext& act,
                          const residents::Event& event, std::int64_t change_seq);

inline constexpr std::string_view archive_tasks_job = "programmes.archive-tasks";
/// Goes over every archive of the county once a year, and once for every new edition of a pack that asks for such tasks.
[[nodiscard]] std::string run_archive_tasks(const Programmes::Impl& impl, jobs::Run& run);

}  // namespace jiwei::programmes
