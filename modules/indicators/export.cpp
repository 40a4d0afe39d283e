#include "modules/indicators/impl.hpp"
#include "modules/indicators/sql.hpp"

namespace jiwei::indicators {

void Indicators::export_canonical(db::Connection& connection, std::string_view county_id,
                                  const std::function<void(std::string_view)>& line) {
    connection.each(sql::export_contributions, {county_id}, [&line](const db::Row& row) {
        json::Writer out;
        out.begin_object().member("table", "indicator_contribution").member("indicator", row.string(0)).member("period", row.string(1));
        out.member("institution_id", row.string(2)).member("resident_id", row.string(3)).member("steps", row.string(4)).end_object();
        line(out.text());
        return true;
    });
    connection.each(sql::export_totals, {county_id}, [&line](const db::Row& row) {
        json::Writer out;
        out.begin_object().member("table", "indicator_total").member("indicator", row.string(0)).member("period", row.string(1));
        out.member("institution_id", row.string(2)).member("bucket", row.string(3));
        out.member("num", row.integer(4)).member("den", row.integer(5)).end_object();
        line(out.text());
        return true;
    });
}

}  // namespace jiwei::indicators
