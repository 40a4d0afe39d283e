// Editions loaded while the county works: what they decide, what they leave alone, and what is refused.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "modules/programmes/impl.hpp"
#include "modules/programmes/tests/county.hpp"

namespace jiwei::programmes::testing {
namespace {

using ::testing::HasSubstr;

const std::string source_packs = std::string{JIWEI_SOURCE_DIR} + "/packs";

std::unique_ptr<PackStore> fresh_store() { return PackStore::load(source_packs).value(); }

/// The committed pack with one text in one file replaced.
class Edited {
public:
    explicit Edited(const std::string& folder) : bundle_{read_pack(source_packs + "/" + folder).value()} {}

    Edited& with(std::string_view file, std::string_view from, std::string_view to) {
        for (auto& [path, text] : bundle_) {
            if (path != file) continue;
            const std::size_t at = text.find(from);
            EXPECT_NE(at, std::string::npos) << file << " has no " << from;
            if (at != std::string::npos) text.replace(at, from.size(), to);
        }
        return *this;
    }
    /// Without the lines that begin so.
    Edited& without(std::string_view file, std::string_view beginning) {
        for (auto& [path, text] : bundle_) {
            if (path != file) continue;
            const std::string start = "\n" + std::string{beginning};
            EXPECT_NE(text.find(start), std::string::npos);
            for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start))
                text.erase(at, text.find('\n', at + 1) - at);
        }
        return *this;
    }
    Edited& effective(const char* edition, const char* from) {
        with("pack.json", R"("edition": "2017")", R"("edition": ")" + std::string{edition} + "\"");
        return with("pack.json", "2017-02-28", from);
    }
    const packs::Bundle& bundle() const { return bundle_; }

private:
    packs::Bundle bundle_;
};

constexpr std::string_view short_days_before =
    R"("value": 14, "source": "Service specification 2017, ch. 7, part 2 (2): within two weeks")";
constexpr std::string_view short_days_after = R"("value": 7, "source": "Service specification 2017, ch. 7, part 2 (2): within two weeks")";

/// Seven days instead of fourteen from 2026 on.
Edited weekly() {
    Edited pack{"hypertension"};
    pack.effective("2026", "2026-01-01").with("parameters.json", short_days_before, short_days_after);
    return pack;
}

class Loading : public County {
protected:
    PackStore& pack_store() override { return *store_; }
    void SetUp() override {
        County::SetUp();
        clock_.set(june_.now());  // recounts reach to the year after today
        programmes_->register_jobs(*runner_);
        ASSERT_EQ(programmes_->catch_up(), "");
    }
    Result<PackReview> load(const Edited& pack) { return programmes_->load_pack(actor("2026-06-01"), pack.bundle()); }
    void run_jobs() {
        while (runner_->run_one()) continue;
    }
    std::int64_t kept() {
        return database().read(
            [](db::Connection& connection) { return connection.run_text("SELECT COUNT(*) FROM pack_load", {})[0].integer(0); });
    }

    std::unique_ptr<PackStore> store_ = fresh_store();
    time::FixedClock june_{time::Instant{1'780'272'000'000}};  // 2026-06-01
    std::unique_ptr<jobs::Runner> runner_ = jobs::make_runner(database(), june_, *ids_);
};

TEST_P(Loading, DecidesByTheDayOfServiceAndLeavesPastDecisionsAlone) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2025-06-01"));
    const auto before = visit(id, "2025-12-20", 150, 94);
    ASSERT_EQ(decision_of(before)["next_due"].text(), "2026-01-03");
    const std::string old_digest = store_->digest();

    const auto review = load(weekly());
    ASSERT_TRUE(review) << review.error().code << review.error().detail;
    EXPECT_EQ(review->before_edition, "2017");
    EXPECT_NE(store_->digest(), old_digest);

    EXPECT_EQ(decision_of(visit(id, "2025-12-28", 152, 94))["next_due"].text(), "2026-01-11") << "entered late: the edition of its day";
    const auto after = visit(id, "2026-01-10", 150, 94);
    EXPECT_EQ(decision_of(after)["next_due"].text(), "2026-01-17");
    const json::Value old_record = (*json::parse(before->body))["record"];
    const json::Value new_record = (*json::parse(after->body))["record"];
    EXPECT_NE(old_record["pack_version"].text(), new_record["pack_version"].text());
    EXPECT_NE(store_->find("hypertension", old_record["pack_version"].text()), nullptr) << "its edition can still be read";
    EXPECT_EQ(count_lines({before->record_id, "2026-01-03"}), 2) << "record and task stay as they were decided";
    run_jobs();
    for (const char* const on : {"2025-12-31", "2026-06-01", "2026-12-31"}) EXPECT_TRUE(differences(day(on)).empty()) << on;
}

