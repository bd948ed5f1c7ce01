// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// NAME      smtp-source - send message files by SMTP or LMTP, as Postfix' client does
// SYNOPSIS  smtp-source [-LPiq] [-c CONNECTIONS] [-m MESSAGES] [-n TOTAL] [-f SENDER]
//               [-t RECIPIENT]... [-x "NAME=... ADDR=..."] [-M WORDS] [-R WORDS]
//               [-D STEP] [-H NAME] [-T SECONDS] ADDRESS FILE-OR-DIRECTORY...
// -L  LMTP             -P  no pipelining        -q  print the summary only
// -i  put "X-Smtp-Source: NUMBER" on top of each message, to account for them
// -c  so many connections at a time, -m so many messages on each before a new one
// -n  send so many, going round (default: each file once)
// -x  XFORWARD attributes before each message, if the server offers it
// -M  -R  more words for MAIL ("BODY=8BITMIME") and RCPT ("NOTIFY=NEVER")
// -D  go away without a word: before mail, data or dot, or in the middle of the body
// -T  no reply takes longer (default 120)
// WRITES    a line per reply that settles something: file, step, recipient, ms, reply,
//           separated by tabs; then one of name=value: messages, accepted, rejected
//           (5xx), deferred (4xx), lost (no reply), seconds, per_second, p50_ms ..
//           max_ms
// EXITS     0 every message was accepted for every recipient; 1 not so; 100 wrong usage
#include "smtp_client.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <vector>

namespace chainmail::tool {
namespace {

struct Options : ClientOptions {
    bool number = false;
    bool quiet = false;
    unsigned connections = 1;
    unsigned per_connection = 100;
    unsigned total = 0;
    Address address;
    std::vector<std::string> files;
};

/// How one message went: the worst of its replies, 0 for none.
struct Outcome {
    int code;
    double ms;
};

/// Sends its share of the messages: the next number is taken from a shared counter.
class Worker {
public:
    Worker(const Options& options,
           const std::vector<std::string>& bodies,
           std::atomic<unsigned>& next,
           int outcomes)
        : options_(options),
          bodies_(bodies),
          next_(next),
          outcomes_(outcomes)
    {
    }

    void run()
    {
        for (unsigned i; (i = next_++) < options_.total;) {
            const double start = now_ms();
            std::string lines;
            const Outcome outcome{send_one(i, lines), now_ms() - start};
            if (!options_.quiet) put(STDOUT_FILENO, lines.data(), lines.size());
            put(outcomes_, &outcome, sizeof outcome);
        }
        if (session_) session_->quit();
    }

private:
    int send_one(unsigned i, std::string& lines)
    {
        const auto& name = options_.files[i % options_.files.size()];
        if (session_ && used_ >= options_.per_connection) {
            session_->quit();
            session_.reset();
        }
        if (!session_) {
            const auto reply = connect();
            if (reply.code / 100 != 2) {
                session_.reset();
                lines = text::cat(name, "\tconnect\t-\t0\t", reply.text, '\n');
                return reply.code;
            }
        }
        ++used_;
        auto body = bodies_[i % bodies_.size()];
        if (options_.number) body.insert(0, text::cat("X-Smtp-Source: ", i, "\r\n"));
        const int code = session_->send(name, body, lines);
        if (code == 0 || code == 421) session_.reset();
        return code;
    }

    Reply connect()
    {
        const auto fd = dial(options_.address);
        if (!fd) return {0, fd.error().what};
        session_ = std::make_unique<SmtpClient>(options_, *fd);
        used_ = 0;
        auto reply = session_->open();
        if (reply.code == 0) reply.text = "(no reply)";
        return reply;
    }

    static void put(int fd, const void* bytes, std::size_t size)
    {
        if (size > 0 && write(fd, bytes, size) < 0) _exit(111);
    }

