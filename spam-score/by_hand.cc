// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "by_hand.h"

#include "base/text.h"
#include "config/places.h"
#include "mail/charset.h"
#include "os/fd.h"
#include "os/log.h"
#include "report.h"

#include <cstdio>
#include <getopt.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace chainmail::spam_score {

namespace {

struct Options {
    bool lint = false;
    bool tsv = false;
    bool subtests = false;
    bool prefilter = true;
    std::string directory; ///< of the configuration; "" is the usual places
    std::vector<std::string> files;
};

std::optional<Options> parse_options(int argc, char** argv)
{
    static constexpr option known[] = {{"lint", no_argument, nullptr, 'l'},
                                       {"tsv", no_argument, nullptr, 't'},
                                       {"subtests", no_argument, nullptr, 's'},
                                       {"no-prefilter", no_argument, nullptr, 'n'},
                                       {nullptr, 0, nullptr, 0}};
    Options options;
    opterr = 0;
    optind = 1;
    for (int c = 0; (c = ::getopt_long(argc, argv, "c:", known, nullptr)) != -1;) {
        if (c == 'l')
            options.lint = true;
        else if (c == 't')
            options.tsv = true;
        else if (c == 's')
            options.subtests = true;
        else if (c == 'n')
            options.prefilter = false;
        else if (c == 'c')
            options.directory = optarg;
        else
            break; // for the stage to take or refuse
    }
    options.files.assign(argv + optind, argv + argc);
    optind = 1;
    if (!options.lint && !options.tsv) return {};
    return options;
}

Result<RulePaths> configured_paths(const std::string& directory)
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

int report(const Error& error)
{
    os::log(os::Level::error, error.what);
    return exit_status(error);
}

Status write(const std::string& text)
{
    return os::write_all(STDOUT_FILENO, text);
}

} // namespace

std::optional<int> run_by_hand(int argc, char** argv)
{
    const auto options = parse_options(argc, argv);
    if (!options) return {};
    os::log_name("spam-score");
    const auto paths = configured_paths(options->directory);
    if (!paths) return report(paths.error());
    std::vector<Complaint> complaints;
    const auto rules = load_rules(*paths, language_of_environment(), complaints);
    if (!rules) return report(rules.error());
    if (options->lint) {
        if (const auto written = write(lint_report(*rules, complaints)); !written)
            return report(written.error());
        return has_errors(complaints) ? 1 : 0;
    }
    mail::warm_charsets();
    Workbench bench;
    for (const auto& file : options->files) {
        const auto text = os::read_file(file);
        if (!text) return report(text.error());
        const auto line =
            tsv_line(file,
                     examine(*rules, {*text, 0, options->prefilter}, bench),
                     options->subtests);
        if (const auto written = write(line); !written) return report(written.error());
    }
    return 0;
}

} // namespace chainmail::spam_score
