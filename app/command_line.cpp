#include "app/command_line.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/usage_error.hpp"
#include "platform/config/config.hpp"
#include "platform/db/connection.hpp"
#include "platform/http/server.hpp"
#include "platform/log/log.hpp"

namespace jiwei::app {

namespace {

constexpr int exit_refused = 1;
constexpr int exit_misused = 2;

/// One sentence for the operator about an exception that reached the top; never a stack, never a person's data.
int report(const std::exception& error, int exit_code) {
    log::flush();
    fmt::print(stderr, "jiwei: {}\n", error.what());
    return exit_code;
}

}  // namespace

int run_command_line(int argument_count, const char* const* arguments) {
    CLI::App parser{"jiwei 基卫: primary health care of a county, one server and one page", "jiwei"};
    parser.set_version_flag("--version", "jiwei " JIWEI_VERSION);
    parser.require_subcommand(1);
    Outcome outcome;
    add_serve(parser, outcome);
    add_demo(parser, outcome);
    add_import(parser, outcome);
    add_export(parser, outcome);
    add_accounts(parser, outcome);
    add_backups(parser, outcome);
    add_verify(parser, outcome);
    add_rebuild(parser, outcome);
    add_cases(parser, outcome);
    add_pack(parser, outcome);
    add_config(parser, outcome);
    add_divisions(parser, outcome);
    add_openapi(parser, outcome);
    try {
        parser.parse(argument_count, arguments);
        return outcome.exit_code;
    } catch (const CLI::ParseError& error) {
        return parser.exit(error) == 0 ? 0 : exit_misused;
    } catch (const UsageError& error) {
        return report(error, exit_misused);
    } catch (const config::Refused& error) {
        return report(error, exit_misused);
    } catch (const http::Unusable& error) {
        return report(error, exit_misused);
    } catch (const std::exception& error) {
        return report(error, exit_refused);
    }
}

}  // namespace jiwei::app
