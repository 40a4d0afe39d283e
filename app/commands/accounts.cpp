// jiwei user add, jiwei token add: accounts and bearer tokens from the command line, for installation and automation.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <fstream>
#include <memory>

#include "app/command_line.hpp"
#include "app/composition.hpp"
#include "app/operator.hpp"
#include "app/problem_text.hpp"
#include "app/usage_error.hpp"

namespace jiwei::app {

namespace {

struct UserOptions {
    PlaceOptions place;
    std::string name;
    std::string display_name;
    std::vector<std::string> roles;
    std::string institution_code;
    std::string county;
    std::string password_file;
};

struct TokenOptions {
    PlaceOptions place;
    std::string name = "token";
    std::string county;
    std::string institution_code;
    std::vector<std::string> scopes;
    int days = 90;
};

std::string password_from(const std::string& path) {
    std::ifstream file{path};
    std::string password;
    if (!file || !std::getline(file, password)) throw UsageError{"cannot read the password from the first line of " + path};
    return password;
}

int add_user(const UserOptions& options) {
    const Place place = resolve_place(options.place);
    Installation::Options open;
    open.use = db::Use::beside;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}}};
    const std::string county = operator_county(composition, options.county);
    const auto institution = installation.database().read([&](db::Connection& connection) {
        return composition.organization->find_institution_by_code(connection, county, options.institution_code);
    });
    if (!institution) throw UsageError{"there is no institution with the code " + options.institution_code};
    access::NewUser user;
    user.name = options.name;
    user.display_name = options.display_name.empty() ? options.name : options.display_name;
    user.password = password_from(options.password_file);
    user.assignments.push_back({county, institution->id, options.roles});
    const auto added = composition.access->add_user(user);
    if (!added) return print_problem(added.error());
    fmt::print("{}\n", *added);
    return 0;
}

int add_token(const TokenOptions& options) {
    const Place place = resolve_place(options.place);
    Installation::Options open;
    open.use = db::Use::beside;
    Installation installation{place, std::move(open)};
    Composition composition{installation, place.config, {packs_dir(place), false, false, {}}};
    access::NewToken token;
    token.name = options.name;
    token.county_id = operator_county(composition, options.county);
    token.institution_code = options.institution_code;
    token.scopes = options.scopes;
    token.days = options.days;
    const auto added = composition.access->add_token(token);
    if (!added) return print_problem(added.error());
    fmt::print("{}\n", *added);
    return 0;
}

}  // namespace

void add_accounts(CLI::App& parser, Outcome& outcome) {
    CLI::App* const user = parser.add_subcommand("user", "Accounts of people");
    user->require_subcommand(1);
    auto user_options = std::make_shared<UserOptions>();
    CLI::App* const user_add = user->add_subcommand("add", "Add an account; it must change its password at the first sign-in");
    add_place_options(*user_add, user_options->place);
    user_add->add_option("NAME", user_options->name, "Account name, 2-64 of letters, digits, . _ -")->required();
    user_add->add_option("--role", user_options->roles, "Role; may be repeated")->required()->delimiter(',');
    user_add->add_option("--institution", user_options->institution_code, "Code of the institution")->required();
    user_add->add_option("--password-file", user_options->password_file, "File whose first line is the password")->required();
    user_add->add_option("--display-name", user_options->display_name, "Name shown to others");
    user_add->add_option("--county", user_options->county, "County code; not needed when there is one county");
    user_add->callback([user_options, &outcome] { outcome.exit_code = add_user(*user_options); });

    CLI::App* const token = parser.add_subcommand("token", "Bearer tokens of services");
    token->require_subcommand(1);
    auto token_options = std::make_shared<TokenOptions>();
    CLI::App* const token_add = token->add_subcommand("add", "Make a token and print it once");
    add_place_options(*token_add, token_options->place);
    token_add->add_option("--scopes", token_options->scopes, "Such as system/Patient.read; may be repeated")->required()->delimiter(',');
    token_add->add_option("--institution", token_options->institution_code, "Code of the institution; without it the whole county");
    token_add->add_option("--days", token_options->days, "How long it works")->check(CLI::Range(1, 366));
    token_add->add_option("--name", token_options->name, "What it is for");
    token_add->add_option("--county", token_options->county, "County code; not needed when there is one county");
    token_add->callback([token_options, &outcome] { outcome.exit_code = add_token(*token_options); });
}

}  // namespace jiwei::app