TEST_P(Loading, RefusesABadPackWholeWithItsPlace) {
    const std::string digest = store_->digest();
    Edited broken = weekly();
    broken.with("rules/follow-up.rules", "sbp >= sbp_target", "sbp >= sbp_traget");
    const auto refused = load(broken);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "pack-refused");
    ASSERT_FALSE(refused.error().errors.empty());
    EXPECT_EQ(refused.error().errors.front().pointer, "rules/follow-up.rules:19:23");
    EXPECT_EQ(store_->digest(), digest);
    EXPECT_EQ(kept(), 0);
}

TEST_P(Loading, RefusesAPackWhoseCasesFail) {
    programmes_->check_cases_with([](const PackStore&, const std::string&, const packs::Bundle&) {
        return CasesRun{1, 3, 1, "cases/a.json:4: W1: next: wanted x, got y\n"};
    });
    const std::string digest = store_->digest();
    const auto refused = load(weekly());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "cases-failed");
    EXPECT_THAT(refused.error().detail, HasSubstr("cases/a.json:4"));
    EXPECT_EQ(store_->digest(), digest);
    EXPECT_EQ(kept(), 0);
}

TEST_P(Loading, RefusesWhatDoesNotFitBesideTheOthers) {
    Edited other{"hypertension"};
    other.with("pack.json", R"("name": "hypertension")", R"("name": "blood-pressure")");
    ASSERT_FALSE(load(other));
    EXPECT_EQ(load(other).error().errors.front().code, "indicator-taken");
    EXPECT_EQ(load(Edited{"archive"}).error().code, "pack-of-program");
    EXPECT_EQ(load(Edited{"hypertension"}).error().code, "pack-loaded");
    EXPECT_EQ(kept(), 0);
}

TEST_P(Loading, CountsAgainByTheNewDefinition) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2025-06-01"));
    ASSERT_TRUE(visit(id, "2026-02-01", 130, 80));
    ASSERT_EQ(value("H1", bureau_, "2026-12-31").numerator, 0) << "four follow-ups and an examination are wanted";
    Edited easy{"hypertension"};
    easy.effective("2026", "2026-01-01")
        .with("indicators.csv", "managed and follow_ups >= required and (not exam_required or exam_done)", "managed and follow_ups >= 1")
        .without("indicators.csv", "H2,")
        .without("lacks.csv", "H2,");
    ASSERT_TRUE(load(easy));
    run_jobs();
    EXPECT_EQ(value("H1", bureau_, "2026-12-31").numerator, 1);
    EXPECT_EQ(value("H2", bureau_, "2026-12-31").denominator, 0) << "the edition of 2026 has no such number";
    EXPECT_EQ(value("H2", bureau_, "2025-12-31").denominator, 1) << "that of 2025 has";
    for (const char* const on : {"2025-12-31", "2026-06-01", "2026-12-31", "2027-01-01"}) EXPECT_TRUE(differences(day(on)).empty()) << on;
}

TEST_P(Loading, BringsANewProgrammeIntoWork) {
    const packs::Bundle bundle = read_pack(source_packs + "/templates/chronic").value();
    ASSERT_TRUE(programmes_->load_pack(actor("2026-06-01"), bundle));
    const std::string id = open_archive("1968-05-10");
    EnrolmentInput input;
    input.id = ids_->next();
    input.resident_id = id;
    input.programme = "template-chronic";
    input.enrolled_on = day("2026-06-01");
    ASSERT_TRUE(programmes_->enrol(actor("2026-06-01"), input));
    const auto& all = indicators_->definitions();
    EXPECT_NE(std::ranges::find(all, "TPL1", &indicators::Definition::code), all.end());
    run_jobs();
    EXPECT_EQ(value("TPL1", bureau_, "2026-12-31").denominator, 1);
    EXPECT_TRUE(differences(day("2026-12-31")).empty());
}

