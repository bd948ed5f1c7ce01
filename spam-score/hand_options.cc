// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "hand_options.h"

#include "scan.h"

#include <algorithm>
#include <getopt.h>

namespace chainmail::spam_score {

namespace {

enum Code {
    lint = 256,
    tsv,
    subtests,
    no_prefilter,
    explain,
    timing,
    site,
    first_line,
    last_line,
    no_effect,
    forget,
};

constexpr option known[] = {
    {"lint", no_argument, nullptr, lint},
    {"tsv", no_argument, nullptr, tsv},
    {"subtests", no_argument, nullptr, subtests},
    {"no-prefilter", no_argument, nullptr, no_prefilter},
    {"explain", no_argument, nullptr, explain},
    {"timing", no_argument, nullptr, timing},
    {"configpath", required_argument, nullptr, 'C'},
    {"config-file", required_argument, nullptr, 'C'},
    {"config-dir", required_argument, nullptr, 'C'},
    {"siteconfigpath", required_argument, nullptr, site},
    {"prefspath", required_argument, nullptr, 'p'},
    {"prefs-file", required_argument, nullptr, 'p'},
    {"pre", required_argument, nullptr, first_line},
    {"cf", required_argument, nullptr, last_line},
    {"local", no_argument, nullptr, 'L'},
    {"local-only", no_argument, nullptr, 'L'},
    {"net", no_argument, nullptr, no_effect},
    {"create-prefs", no_argument, nullptr, no_effect},
    {"nocreate-prefs", no_argument, nullptr, 'x'},
    {"test", no_argument, nullptr, 't'},
    {"test-mode", no_argument, nullptr, 't'},
    {"remove-markup", no_argument, nullptr, 'd'},
    {"despamassassinify", no_argument, nullptr, 'd'},
    {"exit-code", optional_argument, nullptr, 'e'},
    {"error-code", optional_argument, nullptr, 'e'},
    {"debug", optional_argument, nullptr, 'D'},
    {"version", no_argument, nullptr, 'V'},
    {"remove-addr-from-welcomelist", required_argument, nullptr, forget},
    {"remove-addr-from-whitelist", required_argument, nullptr, forget},
    {nullptr, 0, nullptr, 0}};

// Perl's way: what follows "-D" or "-e" is its argument unless it looks like an option.
std::vector<std::string> with_joined_arguments(int argc, char** argv)
{
    std::vector<std::string> words;
    for (int i = 0; i < argc; ++i) {
        const std::string word = argv[i];
        const std::string next = i + 1 < argc ? argv[i + 1] : "-";
        const bool is_debug = word == "-D" || word == "--debug";
        const bool is_status =
            word == "-e" || word == "--exit-code" || word == "--error-code";
        const bool takes =
            !next.empty() &&
            (is_debug ? next.front() != '-' : is_status && text::to_number(next));
        if (!takes) {
            words.push_back(word);
            continue;
        }
        words.push_back(text::cat(word, word.size() > 2 ? "=" : "", next));
        ++i;
    }
    return words;
}

class Parser {
public:
    Status take(int code, const char* argument);
    Result<HandOptions> finish(std::vector<std::string> files);

private:
    Status choose(Task task);

    HandOptions options_;
    bool lint_ = false;
    bool foreign_ = false; ///< an option of spamassassin
};

Status Parser::choose(Task task)
{
    if (options_.task != Task::stage && options_.task != task)
        return permanent("these options do not go together");
    options_.task = task;
    return {};
}

Status Parser::take(int code, const char* argument)
{
    const std::string value = argument == nullptr ? "" : argument;
    switch (code) {
    case lint:
        lint_ = true;
        return {};
    case tsv:
        return choose(Task::tsv);
    case explain:
        return choose(Task::explain);
    case timing:
        return choose(Task::timing);
    case subtests:
        options_.subtests = true;
        return {};
    case no_prefilter:
        options_.prefilter = false;
        return {};
    case 'c':
        options_.directory = value;
        return {};
    case 'C':
        options_.rules = value;
        break;
    case site:
        options_.site = value;
        break;
    case 'p':
        options_.user_file = value;
        break;
    case first_line:
        options_.first_lines.push_back(value);
        break;
    case last_line:
        options_.last_lines.push_back(value);
        break;
    case 't':
        options_.report = true;
        break;
    case 'd':
        options_.as_before = true;
        break;
    case 'x':
        options_.no_user_file = true;
        break;
    case 'e': {
        const auto number = text::to_number(value.empty() ? "5" : value);
        if (!number || *number > 255) return permanent("not an exit status");
        options_.spam_status = static_cast<int>(*number);
        break;
    }
    case 'D': {
        const std::string areas = value.empty() ? "all" : value;
        for (const auto area : text::split(areas, ','))
            options_.debug.emplace(area);
        break;
    }
    case forget:
        foreign_ = true;
        return choose(Task::forget_address);
    case 'V':
        return choose(Task::version);
    default: // 'L' and what has no effect
        break;
    }
    foreign_ = true;
    return {};
}

Result<HandOptions> Parser::finish(std::vector<std::string> files)
{
    options_.files = std::move(files);
    if (lint_) {
        if (const auto fits = choose(foreign_ ? Task::quiet_lint : Task::lint); !fits)
            return fits.error();
    } else if (foreign_ && options_.task == Task::stage) {
        options_.task = options_.as_before && !options_.report ? Task::remove_markup
                                                               : Task::rewrite;
    }
    return std::move(options_);
}

} // namespace

Result<HandOptions> parse_hand_options(int argc, char** argv)
{
    auto words = with_joined_arguments(argc, argv);
    std::vector<char*> pointers;
    for (auto& word : words)
        pointers.push_back(word.data());
    const int count = static_cast<int>(pointers.size());
    pointers.push_back(nullptr);
    Parser parser;
    opterr = 0;
    optind = 0; // the words are new ones
    for (int code = 0; (code = ::getopt_long(count,
                                             pointers.data(),
                                             "c:C:p:LtdxVe::D::",
                                             static_cast<const option*>(known),
                                             nullptr)) != -1;) {
        if (code == '?') {
            optind = 1;
            return HandOptions{}; // for the stage to take or refuse
        }
        if (const auto taken = parser.take(code, optarg); !taken) return taken.error();
    }
    std::vector<std::string> files(words.begin() + optind, words.end());
    optind = 1;
    return parser.finish(std::move(files));
}

} // namespace chainmail::spam_score
