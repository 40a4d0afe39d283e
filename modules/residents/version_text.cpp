#include "modules/residents/version_text.hpp"

#include "platform/text/packed.hpp"

namespace jiwei::residents::store {

namespace {

// Stored versions are read with it: never change the text, add a vocabulary with the next number.
constexpr text::Vocabulary version_vocabulary{
    2,
    R"x("disability_cert":"employer":"无","exposure":["1"],"hereditary_name":"past_disease":[{"code":"2","date":"20"},{"code":"3","date":"20"},)x"
    R"x("past_surgery":[{"code":"2","name":"阑尾切除术","date":"20"}],"past_trauma":[{"code":"2","name":"past_transfusion":[{"code":"2","reason":)x"
    R"x("family_history":[{"disease":["2"],"relative":"F"},{"disease":["3"],"relative":"M"},"merged_into":"status_note":"status_on":"20)x"
    R"x("arrived_on":"20","residence_type":"2","residence_state":"2","status":"2","居委会","社区居委会","镇","乡","街道","室","号楼","单元",)x"
    R"x({"allergy":["1"],"blood_abo":"5","blood_rh":"3","disability":["1"],"education":"9","employer":"无","env_fuel":["1"],"env_kitchen":"2",)x"
    R"x("env_livestock":"1","env_toilet":"1","env_water":["1"],"exposure":["1"],"family_history":[{"disease":["1"],"relative":"F"},)x"
    R"x({"disease":["1"],"relative":"M"},{"disease":["1"],"relative":"S"},{"disease":["1"],"relative":"C"}],"hereditary":"1","marital":"2",)x"
    R"x("nation":"01","occupation":"5","past_disease":[{"code":"1"}],"past_surgery":[{"code":"1"}],"past_transfusion":[{"code":"1"}],)x"
    R"x("past_trauma":[{"code":"1"}],"payment":["3"]}{"name":"","sex":"2","birth_date":"19","id_type":"01","contact_name":"","institution_id":"01)x"
    R"x(","grid_id":"01","village_code":"","address":"镇村委会1号","registered_address":"镇村委会1号","residence_type":"1","residence_state":"1",)x"
    R"x("opened_on":"20","opened_by":"","doctor":"","status":"1"})x"};

}  // namespace

std::string pack_version_text(std::string_view json) { return text::pack(json, version_vocabulary); }
std::string unpack_version_text(std::string_view bytes) { return text::unpack(bytes, version_vocabulary); }

}  // namespace jiwei::residents::store
