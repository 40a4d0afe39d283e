#include "modules/residents/viewing.hpp"

#include <algorithm>

namespace jiwei::residents {

std::string View::shown(masking::Field field, bool close, std::string_view text) const {
    return masking::shown(field, in_->access.shows(*principal_, edge_, field, close), text);
}

std::string View::masked(masking::Field field, bool close, std::string_view text) const {
    return masking::shown(field, std::max(in_->access.shows(*principal_, edge_, field, close), masking::Show::masked), text);
}

bool View::in_full(masking::Field field, bool close) const {
    return in_->access.shows(*principal_, edge_, field, close) == masking::Show::full;
}

bool Inside::is_close(db::Connection& connection, const ActContext& act, const access::Reach& reach, std::string_view id,
                      std::string_view grid_id) const {
    const bool in_grid = !grid_id.empty() && std::ranges::binary_search(reach.grid_ids, grid_id, std::less<>{});
    return in_grid || (reach.treated && access.treats(connection, act.principal, id, act.today));
}

}  // namespace jiwei::residents
