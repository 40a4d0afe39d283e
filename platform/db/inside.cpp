#include "platform/db/inside.hpp"

#include <stdexcept>

namespace jiwei::db {
namespace {
thread_local bool inside = false;
}

Inside::Inside() {
    if (inside) throw std::logic_error{"an act or a read was started inside another"};
    inside = true;
}
Inside::~Inside() { inside = false; }
bool Inside::now() { return inside; }

}  // namespace jiwei::db