TEST_P(Loading, IsThereAfterARestartAndForAServerBeside) {
    const std::unique_ptr<PackStore> other_store = fresh_store();
    Programmes other{services_, *other_store, *residents_, *indicators_, *organization_, *access_};
    const auto other_runner = jobs::make_runner(database(), june_, *ids_);
    other.register_jobs(*other_runner);
    ASSERT_EQ(other.catch_up(), "");
    ASSERT_TRUE(load(weekly()));
    EXPECT_NE(other_store->digest(), store_->digest());
    while (other_runner->run_one()) continue;
    EXPECT_EQ(other_store->digest(), store_->digest()) << "the job told it";

    const std::unique_ptr<PackStore> next_store = fresh_store();
    Programmes next{services_, *next_store, *residents_, *indicators_, *organization_, *access_};
    ASSERT_EQ(next.catch_up(), "");
    EXPECT_EQ(next_store->digest(), store_->digest());
    ASSERT_EQ(next.loaded_packs().size(), 1U);
    EXPECT_EQ(next.loaded_packs().front().loaded_by, "doctor1");
}

TEST_P(Loading, ReplacesTheEditionOfTheSameDay) {
    ASSERT_TRUE(load(weekly()));
    Edited mended = weekly();
    mended.with("parameters.json", short_days_after, R"("value": 10, "source": "corrected")");
    const auto review = load(mended);
    ASSERT_TRUE(review);
    EXPECT_EQ(review->replaces, "2026");
    const auto editions = std::ranges::count(store_->bundles(), std::string{"hypertension"}, &PackBundle::name);
    EXPECT_EQ(editions, 2);
    EXPECT_EQ(kept(), 2) << "both are kept";
    const std::unique_ptr<PackStore> next_store = fresh_store();
    Programmes next{services_, *next_store, *residents_, *indicators_, *organization_, *access_};
    ASSERT_EQ(next.catch_up(), "");
    EXPECT_EQ(next_store->digest(), store_->digest());
}

/// What an official reads before loading: whom the edition would touch.
TEST_P(Loading, SaysWhomAnEditionTouches) {
    const std::string touched = open_archive("1968-05-10");
    const std::string same = open_archive("1960-05-10");
    const std::string refused = open_archive("1961-05-10");
    for (const std::string& id : {touched, same, refused}) ASSERT_TRUE(enrol(id, "2025-06-01"));
    ASSERT_TRUE(visit(touched, "2026-02-01", 150, 94));
    ASSERT_TRUE(visit(same, "2026-02-01", 130, 80));
    ASSERT_TRUE(visit(refused, "2026-02-01", 120, 70));
    ASSERT_TRUE(visit(touched, "2026-02-10", 130, 80));
    ASSERT_TRUE(visit(touched, "2026-02-20", 150, 94));
    Edited pack = weekly();
    pack.with("forms/follow-up.json", R"("hard": {"low": 50, "high": 300})", R"("hard": {"low": 125, "high": 300})");
    const auto now = packs::load(read_pack(source_packs + "/hypertension").value());
    const auto then = packs::load(pack.bundle());
    ASSERT_TRUE(now && then);
    const EditionEffect effect = database().read([&](db::Connection& connection) {
        return programmes_->effect_of(connection, county, **now, **then, [](std::int64_t) { return true; });
    });
    EXPECT_EQ(effect.people, 3);
    EXPECT_EQ(effect.decided, 3) << "the newest record of each";
    EXPECT_EQ(effect.touched, 2);
    EXPECT_EQ(effect.refused, 1);
    EXPECT_EQ(effect.other_next_due, 1);
    EXPECT_EQ(effect.other_class, 0);
    EXPECT_EQ(effect.other_referral, 0);
}

TEST(PackStoreThreads, ReadWhileEditionsAreAdded) {
    const std::unique_ptr<PackStore> store = fresh_store();
    std::atomic<bool> done{false};
    std::atomic<int> odd{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            while (!done) {
                const PackStore::Impl& now = store->impl();
                const Edition* const edition = now.on("hypertension", day("2026-06-01"));
                if (edition == nullptr || edition->pack->edition != edition->bundle.edition || now.bundles.size() != now.editions.size())
                    ++odd;
            }
        });
    }
    for (int i = 0; i < 20; ++i) {
        Edited pack{"hypertension"};
        const std::string name = "2026-" + std::to_string(i);
        pack.effective(name.c_str(), i % 2 == 0 ? "2026-01-01" : "2026-03-01");
        ASSERT_TRUE(store->add(pack.bundle()));
    }
    done = true;
    for (std::thread& one : readers) one.join();
    EXPECT_EQ(odd, 0);
    EXPECT_EQ(store->valid_on("hypertension", day("2026-06-01"))->edition, "2026-19");
}

