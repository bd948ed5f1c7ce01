// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// lookup-ask [-q QUESTIONS] [-c CLIENTS] [-p PAUSE_MS] [-n] [-u USER] LOOKUP DIR
// ADDRESS... Plays the supervisor for a resident LOOKUP with the configuration in DIR:
// CLIENTS connections at a time (1), each asks QUESTIONS times (1) about the ADDRESSes,
// all of them local; with -n every question has a connection of its own. Prints, when
// all is answered and lookup has ended:
//   ready TEXT
//   row NAME=VALUE ...        of the first answer
//   failure N TEXT            for each different text
//   questions N answered N longest-ms N cpu-us N exit N
#include "config/settings.h"
#include "lookup/client.h"
#include "os/clock.h"
#include "os/fd.h"
#include "os/socket_message.h"
#include "stage/handover.h"
#include "stage/slot.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <getopt.h>
#include <iostream>
#include <map>
#include <mutex>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace chainmail;

namespace {

struct Options {
    unsigned questions = 1, clients = 1, pause_ms = 0;
    bool anew = false;
    std::string user, program, directory;
    std::vector<std::string> addresses;
};

[[noreturn]] void die(const std::string& why)
{
    std::cerr << "lookup-ask: " << why << "\n";
    ::_exit(1);
}

Options parse(int argc, char** argv)
{
    Options options;
    for (int c = 0; (c = ::getopt(argc, argv, "q:c:p:nu:")) != -1;) {
        const auto number = [] { return static_cast<unsigned>(std::atoi(optarg)); };
        if (c == 'q') options.questions = number();
        if (c == 'c') options.clients = number();
        if (c == 'p') options.pause_ms = number();
        if (c == 'n') options.anew = true;
        if (c == 'u') options.user = optarg;
        if (c == '?') die("wrong usage");
    }
    if (argc - optind < 3) die("LOOKUP DIR ADDRESS...");
    options.program = argv[optind];
    options.directory = argv[optind + 1];
    options.addresses.assign(argv + optind + 2, argv + argc);
    return options;
}

// The settings that the program declares, as the supervisor would hand them over.
os::Fd settings_file(const Options& options)
{
    std::vector<std::string> names;
    FILE* list = ::popen((options.program + " --settings").c_str(), "r");
    char line[256];
    while (list != nullptr && ::fgets(line, sizeof line, list) != nullptr)
        names.emplace_back(std::string(line).substr(0, std::string(line).find('\n')));
    ::pclose(list);
    const auto settings = config::read_directory(options.directory);
    if (!settings) die(settings.error().what);
    os::Fd file(::memfd_create("settings", MFD_CLOEXEC));
    auto text = config::canonical(*settings, names);
    if (!options.user.empty()) text += "$daemon_user = '" + options.user + "';\n";
    if (!os::write_all(file.get(), text)) die("settings");
    return file;
}

struct Started {
    os::Fd control;
    pid_t pid;
};

Started start(const Options& options)
{
    auto pair = os::make_socket_pair();
    const auto settings = settings_file(options);
    const os::Fd slots(::memfd_create("slots", MFD_CLOEXEC));
    if (::ftruncate(slots.get(), sizeof(stage::Slot)) != 0) die("slots");
    const pid_t pid = ::fork();
    if (pid == 0) {
        // Out of the way of one another first.
        const int control = ::fcntl(pair->write.get(), F_DUPFD, 30);
        const int text = ::fcntl(settings.get(), F_DUPFD, 30);
        const int page = ::fcntl(slots.get(), F_DUPFD, 30);
        ::dup2(control, stage::control_fd);
        ::dup2(text, stage::settings_fd);
        ::dup2(page, stage::slots_fd);
        ::close_range(13, ~0U, 0);
        ::execl(options.program.c_str(), "lookup", "--resident", nullptr);
        ::_exit(127);
    }
    return {std::move(pair->read), pid};
}

// A new connection to it.
os::Fd connect(int control)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) die("socket");
    os::Fd ours(ends[0]);
    const os::Fd theirs(ends[1]);
    stage::Request request;
    request.count = 1;
    const int fds[] = {theirs.get()};
    for (int i = 0; i < 1000; ++i) {
        if (os::send_message(control, stage::bytes_of(request), fds)) return ours;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    die("lookup takes no connection");
}

class Report {
public:
    void add(const Result<lookup::Answer>& result, std::uint64_t ms)
    {
        const std::lock_guard lock(mutex_);
        ++asked_;
        longest_ = std::max(longest_, ms);
        if (!result) {
            ++failures_[result.error().what];
        } else if (answered_++ == 0) {
            first_ = *result;
        }
    }
    void print(const rusage& usage, int status) const
    {
        for (const auto& rows : first_.rows)
            for (const auto& row : rows) {
                std::cout << "row";
                for (const auto& [name, value] : row)
                    std::cout << ' ' << name << (value ? "=" + *value : "");
                std::cout << "\n";
            }
        for (const auto& [text, count] : failures_)
            std::cout << "failure " << count << " " << text << "\n";
        const auto us = [](const timeval& t) {
            return t.tv_sec * 1'000'000 + t.tv_usec;
        };
        std::cout << "questions " << asked_ << " answered " << answered_
                  << " longest-ms " << longest_ << " cpu-us "
                  << us(usage.ru_utime) + us(usage.ru_stime) << " exit "
                  << (WIFEXITED(status) ? WEXITSTATUS(status) : 255) << "\n";
    }

private:
    std::mutex mutex_;
    lookup::Answer first_;
    std::map<std::string, unsigned> failures_;
    unsigned asked_ = 0, answered_ = 0;
    std::uint64_t longest_ = 0;
};

void ask(const Options& options, int control, Report& report)
{
    auto fd = connect(control);
    auto client = std::make_unique<lookup::Client>(fd.get());
    lookup::Question question;
    for (const auto& address : options.addresses)
        question.recipients.push_back({address, true});
    question.senders = {{"sender@example.net", false}};
    for (unsigned i = 0; i < options.questions; ++i) {
        if (options.anew && i > 0) {
            fd = connect(control);
            client = std::make_unique<lookup::Client>(fd.get());
        }
        ++question.number;
        const auto begin = os::monotonic_ms();
        const auto answer = client->ask(question);
        report.add(answer, os::monotonic_ms() - begin);
        std::this_thread::sleep_for(std::chrono::milliseconds(options.pause_ms));
    }
}

} // namespace

int main(int argc, char** argv)
{
    ::signal(SIGPIPE, SIG_IGN);
    const auto options = parse(argc, argv);
    rusage usage{};
    auto started = start(options);
    const auto message = os::receive_message(started.control.get(), 20);
    if (!message || !*message) die("lookup does not become ready");
    const auto ready = stage::message_of<stage::Acknowledgement>((*message)->bytes);
    std::cout << "ready " << ready->text.data() << std::endl;
    Report report;
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < options.clients; ++i)
        threads.emplace_back([&] { ask(options, started.control.get(), report); });
    for (auto& thread : threads)
        thread.join();
    started.control.reset();
    int status = 0;
    if (::wait4(started.pid, &status, 0, &usage) != started.pid) die("wait");
    report.print(usage, status);
    return 0;
}
