// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "by_hand.h"

#include "base/text.h"
#include "config/places.h"
#include "explain.h"
#include "os/log.h"
#include "own_lookup.h"

#include <cstdio>
#include <getopt.h>

namespace chainmail::policy {

namespace {

struct Options {
    bool explain = false;
    std::string directory; ///< of the configuration; "" is the usual places
    std::string recipient, sender, client;
    std::string interface; ///< a port, ADDRESS:PORT, [ADDRESS]:PORT or a path
};

std::optional<Options> parse_options(int argc, char** argv)
{
    static constexpr option known[] = {{"explain", required_argument, nullptr, 'e'},
                                       {"sender", required_argument, nullptr, 's'},
                                       {"client", required_argument, nullptr, 'a'},
                                       {"interface", required_argument, nullptr, 'i'},
                                       {nullptr, 0, nullptr, 0}};
    Options options;
    opterr = 0;
    optind = 1;
    for (int c = 0; (c = ::getopt_long(argc, argv, "c:", known, nullptr)) != -1;) {
        if (c == 'e') {
            options.explain = true;
            options.recipient = optarg;
        } else if (c == 's') {
            options.sender = optarg;
        } else if (c == 'a') {
            options.client = optarg;
        } else if (c == 'i') {
            options.interface = optarg;
        } else if (c == 'c') {
            options.directory = optarg;
        } else {
            break; // for the stage to take or refuse
        }
    }
    optind = 1;
    if (!options.explain) return {};
    return options;
}

std::string without_brackets(std::string_view path)
{
    if (path.starts_with('<') && path.ends_with('>') && path.size() >= 2)
        path = path.substr(1, path.size() - 2);
    return std::string(path);
}

// As chainmail-record(5) writes it.
std::string interface_of(const std::string& given)
{
    if (given.empty() || given.starts_with('/') || given.starts_with('[')) return given;
    const auto colon = given.rfind(':');
    if (colon == given.npos) return text::cat("[127.0.0.1]:", given);
    return text::cat('[', given.substr(0, colon), "]:", given.substr(colon + 1));
}

Parties parties_of(const Options& options)
{
    Parties parties;
    parties.interface = interface_of(options.interface);
    parties.client = options.client;
    parties.senders = {without_brackets(options.sender)};
    parties.recipients = {without_brackets(options.recipient)};
    parties.number = 1;
    return parties;
}

Result<std::string> explain_for(const Options& options)
{
    const auto settings = options.directory.empty()
                              ? config::read_usual_places()
                              : config::read_directory(options.directory);
    if (!settings) return settings.error();
    const auto banks = Banks::read(*settings);
    if (!banks) return banks.error();
    os::Fd connection;
    Ask ask;
    std::optional<lookup::Client> client;
    if (settings->as_bool("$sql_lookups")) {
        auto started = start_lookup(options.directory);
        if (!started) return started.error();
        connection = std::move(*started);
        client.emplace(connection.get());
        ask = [&](const lookup::Question& question) { return client->ask(question); };
    }
    Facts facts;
    facts.virus_check = Check::done;
    facts.spam.check = Check::done;
    const auto parties = parties_of(options);
    const auto rules = rules_for(parties, *banks, facts, ask);
    if (!rules) return rules.error();
    return explain(parties, **rules);
}

} // namespace

std::optional<int> run_by_hand(int argc, char** argv)
{
    const auto options = parse_options(argc, argv);
    if (!options) return {};
    os::log_name("policy");
    const auto text = explain_for(*options);
    if (!text) {
        os::log(os::Level::error, text.error().what);
        return exit_status(text.error());
    }
    return std::fputs(text->c_str(), stdout) < 0 ? 111 : 0;
}

} // namespace chainmail::policy
