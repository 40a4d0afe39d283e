// The command line asks for something that cannot be: exit code 2 and one sentence.
#pragma once

#include <stdexcept>

namespace jiwei::app {

class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace jiwei::app