TEST_P(Loading, AWithdrawnEditionMakesWayForTheOneBeforeItAndItsDecisionsStay) {
    const std::string id = open_archive("1968-05-10");
    ASSERT_TRUE(enrol(id, "2025-06-01"));
    const std::string first = store_->digest();
    ASSERT_TRUE(load(weekly()));
    const std::string version = store_->valid_on("hypertension", day("2026-06-01"))->version;
    const auto under = visit(id, "2026-01-10", 150, 94);
    ASSERT_EQ(decision_of(under)["next_due"].text(), "2026-01-17");
    EXPECT_EQ(programmes_->withdrawable_packs(), std::vector<std::string>{version});
    EXPECT_EQ(programmes_->withdraw_pack(actor("2026-06-01"), version, "错").error().code, "LENGTH");
    EXPECT_EQ(programmes_->withdraw_pack(actor("2026-06-01"), "no-such", "误载入试用版").error().code, "pack-not-loaded");

    const auto taken = programmes_->withdraw_pack(actor("2026-06-01"), version, "误载入试用版");
    ASSERT_TRUE(taken) << taken.error().code;
    EXPECT_EQ(taken->edition, "2026");
    EXPECT_EQ(store_->digest(), first) << "everything is as before it was loaded";
    EXPECT_EQ(store_->valid_on("hypertension", day("2026-06-01"))->edition, "2017");
    EXPECT_EQ(count_lines({under->record_id, "2026-01-17"}), 2) << "what was decided under it stays, record and task";
    EXPECT_EQ(decision_of(visit(id, "2026-01-20", 150, 94))["next_due"].text(), "2026-02-03") << "from now on by the one before it";
    EXPECT_EQ(database().read([](db::Connection& connection) {
        return connection
            .run_text("SELECT COUNT(*) FROM audit_installation WHERE action = 'withdraw' AND resource_id = 'hypertension 2026'", {})[0]
            .integer(0);
    }),
              1);
    EXPECT_EQ(programmes_->withdraw_pack(actor("2026-06-01"), version, "误载入试用版").error().code, "pack-not-loaded") << "once";
    run_jobs();
    for (const char* const on : {"2025-12-31", "2026-06-01", "2026-12-31"}) EXPECT_TRUE(differences(day(on)).empty()) << on;

    // A server that starts later knows of it, and the same edition may be loaded again.
    const auto later = fresh_store();
    Programmes again{services_, *later, *residents_, *indicators_, *organization_, *access_};
    EXPECT_EQ(again.catch_up(), "");
    EXPECT_EQ(later->digest(), first);
    ASSERT_TRUE(load(weekly()));
    EXPECT_EQ(store_->valid_on("hypertension", day("2026-06-01"))->edition, "2026");
}

TEST_P(Loading, WithdrawsTheReplacementAndNeverTheLastEditionOfAProgramme) {
    Edited first = weekly();
    ASSERT_TRUE(load(first));
    Edited second = weekly();
    second.with("pack.json", "\"edition\": \"2026\"", "\"edition\": \"2026b\"");
    ASSERT_TRUE(load(second));
    const std::string replaced = store_->valid_on("hypertension", day("2026-06-01"))->version;
    ASSERT_EQ(store_->valid_on("hypertension", day("2026-06-01"))->edition, "2026b");
    ASSERT_TRUE(programmes_->withdraw_pack(actor("2026-06-01"), replaced, "误载入试用版"));
    EXPECT_EQ(store_->valid_on("hypertension", day("2026-06-01"))->edition, "2026") << "the one that it had replaced";

    packs::Bundle copd = read_pack(source_packs + "/templates/chronic").value();
    std::erase_if(copd, [](const auto& file) { return file.first.starts_with("cases/"); });
    ASSERT_TRUE(programmes_->load_pack(actor("2026-06-01"), copd));
    const std::string only = store_->valid_on("template-chronic", day("2026-06-01"))->version;
    EXPECT_EQ(programmes_->withdraw_pack(actor("2026-06-01"), only, "误载入试用版").error().code, "pack-only-edition");
    const std::string of_program = store_->valid_on("hypertension", day("2020-06-01"))->version;
    EXPECT_EQ(programmes_->withdraw_pack(actor("2026-06-01"), of_program, "误载入试用版").error().code, "pack-not-loaded");
}

JIWEI_ON_EACH_ENGINE(Loading);

}  // namespace
}  // namespace jiwei::programmes::testing
