#include "app/demo/names.hpp"

#include <fmt/format.h>

#include <array>

namespace jiwei::app::demo {

namespace {

/// Surname and how many of ten thousand bear it (published shares of the 2020 census, rounded; Fujian's own families added).
struct Surname {
    std::string_view text;
    int share;
};
constexpr std::array<Surname, 84> surnames{{
    {"王", 750}, {"李", 700}, {"张", 680}, {"刘", 520},  {"陈", 900}, {"杨", 310}, {"黄", 450}, {"赵", 220}, {"吴", 420}, {"周", 190},
    {"徐", 140}, {"孙", 130}, {"马", 110}, {"朱", 130},  {"胡", 120}, {"郭", 180}, {"何", 140}, {"林", 800}, {"罗", 150}, {"高", 110},
    {"郑", 320}, {"梁", 100}, {"谢", 180}, {"宋", 80},   {"唐", 70},  {"许", 200}, {"邓", 110}, {"冯", 60},  {"韩", 50},  {"曹", 60},
    {"曾", 200}, {"彭", 60},  {"萧", 40},  {"蔡", 240},  {"潘", 70},  {"田", 40},  {"董", 40},  {"袁", 40},  {"于", 40},  {"余", 90},
    {"叶", 210}, {"蒋", 50},  {"杜", 40},  {"苏", 180},  {"魏", 80},  {"程", 50},  {"吕", 70},  {"丁", 50},  {"沈", 60},  {"任", 30},
    {"姚", 50},  {"卢", 90},  {"傅", 50},  {"钟", 90},   {"姜", 40},  {"崔", 20},  {"谭", 30},  {"廖", 130}, {"范", 60},  {"汪", 30},
    {"陆", 40},  {"金", 30},  {"石", 30},  {"戴", 60},   {"贾", 20},  {"韦", 20},  {"夏", 30},  {"邱", 120}, {"方", 80},  {"侯", 30},
    {"邹", 50},  {"熊", 30},  {"孟", 20},  {"秦", 20},   {"白", 20},  {"江", 110}, {"阎", 10},  {"薛", 30},  {"尹", 20},  {"段", 10},
    {"雷", 40},  {"赖", 110}, {"温", 50},  {"欧阳", 20},
}};

constexpr std::array<std::string_view, 40> male_old{"国", "建", "明", "德", "金", "水", "文", "荣", "福", "财", "生", "根", "发", "华",
                                                    "志", "庆", "春", "贵", "松", "清", "木", "火", "炳", "添", "永", "光", "进", "兴",
                                                    "仁", "义", "坤", "山", "河", "海", "良", "祥", "坚", "民", "军", "平"};
constexpr std::array<std::string_view, 40> female_old{"秀", "英", "桂", "兰", "梅", "玉", "珍", "凤", "香", "月", "金", "莲", "菊", "花",
                                                      "美", "惠", "素", "淑", "琴", "云", "珠", "春", "红", "丽", "清", "娥", "治", "宝",
                                                      "爱", "华", "芳", "巧", "银", "招", "碧", "彩", "雪", "霞", "萍", "燕"};
constexpr std::array<std::string_view, 40> male_new{"浩", "宇", "轩", "博", "俊", "杰", "涛", "鹏", "伟", "强", "磊", "超", "勇", "斌",
                                                    "辉", "凯", "晨", "阳", "泽", "睿", "子", "航", "铭", "逸", "昊", "瑞", "嘉", "翔",
                                                    "健", "龙", "毅", "峰", "彬", "鑫", "煜", "哲", "思", "远", "锋", "帆"};
constexpr std::array<std::string_view, 40> female_new{"婷", "静", "敏", "雅", "欣", "怡", "雨", "晴", "涵", "萱", "梦", "琪", "诗", "语",
                                                      "佳", "颖", "慧", "洁", "莹", "薇", "娜", "丹", "蕾", "倩", "璐", "晨", "悦", "彤",
                                                      "馨", "可", "心", "妍", "婉", "瑶", "琳", "芸", "思", "文", "玲", "媛"};

constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
constexpr std::string_view check_characters = "10X98765432";
constexpr int sequences_of_a_sex = 500;
constexpr int fashion_year = 1982;

}  // namespace

std::string_view random_surname(Random& random) {
    static const std::vector<int> shares = [] {
        std::vector<int> all;
        all.reserve(std::size(surnames));
        for (const Surname& surname : surnames) all.push_back(surname.share);
        return all;
    }();
    return surnames[random.weighted(shares)].text;
}

std::string random_given_name(Random& random, bool is_female, int birth_year) {
    const std::span<const std::string_view> pool =
        birth_year < fashion_year
            ? (is_female ? std::span<const std::string_view>{female_old} : std::span<const std::string_view>{male_old})
            : (is_female ? std::span<const std::string_view>{female_new} : std::span<const std::string_view>{male_new});
    std::string name{random.pick(pool)};
    if (random.chance(780)) name += random.pick(pool);
    return name;
}

std::string IdNumbers::next(CivilDate birth_date, bool is_female) {
    const int serial = used_[{birth_date.days_since_1970(), is_female}]++;
    const int area = 359'900 + serial / sequences_of_a_sex;
    // The last digit of the sequence is odd for men; 000 is left out.
    const int sequence = (serial % sequences_of_a_sex) * 2 + (is_female ? 2 : 1);
    std::string number =
        fmt::format("{:06}{:04}{:02}{:02}{:03}", area, birth_date.year(), birth_date.month(), birth_date.day(), sequence % 1000);
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (number[i] - '0') * weights[i];
    number += check_characters[static_cast<std::size_t>(sum % 11)];
    return number;
}

std::string phone_number(int serial) { return fmt::format("142{:08}", serial % 100'000'000); }

}  // namespace jiwei::app::demo
