// Records of an earlier system over HTTP: the same use case as `jiwei import records`, some rows a request.
#pragma once

#include "modules/programmes/impl.hpp"
#include "platform/http/route.hpp"

namespace jiwei::programmes {

/// Of the file itself; in the request it is base64.
inline constexpr std::size_t import_file_bytes_max = std::size_t{4} << 20U;
inline constexpr std::size_t import_body_bytes_max = std::size_t{6} << 20U;

/// Headings and first rows of a file, so that the page can ask what they mean. Nothing is kept.
[[nodiscard]] Result<http::Response> look_at_records(const http::Request& request);
/// Checks the first rows (`preview`) or brings in the next ones; the page repeats it until `finished`.
[[nodiscard]] Result<http::Response> import_uploaded(Programmes& programmes, const Programmes::Impl& impl, const http::Request& request);
[[nodiscard]] Result<http::Response> list_record_imports(const Programmes::Impl& impl, const http::Request& request);
/// The refused rows of an import of one's own; of all where the whole county is in reach.
[[nodiscard]] Result<http::Response> refused_record_rows(const Programmes& programmes, const Programmes::Impl& impl,
                                                         const http::Request& request);

}  // namespace jiwei::programmes
