// The command line: a stable contract (docs/reference/command-line.md). Exit codes: 0 done, 1 refused or different, 2 misused.
#pragma once

namespace CLI {
class App;
}

namespace jiwei::app {

/// Everything main() does.
[[nodiscard]] int run_command_line(int argument_count, const char* const* arguments);

/// What a command leaves behind for main() once it has run.
struct Outcome {
    int exit_code = 0;
};

// One function per group of commands: adds them to the parser; a parsed command runs and sets `outcome`.
void add_serve(CLI::App& parser, Outcome& outcome);
void add_demo(CLI::App& parser, Outcome& outcome);
void add_import(CLI::App& parser, Outcome& outcome);
void add_export(CLI::App& parser, Outcome& outcome);
void add_accounts(CLI::App& parser, Outcome& outcome);
void add_backups(CLI::App& parser, Outcome& outcome);
void add_verify(CLI::App& parser, Outcome& outcome);
void add_rebuild(CLI::App& parser, Outcome& outcome);
void add_cases(CLI::App& parser, Outcome& outcome);
void add_pack(CLI::App& parser, Outcome& outcome);
void add_config(CLI::App& parser, Outcome& outcome);
void add_divisions(CLI::App& parser, Outcome& outcome);
void add_openapi(CLI::App& parser, Outcome& outcome);

}  // namespace jiwei::app