    const Options& options_;
    const std::vector<std::string>& bodies_;
    std::atomic<unsigned>& next_;
    int outcomes_;
    std::unique_ptr<SmtpClient> session_;
    unsigned used_ = 0;
};

Status add_files(Options& options, const char* argument)
{
    std::error_code error;
    if (!std::filesystem::is_directory(argument)) {
        options.files.emplace_back(argument);
        return {};
    }
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(argument, error)) {
        if (entry.is_regular_file()) options.files.push_back(entry.path());
    }
    return error ? system_error(argument, error.value()) : Status{};
}

bool read_number(unsigned& to, std::string_view value)
{
    const auto number = text::to_number(value);
    if (!number || *number == 0 || *number > 1000000000) return false;
    to = static_cast<unsigned>(*number);
    return true;
}

bool read_option(Options& options, int letter, const char* value)
{
    switch (letter) {
    case 'L':
        return options.lmtp = true;
    case 'P':
        options.pipelining = false;
        return true;
    case 'i':
        return options.number = true;
    case 'q':
        return options.quiet = true;
    case 'c':
        return read_number(options.connections, value);
    case 'm':
        return read_number(options.per_connection, value);
    case 'n':
        return read_number(options.total, value);
    case 'T':
        return read_number(options.timeout_s, value);
    case 't':
        options.recipients.emplace_back(value);
        return true;
    case 'D':
        options.leave_at = value;
        return options.leave_at == "mail" || options.leave_at == "data" ||
               options.leave_at == "body" || options.leave_at == "dot";
    default:
        break;
    }
    std::string* const word = letter == 'f'   ? &options.sender
                              : letter == 'x' ? &options.xforward
                              : letter == 'M' ? &options.mail_words
                              : letter == 'R' ? &options.rcpt_words
                              : letter == 'H' ? &options.helo
                                              : nullptr;
    if (word) *word = value;
    return word != nullptr;
}

Result<Options> parse(int argc, char** argv)
{
    Options options;
    for (int letter;
         (letter = getopt(argc, argv, "LPiqc:m:n:f:t:x:M:R:D:H:T:")) != -1;) {
        if (!read_option(options, letter, optarg)) {
            return permanent("smtp-source: wrong option; see the head of its source");
        }
    }
    if (argc - optind < 2) return permanent("smtp-source: need ADDRESS and FILE...");
    const auto address = parse_address(argv[optind]);
    if (!address) return address.error();
    options.address = *address;
    while (++optind < argc) {
        if (const auto added = add_files(options, argv[optind]); !added) {
            return added.error();
        }
    }
    std::sort(options.files.begin(), options.files.end());
    if (options.files.empty()) return permanent("smtp-source: no message file");
    if (options.recipients.empty()) options.recipients.emplace_back("user@example.com");
    if (options.total == 0) options.total = static_cast<unsigned>(options.files.size());
    return options;
}

Result<std::vector<std::string>> read_bodies(const std::vector<std::string>& files)
{
    std::vector<std::string> bodies;
    for (const auto& name : files) {
        std::ifstream in(name, std::ios::binary);
        if (!in) return system_error(name, errno);
        bodies.push_back(to_wire(std::string(std::istreambuf_iterator<char>(in), {})));
    }
    return bodies;
}

/// Starts the workers and collects what they report until the last is gone.
Result<std::vector<Outcome>> run(const Options& options,
                                 const std::vector<std::string>& bodies)
{
    void* page = mmap(nullptr,
                      sizeof(std::atomic<unsigned>),
                      PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS,
                      -1,
                      0);
    int ends[2];
    if (page == MAP_FAILED || pipe(ends) != 0) return system_error("start", errno);
    auto& next = *new (page) std::atomic<unsigned>{0};
    for (unsigned i = 0; i < options.connections; ++i) {
        const pid_t child = fork();
        if (child < 0) return system_error("fork", errno);
        if (child > 0) continue;
        close(ends[0]);
        Worker(options, bodies, next, ends[1]).run();
        _exit(0);
    }
    close(ends[1]);
    std::vector<Outcome> outcomes;
    for (Outcome one{}; read(ends[0], &one, sizeof one) == sizeof one;) {
        outcomes.push_back(one);
    }
    while (wait(nullptr) > 0) {
    }
    return outcomes;
}

/// Returns the exit status.
int summarize(const Options& options, std::vector<Outcome> outcomes, double seconds)
{
    std::array<unsigned, 6> by_class{};
    for (const auto& one : outcomes) {
        ++by_class[static_cast<unsigned>(std::clamp(one.code / 100, 0, 5))];
    }
    std::sort(outcomes.begin(), outcomes.end(), [](const auto& a, const auto& b) {
        return a.ms < b.ms;
    });
    const auto quantile = [&](double q) {
        const auto last = static_cast<double>(outcomes.size()) - 1;
        return outcomes.empty() ? 0.0 : outcomes[static_cast<std::size_t>(q * last)].ms;
    };
    const unsigned settled = by_class[2] + by_class[4] + by_class[5];
    std::printf("messages=%u\taccepted=%u\trejected=%u\tdeferred=%u\tlost=%u\t"
                "seconds=%.2f\tper_second=%.1f\tp50_ms=%.1f\tp95_ms=%.1f\tp99_ms=%.1f\t"
                "max_ms=%.1f\n",
                options.total,
                by_class[2],
                by_class[5],
                by_class[4],
                options.total - settled,
                seconds,
                by_class[2] / seconds,
                quantile(.5),
                quantile(.95),
                quantile(.99),
                quantile(1));
    return by_class[2] == options.total ? 0 : 1;
}

int report(const Error& error)
{
    std::cerr << error.what << '\n';
    return exit_status(error);
}

} // namespace
} // namespace chainmail::tool

int main(int argc, char** argv)
{
    using namespace chainmail::tool;
    const auto options = parse(argc, argv);
    if (!options) return report(options.error());

    const auto bodies = read_bodies(options->files);
    if (!bodies) return report(bodies.error());

    const double start = now_ms();
    const auto outcomes = run(*options, *bodies);
    if (!outcomes) return report(outcomes.error());
    return summarize(*options, *outcomes, (now_ms() - start) / 1000);
}
