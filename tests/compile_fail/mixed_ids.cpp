// The id of one kind of thing does not pass for the id of another.
#include "core/kernel/id.hpp"

using ResidentId = jiwei::Id<struct ResidentTag>;
using RecordId = jiwei::Id<struct RecordTag>;

void open(const ResidentId&) {}
void use(const ResidentId& resident, const RecordId& record) {
    static_cast<void>(record);
#ifdef JIWEI_RIGHT
    open(resident);
#else
    static_cast<void>(resident);
    open(record);
#endif
}
