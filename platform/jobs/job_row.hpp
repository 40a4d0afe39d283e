// The columns that every statement on jobs answers, in their order.
#pragma once

#include "platform/jobs/jobs.hpp"

namespace jiwei::jobs {

[[nodiscard]] Job job_of(const db::Row& row);

}  // namespace jiwei::jobs
