// The handlers of this module's routes; each asks the reader's reach before the read begins.
#pragma once

#include "modules/indicators/view.hpp"

namespace jiwei::indicators {

class Handlers {
public:
    Handlers(Indicators& indicators, Indicators::Impl& impl, Gate gate) : indicators_{indicators}, impl_{impl}, gate_{std::move(gate)} {}

    Result<http::Response> list(const http::Request& request) const;
    Result<http::Response> one(const http::Request& request) const;
    Result<http::Response> heat(const http::Request& request) const;
    Result<http::Response> people(const http::Request& request) const;
    Result<http::Response> file(const http::Request& request) const;
    Result<http::Response> snapshots(const http::Request& request) const;
    Result<http::Response> snapshot(const http::Request& request) const;
    Result<http::Response> freeze(const http::Request& request) const;

private:
    template <class Write>
    Result<http::Response> told(const http::Request& request, Write&& write) const;
    void record_access(const http::Request& request, const Definition& definition) const;
    [[nodiscard]] bool is_masked(View& view, const Definition& definition, const Value& value, const http::Request& request) const;

    Indicators& indicators_;
    Indicators::Impl& impl_;
    Gate gate_;
};

}  // namespace jiwei::indicators
