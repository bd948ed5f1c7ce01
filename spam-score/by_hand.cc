// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "by_hand.h"

#include "base/text.h"
#include "config/places.h"
#include "each_mail.h"
#include "explain.h"
#include "filter.h"
#include "hand_options.h"
#include "mail/charset.h"
#include "os/fd.h"
#include "os/log.h"
#include "report.h"
#include "timing.h"

#include <cstdlib>
#include <string>
#include <unistd.h>
#include <vector>

namespace chainmail::spam_score {

namespace {

Status write(const std::string& text)
{
    return os::write_all(STDOUT_FILENO, text);
}

bool is_filter(Task task)
{
    return task == Task::rewrite || task == Task::remove_markup;
}

Result<RulePaths> paths_of_settings(const std::string& directory)
{
    const auto settings = directory.empty() ? config::read_usual_places()
                                            : config::read_directory(directory);
    if (!settings) return settings.error();
    const auto rules = settings->as_text("$sa_configpath");
    if (!rules) return rules.error();
    const auto site = settings->as_text("$sa_siteconfigpath");
    if (!site) return site.error();
    return find_rule_paths(rules->value_or(""), site->value_or(""));
}

// A user's own file counts where spamassassin would read it.
std::string user_file(const HandOptions& options)
{
    if (options.user_file) return *options.user_file;
    const char* home = std::getenv("HOME");
    if (options.no_user_file || home == nullptr || !is_filter(options.task)) return {};
    return text::cat(home, "/.spamassassin/user_prefs");
}

Result<RulePaths> chosen_paths(const HandOptions& options)
{
    RulePaths paths;
    if (options.rules && options.site) {
        paths = find_rule_paths(*options.rules, *options.site);
    } else {
        auto configured = paths_of_settings(options.directory);
        if (!configured) return configured.error();
        paths = std::move(*configured);
        if (options.rules) paths.rules = *options.rules;
        if (options.site) paths.site = *options.site;
    }
    paths.user_file = user_file(options);
    paths.first_lines = options.first_lines;
    paths.last_lines = options.last_lines;
    return paths;
}

Result<int> zero_when(const Status& done)
{
    return done ? Result<int>(0) : Result<int>(done.error());
}

Result<int> print_tsv(const RuleSet& rules, const HandOptions& options)
{
    Workbench bench;
    return zero_when(
        each_mail(options.files, [&](const std::string& file, const std::string& text) {
            const auto verdict = examine(rules, {text, {0, options.prefilter}}, bench);
            return write(tsv_line(file, verdict, options.subtests));
        }));
}

Result<int> explain(const RuleSet& rules, const HandOptions& options)
{
    return zero_when(
        each_mail(options.files, [&](const std::string&, const std::string& text) {
            return write(explanation(rules, text));
        }));
}

Result<int> print_timing(const RuleSet& rules, const HandOptions& options)
{
    Timing timing(rules);
    auto done =
        each_mail(options.files, [&](const std::string&, const std::string& text) {
            timing.add(text);
            return Status{};
        });
    if (done) done = write(timing.report());
    return zero_when(done);
}

Result<int>
lint(const RuleSet& rules, const std::vector<Complaint>& complaints, bool quiet)
{
    for (const auto& complaint : complaints)
        if (quiet && !complaint.is_remark)
            os::log(os::Level::warning, line_of(complaint));
    if (!quiet) {
        if (const auto written = write(lint_report(rules, complaints)); !written)
            return written.error();
    }
    return has_errors(complaints) ? 1 : 0;
}

Result<int> run(const HandOptions& options)
{
    if (options.task == Task::forget_address) return 0;
    if (options.task == Task::version) {
        const auto written = write("spam-score of chainmail, running the rule language "
                                   "of SpamAssassin version 4.0.1\n");
        return written ? Result<int>(0) : Result<int>(written.error());
    }
    const auto paths = chosen_paths(options);
    if (!paths) return paths.error();
    std::vector<Complaint> complaints;
    const auto rules = load_rules(*paths, language_of_environment(), complaints);
    if (!rules) return rules.error();
    if (options.task == Task::lint || options.task == Task::quiet_lint)
        return lint(*rules, complaints, options.task == Task::quiet_lint);
    mail::warm_charsets();
    if (options.task == Task::tsv) return print_tsv(*rules, options);
    if (options.task == Task::explain) return explain(*rules, options);
    if (options.task == Task::timing) return print_timing(*rules, options);
    return filter_mails(*rules, options);
}

} // namespace

std::optional<int> run_by_hand(int argc, char** argv)
{
    const auto options = parse_hand_options(argc, argv);
    if (options && options->task == Task::stage) return {};
    os::log_name("spam-score");
    const auto status = options ? run(*options) : Result<int>(options.error());
    if (status) return *status;
    os::log(os::Level::error, status.error().what);
    return exit_status(status.error());
}

} // namespace chainmail::spam_score
