// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      smtp-sink - an SMTP or LMTP server that keeps mail and can misbehave
// SYNOPSIS  smtp-sink [-Lbdq] [-e KEYWORDS] [-a RULE]... [-n COUNT] [-t SECONDS]
//               ADDRESS DIRECTORY
// -L  LMTP             -b  keep CRLF line ends (else LF)
// -d  keep no message  -q  keep no dialogue
// -e  extensions to offer, by comma; "" for none (default: those that Postfix offers)
// -a  a rule of sink_rule.h; the first that applies decides
// -n  end after so many accepted messages
// -t  end after so many seconds (default 600)
// WRITES    DIRECTORY/port once it listens (port 0 asks for a free one), dialogue, and
//           for each accepted message NNNNNN.eml and NNNNNN.env (the envelope)
// EXITS     0 ended as asked; 100 wrong usage; 111 cannot listen or write
#include "sink_session.h"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <fstream>
#include <iostream>
#include <vector>

namespace chainmail::tool {
namespace {

bool read_option(SinkOptions& options, int letter, std::string_view value)
{
    const auto number = text::to_number(value);
    switch (letter) {
    case 'L':
        return options.lmtp = true;
    case 'b':
        return options.crlf = true;
    case 'd':
        options.store = false;
        return true;
    case 'q':
        options.dialogue = false;
        return true;
    case 'e':
        options.keywords = value;
        return true;
    case 'n':
        options.count = number.value_or(0);
        return number.has_value();
    case 't':
        options.lifetime_s = number.value_or(0);
        return number && *number > 0;
    case 'a': {
        const auto rule = parse_rule(value);
        if (!rule) std::cerr << rule.error().what << '\n';
        if (rule) options.rules.push_back(*rule);
        return rule && options.rules.size() <= Shared::max_rules;
    }
    default:
        return false;
    }
}

Result<SinkOptions> parse(int argc, char** argv)
{
    SinkOptions options;
    for (int letter; (letter = getopt(argc, argv, "Lbdqe:a:n:t:")) != -1;) {
        if (!read_option(options, letter, optarg ? optarg : "")) {
            return permanent("smtp-sink: wrong option; see the head of its source");
        }
    }
    if (argc - optind != 2) return permanent("smtp-sink: need ADDRESS and DIR");
    options.address = argv[optind];
    options.directory = argv[optind + 1];
    return options;
}

/// Renamed into place: who sees the file can connect.
Status tell_port(const SinkOptions& options, int fd)
{
    const auto name = options.directory + "/port";
    std::ofstream(name + ".tmp") << bound_port(fd) << '\n';
    if (rename((name + ".tmp").c_str(), name.c_str()) == 0) return {};
    return system_error(name, errno);
}

/// Until somebody connects or SIGUSR1 comes, which is held back everywhere else: none
/// is missed between a look at the count and the wait.
bool waits_for_client(int listener)
{
    pollfd waiting{listener, POLLIN, 0};
    sigset_t all_pass;
    sigemptyset(&all_pass);
    return ppoll(&waiting, 1, nullptr, &all_pass) == 1;
}

/// A process a connection; this one ends by SIGALRM or SIGTERM, and they with it.
void accept_all(const SinkOptions& options, Shared& shared, int listener)
{
    const pid_t self = getpid();
    for (unsigned serial = 0; shared.accepted < options.count;) {
        if (!waits_for_client(listener)) continue;
        const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        ++serial;
        const pid_t child = fork();
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() == self) SinkSession(options, shared, fd, serial).serve();
            // So that the parent, waiting in accept, looks at the count again.
            if (shared.accepted >= options.count) kill(self, SIGUSR1);
            _exit(0);
        }
        close(fd);
    }
}

void end(int)
{
    _exit(0);
}
void look_again(int) {}

void set_signals(std::uint64_t lifetime_s)
{
    struct sigaction action {};
    action.sa_handler = end;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGALRM, &action, nullptr);
    action.sa_handler = look_again;
    sigaction(SIGUSR1, &action, nullptr);
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGUSR1);
    sigprocmask(SIG_BLOCK, &held, nullptr);
    action.sa_handler = SIG_IGN;
    sigaction(SIGCHLD, &action, nullptr);
    alarm(unsigned(lifetime_s));
}

Status run(const SinkOptions& options)
{
    const auto address = parse_address(options.address);
    if (!address) return address.error();
    const auto listener = listen_at(*address);
    if (!listener) return temporary(options.address + ": " + listener.error().what);
    void* page = mmap(nullptr,
                      sizeof(Shared),
                      PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS,
                      -1,
                      0);
    if (page == MAP_FAILED) return system_error("mmap", errno);
    set_signals(options.lifetime_s);
    if (const auto told = tell_port(options, *listener); !told) return told;
    accept_all(options, *new (page) Shared{}, *listener);
    return {};
}

} // namespace
} // namespace chainmail::tool

int main(int argc, char** argv)
{
    const auto options = chainmail::tool::parse(argc, argv);
    const auto done =
        options ? chainmail::tool::run(*options) : chainmail::Status{options.error()};
    if (done) return 0;
    std::cerr << done.error().what << '\n';
    return chainmail::exit_status(done.error());
}
