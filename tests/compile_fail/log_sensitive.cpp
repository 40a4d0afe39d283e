// Names, ID numbers and phones cannot reach a log line.
#include "platform/log/log.hpp"

void note(const jiwei::Sensitive& name) {
#ifdef JIWEI_RIGHT
    jiwei::log::info("resident.read", {{"empty", name.empty()}});
#else
    jiwei::log::info("resident.read", {{"name", name}});
#endif
}
