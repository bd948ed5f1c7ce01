// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "server.h"

#include "conversation.h"

#include <cstdlib>
#include <getopt.h>
#include <sys/stat.h>

namespace chainmail::smtp_in {

namespace {

// The numbers of chainmail-record(5).
constexpr int message_fd = 3;
constexpr int ask_fd = 5;
constexpr int reply_fd = 6;
constexpr int records_fd = 7;
constexpr int envelope_fd = 8;

os::Fd take(int fd)
{
    return os::Fd(os::is_open(fd) ? fd : -1);
}

// It is asked and answers: what else may happen to be open as 5 is nobody to ask.
os::Fd take_socket(int fd)
{
    struct stat about {};
    const bool socket = ::fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode);
    return os::Fd(socket ? fd : -1);
}

} // namespace

Result<std::string> Server::load(const config::Settings& settings)
{
    auto options = read_options(settings);
    if (!options) return options.error();
    options_ = std::move(*options);
    settings_ = settings.only({"@smtpd_discard_ehlo_keywords",
                               "$smtpd_greeting_banner",
                               "$smtpd_quit_banner",
                               "$myhostname",
                               "$myproduct_name",
                               "%interface_policy",
                               "%policy_bank"});
    for (int i = ::optind; i < argc_; ++i)
        words_.emplace_back(argv_[i]);
    const char* temp = std::getenv("TMPDIR");
    directories_ = {options_.temp_directory, temp == nullptr ? "" : temp, "/tmp"};
    return std::string();
}

os::Confinement Server::confinement() const
{
    os::Confinement confinement;
    confinement.forks = !words_.empty();
    return confinement;
}

Result<Links> Server::links() const
{
    if (!words_.empty()) return start_chain(words_, directories_);
    return Links{take(message_fd),
                 take_socket(ask_fd),
                 take(reply_fd),
                 take(records_fd),
                 take(envelope_fd)};
}

Status Server::serve(stage::Connection& connection)
{
    const bool given =
        os::is_open(message_fd) && os::is_open(reply_fd) && os::is_open(records_fd);
    if (words_.empty() && !given)
        return permanent("no chain: open descriptors 3 (message), 6 (reply) and 7 "
                         "(records), or name "
                         "the programs: smtp-in sh -c 'mime-split | virus-check | "
                         "spam-score | policy "
                         "| smtp-out'");
    const auto ends = find_endpoints(0);
    Chain chain([this] { return links(); }, *connection.slot);
    auto options = options_;
    options.session.discarded = discarded_at(settings_, ends.interface);
    set_banners(settings_, ends.interface, options.session);
    Conversation(options, ends, chain, connection).run();
    return {};
}

} // namespace chainmail::smtp_in
