#include "platform/jobs/jobs.hpp"

#include "platform/jobs/job_row.hpp"
#include "platform/jobs/sql.hpp"

namespace jiwei::jobs {

Job job_of(const db::Row& row) {
    Job job;
    job.county_id = row.string(0);
    job.id = row.string(1);
    job.kind = row.string(2);
    job.state = static_cast<State>(row.integer(3));
    job.input = row.string(4);
    job.cursor = row.string(5);
    job.result = row.string(6);
    job.error_code = row.string(7);
    job.done = row.integer(8);
    job.total = row.integer(9);
    job.attempts = static_cast<int>(row.integer(10));
    job.created_by = row.string(11);
    job.created_at = {row.integer(12)};
    job.updated_at = {row.integer(13)};
    return job;
}

void enqueue(db::Connection& connection, const Job& job) {
    connection.run(sql::insert_job, {job.county_id, job.id, job.kind, job.input, job.total, job.created_by, job.created_at.utc_ms});
}

std::optional<Job> find(db::Connection& connection, std::string_view county_id, std::string_view id) {
    const db::Rows rows = connection.run(sql::find_job, {county_id, id});
    if (rows.empty()) return std::nullopt;
    return job_of(rows[0]);
}

std::vector<Job> list(db::Connection& connection, std::string_view county_id, std::string_view kind, int rows_max) {
    std::vector<Job> jobs;
    for (const db::Row row : connection.run(sql::list_jobs, {county_id, kind, rows_max})) jobs.push_back(job_of(row));
    return jobs;
}

bool cancel(db::Connection& connection, std::string_view county_id, std::string_view id, time::Instant at) {
    return connection.run(sql::cancel_job, {county_id, id, at.utc_ms}).affected() > 0;
}

}  // namespace jiwei::jobs
