// jiwei: the one program. Everything it can do is a command; see docs/reference/command-line.md.
#include "app/command_line.hpp"

int main(int argument_count, char** arguments) { return jiwei::app::run_command_line(argument_count, arguments); }
