// A refusal that nobody looks at does not compile.
#include "core/kernel/expected.hpp"
#include "core/kernel/id.hpp"

using ResidentId = jiwei::Id<struct ResidentTag>;

void read() {
#ifdef JIWEI_RIGHT
    static_cast<void>(ResidentId::parse("x"));
#else
    ResidentId::parse("x");
#endif
}
