#include "modules/programmes/record_body.hpp"

#include "platform/text/packed.hpp"

namespace jiwei::programmes {

namespace {

// Stored records are read with it: never change the text, add a vocabulary with the next number.
constexpr text::Vocabulary vocabulary{
    1,
    R"x("eval":"1"}"abd_tender":"1","breath":"1","heart_rate":"heart_rhythm":"1","skin":"1","lymph":"1","hearing":"1","motor":"1",)x"
    R"x("vision_l":4.9,"vision_r":5.0,"lips":"1","pharynx":"1","waist":"temp":36.5,"pulse":"resp":18,"bp_l_s":"bp_l_d":"bp_r_s":"bp_r_d":)x"
    R"x({"result":"1","arrived":"outcome":"loss_reason":"death_date":"death_cause":"complication":"danger":["special_disease":"refer_org":)x"
    R"x("enrolment_state":"state_on":"HARD","RANGE_HARD","REQUIRED","severity":"hard"},"allowed":"<= 1 两","allowed":"2","severity":"soft"},)x"
    R"x("CODE_WARN","DATE_ORDER","drugs":[{"name":"氨氯地平片","n":1,"dose":5,"unit":"mg"},{"name":"硝苯地平控释片","n":2,"dose":30,"unit":"mg"}],)x"
    R"x("weight_t":"bmi_t":"adr_text":"risk_grade":"referral":{"urgency":"urgent","due":"messages":["htn.danger","htn.controlled"]"code":"HT-EX",)x"
    R"x("form":"hypertension/exam","flags":{"complete":true},"messages":[],"findings":[],"tasks_closed":[],"tasks_created":[]})x"
    R"x({"date":"2025-01-01","mode":"1","symptom":["1"],"sbp":1"dbp":8"height":16"weight":"bmi":2"hr":7"smoke":0,"smoke_t":0,"drink":0,"drink_t":0,)x"
    R"x("ex_n":3,"ex_min":30,"ex_n_t":7,"ex_min_t":30,"salt":"1","salt_t":"1","mental":"1","comply":"1","adherence":"1","adr":"1",)x"
    R"x("drug":[{"name":"苯磺酸氨氯地平片","n":1,"dose":5,"unit":"mg"}],"class":"1","next":"2026-)x"
    "\n"
    R"x({"class":null,"rule_class":null,"next_due":null,"rule_next_due":null,"referral":null,"row":"","flags":{)x"
    R"x({"class":"1","rule_class":"1","next_due":"2026-","rule_next_due":"2026-","referral":{"urgency":"routine","due":"2026-"},"row":"4",)x"
    R"x("referral":null,"row":"1","flags":{"failed":false,"norm":true,"unc":false,"adr":false,"comp":false,"danger":false,"controlled":true,"lost":false},)x"
    R"x("unc":true,"controlled":false,"messages":["htn.uncontrolled_first","htn.uncontrolled_again","htn.refer"],)x"
    R"x("findings":[{"pointer":"/answers/sbp","code":"RANGE_SOFT","allowed":"< 140 mmHg","severity":"soft"},)x"
    R"x({"pointer":"/answers/bmi","code":"RANGE_SOFT","allowed":"< 24 kg/m2","severity":"soft"}],"tasks_closed":["01"],)x"
    R"x("form":"hypertension/referral-result","anchor":"code":"HT-REF2W",,"referral":true,"why":)x"
    R"x("tasks_created":[{"id":"01","resident_id":"01","enrolment_id":"01","programme":"hypertension","code":"HT-FU","form":"hypertension/follow-up",)x"
    R"x("anchor":"2026-","opens":"2026-","due":"2026-","grace_until":"2026-","state":0,"late_days":0,"done_on":null,"referral":false,)x"
    R"x("why":{"class":"1","on":"2026-","sbp":"1","dbp":"8","hr":"7","height":"16","weight":"6","bmi":"2","smoke":"0","drink":"0","mode":"1"}}]})x"};

}  // namespace

std::string pack_body(std::string_view answers, std::string_view decision) {
    std::string both;
    both.reserve(answers.size() + 1 + decision.size());
    both.append(answers).append(1, '\n').append(decision);
    return text::pack(both, vocabulary);
}

RecordBody unpack_body(std::string_view bytes) {
    std::string both = text::unpack(bytes, vocabulary);
    const std::size_t cut = both.find('\n');
    RecordBody body{both.substr(0, cut), {}};
    if (cut != std::string::npos) body.decision = both.substr(cut + 1);
    return body;
}

}  // namespace jiwei::programmes
