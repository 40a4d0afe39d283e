#include "modules/indicators/store.hpp"

#include <array>

#include "modules/indicators/sql.hpp"

namespace jiwei::indicators {

namespace {

constexpr std::size_t total_columns = 6;
constexpr std::size_t short_rows = 6;  // one delta of a village clinic: three levels, two buckets
constexpr std::size_t long_rows = 24;

std::string month_of(CivilDate day) { return day.text().substr(0, 7); }

StoredCourse course_of(const db::Row& row, std::string resident_id, std::size_t from) {
    return {std::move(resident_id), row.string(from), row.string(from + 1), row.string(from + 2), row.string(from + 3)};
}

}  // namespace

std::vector<std::string> buckets_of(CivilDate day, std::string_view period) {
    const std::string text = day.text();
    std::vector<std::string> buckets{"d:" + text, "m:" + text.substr(0, 7)};
    if (period == ever) buckets.push_back("y:" + text.substr(0, 4));
    return buckets;
}

std::vector<StoredCourse> load_resident(db::Connection& connection, std::string_view county_id, std::string_view resident_id,
                                        std::string_view first_period) {
    std::vector<StoredCourse> courses;
    const db::Rows rows = connection.run(sql::contributions_of_resident, {county_id, resident_id, first_period});
    for (const db::Row row : rows) courses.push_back(course_of(row, std::string{resident_id}, 0));
    return courses;
}

std::vector<StoredCourse> load_residents(db::Connection& connection, std::string_view county_id, std::string_view after,
                                         std::string_view upto) {
    std::vector<StoredCourse> courses;
    const db::Rows rows = connection.run(sql::contributions_of_residents, {county_id, after, upto});
    for (const db::Row row : rows) courses.push_back(course_of(row, row.string(0), 1));
    return courses;
}

void put_course(db::Connection& connection, std::string_view county_id, const StoredCourse& course) {
    connection.run(sql::put_contribution,
                   {county_id, course.indicator, course.period, course.institution_id, course.resident_id, course.steps});
}

void remove_course(db::Connection& connection, std::string_view county_id, const StoredCourse& course) {
    connection.run(sql::remove_contribution, {county_id, course.indicator, course.period, course.institution_id, course.resident_id});
}

void add_totals(db::Connection& connection, std::string_view county_id, const std::map<TotalKey, Fraction>& deltas) {
    auto next = deltas.begin();
    std::size_t left = deltas.size();
    std::vector<db::Param> params;
    while (left > 0) {
        const std::size_t rows = left > short_rows ? long_rows : short_rows;
        params.assign(1, db::Param{county_id});
        params.reserve(1 + rows * total_columns);
        for (std::size_t i = 0; i < rows; ++i) {
            if (left == 0) {
                params.insert(params.end(), total_columns, db::Param{nullptr});
                continue;
            }
            const auto& [key, delta] = *next++;
            --left;
            params.insert(params.end(), {db::Param{key.indicator}, db::Param{key.period}, db::Param{key.institution_id},
                                         db::Param{key.bucket}, db::Param{delta.numerator}, db::Param{delta.denominator}});
        }
        connection.run(rows == short_rows ? sql::add_totals_6 : sql::add_totals_24, params);
    }
}

Fraction total_on(db::Connection& connection, std::string_view county_id, std::string_view indicator, std::string_view institution_id,
                  CivilDate day) {
    const std::string text = day.text();
    const std::string year = text.substr(0, 4);
    const std::string month = month_of(day);
    const db::Rows in_year = connection.run(
        sql::total_in_year, {county_id, indicator, year, institution_id, "m:" + year, "m:" + month, "d:" + month, "d:" + text});
    const db::Rows always = connection.run(
        sql::total_ever, {county_id, indicator, ever, institution_id, "m:" + year, "m:" + month, "d:" + month, "d:" + text, "y:" + year});
    return {in_year[0].integer(0) + always[0].integer(0), in_year[0].integer(1) + always[0].integer(1)};
}

std::map<std::string, Fraction> totals_of_all(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                                              CivilDate day) {
    const std::string text = day.text();
    const std::string year = text.substr(0, 4);
    const std::string month = month_of(day);
    std::map<std::string, Fraction> totals;
    const auto add = [&totals](const db::Rows& rows) {
        for (const db::Row row : rows) {
            Fraction& total = totals[row.string(0)];
            total.numerator += row.integer(1);
            total.denominator += row.integer(2);
        }
    };
    add(connection.run(sql::totals_in_year_of_all, {county_id, indicator, year, "m:" + year, "m:" + month, "d:" + month, "d:" + text}));
    add(connection.run(sql::totals_ever_of_all,
                       {county_id, indicator, ever, "m:" + year, "m:" + month, "d:" + month, "d:" + text, "y:" + year}));
    return totals;
}

std::map<std::string, Fraction> month_ends(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                                           std::string_view period, std::string_view institution_id) {
    std::map<std::string, Fraction> ends;
    Fraction held;
    const db::Rows rows = connection.run(sql::months_of_institution, {county_id, indicator, period, institution_id});
    for (const db::Row row : rows) {
        held.numerator += row.integer(1);
        held.denominator += row.integer(2);
        ends.emplace(row.string(0).substr(2), held);
    }
    return ends;
}

std::vector<std::string> institutions_with_totals(db::Connection& connection, std::string_view county_id, std::string_view indicator,
                                                  std::string_view period) {
    std::vector<std::string> ids;
    const db::Rows rows = connection.run(sql::institutions_with_totals, {county_id, indicator, period});
    for (const db::Row row : rows) ids.push_back(row.string(0));
    return ids;
}

void each_person(db::Connection& connection, std::string_view county_id, std::string_view indicator, std::string_view period,
                 std::string_view institution_id, std::string_view after, int rows_max,
                 const std::function<void(std::string_view resident_id, std::string_view steps)>& on_person) {
    const db::Rows rows = connection.run(sql::people_of_institution, {county_id, indicator, period, institution_id, after, rows_max});
    for (const db::Row row : rows) on_person(row.text(0), row.text(1));
}

void clear(db::Connection& connection, std::string_view county_id, std::string_view indicator, std::string_view first_period,
           std::string_view last_period) {
    connection.run(sql::clear_contributions, {county_id, indicator, first_period, last_period});
    connection.run(sql::clear_totals, {county_id, indicator, first_period, last_period});
}

}  // namespace jiwei::indicators
