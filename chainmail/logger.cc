// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "logger.h"

#include "base/text.h"
#include "os/child.h"
#include "os/log.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/prctl.h>
#include <syslog.h>
#include <unistd.h>
#include <utility>

namespace chainmail::supervisor {

namespace {

constexpr std::uint64_t most_log_level = 100;

struct LogLine {
    int priority = LOG_INFO;
    std::string_view text;
};

LogLine parse_line(std::string_view line)
{
    const auto end = line.find('>');
    if (!line.starts_with('<') || end == std::string_view::npos)
        return {LOG_INFO, line};
    const auto priority = text::to_number(line.substr(1, end - 1));
    if (!priority || *priority > (LOG_FACMASK | LOG_PRIMASK)) return {LOG_INFO, line};
    // Who was started with a socket of syslog names a facility; ours is a setting.
    return {static_cast<int>(*priority & LOG_PRIMASK), line.substr(end + 1)};
}

// Of amavisd's levels 1 is LOG_INFO, all above it LOG_DEBUG. What the programs say of
// themselves is said at every level.
bool is_wanted(const LogLine& line, std::uint64_t level)
{
    if (line.priority >= LOG_DEBUG) return level >= 2;
    return level >= 1 || line.priority < LOG_INFO || !line.text.starts_with('(');
}

std::string clock_text()
{
    const time_t now = ::time(nullptr);
    tm local{};
    ::localtime_r(&now, &local);
    std::array<char, 64> text{};
    return {text.data(),
            ::strftime(text.data(), text.size(), "%b %e %H:%M:%S", &local)};
}

// As in a file that syslog writes: what reads amavisd's log files looks for
// "amavis[PID]:".
std::string origin_text(const LogTarget& target)
{
    if (::isatty(2) == 1 && target.kind == LogTarget::Kind::standard_error) return " ";
    return text::cat(' ', target.host, ' ', target.ident, '[', ::getppid(), "]: ");
}

int facility_number(const std::string& name)
{
    constexpr std::array<std::pair<std::string_view, int>, 11> names{{
        {"daemon", LOG_DAEMON},
        {"user", LOG_USER},
        {"auth", LOG_AUTH},
        {"local0", LOG_LOCAL0},
        {"local1", LOG_LOCAL1},
        {"local2", LOG_LOCAL2},
        {"local3", LOG_LOCAL3},
        {"local4", LOG_LOCAL4},
        {"local5", LOG_LOCAL5},
        {"local6", LOG_LOCAL6},
        {"local7", LOG_LOCAL7},
    }};
    for (const auto& [known, number] : names)
        if (text::equal_ignore_case(name, known)) return number;
    return LOG_MAIL;
}

class Sink {
public:
    explicit Sink(const LogTarget& target)
        : target_(target),
          origin_(origin_text(target))
    {
        if (target.kind == LogTarget::Kind::syslog)
            ::openlog(
                target_.ident.c_str(), LOG_PID, facility_number(target_.facility));
        if (target.kind == LogTarget::Kind::file)
            file_ = os::Fd(::open(
                target_.file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
    }

    void put(std::string_view raw)
    {
        const auto line = parse_line(raw);
        if (!is_wanted(line, target_.level)) return;
        if (target_.kind == LogTarget::Kind::syslog) {
            ::syslog(line.priority,
                     "%.*s",
                     static_cast<int>(line.text.size()),
                     line.text.data());
            return;
        }
        const auto text = target_.priorities
                              ? text::cat(raw, "\n")
                              : text::cat(clock_text(), origin_, line.text, "\n");
        // Where a line goes that cannot be written is nobody's to know.
        const auto written = os::write_all(file_ ? file_.get() : 2, text);
        static_cast<void>(static_cast<bool>(written));
    }

private:
    LogTarget target_;
    std::string origin_;
    os::Fd file_;
};

void copy_lines(int from, Sink& sink)
{
    std::string buffer;
    std::array<char, 65536> block{};
    for (;;) {
        const auto n = os::read_some(from, block.data(), block.size());
        if (!n || *n == 0) return;
        buffer.append(block.data(), *n);
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = buffer.find('\n', begin)) != std::string::npos;
             begin = end + 1)
            sink.put(std::string_view(buffer).substr(begin, end - begin));
        buffer.erase(0, begin);
    }
}

} // namespace

LogTarget standard_target()
{
    LogTarget target;
    target.ident = "amavis";
    target.facility = "mail";
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) == 0) target.host = host.data();
    target.priorities = ::getenv("JOURNAL_STREAM") != nullptr;
    if (os::logs_to_system()) target.kind = LogTarget::Kind::syslog;
    return target;
}

Result<LogTarget> log_target(const config::Settings& settings)
{
    LogTarget target = standard_target();
    const auto file = settings.as_text("$logfile");
    if (!file) return file.error();
    const auto ident = settings.as_text("$syslog_ident");
    if (!ident) return ident.error();
    const auto facility = settings.as_text("$syslog_facility");
    if (!facility) return facility.error();
    const auto host = settings.as_text("$myhostname");
    if (!host) return host.error();
    const auto level = settings.as_count("$log_level", 0, most_log_level);
    if (!level) return level.error();
    target.host = host->value_or(target.host);
    target.level = level->value_or(0);
    target.file = file->value_or("");
    target.ident = ident->value_or(target.ident);
    target.facility = facility->value_or(target.facility);
    if (settings.has("$do_syslog") && settings.as_bool("$do_syslog"))
        target.kind = LogTarget::Kind::syslog;
    else if (!target.file.empty())
        target.kind = LogTarget::Kind::file;
    return target;
}

Status Logger::open()
{
    auto pipe = os::make_pipe();
    if (!pipe) return pipe.error();
    ::fcntl(pipe->write.get(), F_SETPIPE_SZ, 1 << 20);
    standard_error_ = os::Fd(::fcntl(2, F_DUPFD_CLOEXEC, 3));
    if (::fcntl(pipe->write.get(), F_SETFL, O_NONBLOCK) != 0 ||
        ::dup2(pipe->write.get(), 2) != 2)
        return system_error("log pipe", errno);
    read_ = std::move(pipe->read);
    return {};
}

Status Logger::start(const LogTarget& target)
{
    auto pid = os::fork_child();
    if (!pid) return pid.error();
    if (*pid == 0) {
        // It ends by itself once all who write are gone, so that no last word is lost:
        // not by a signal meant for the others.
        ::signal(SIGINT, SIG_IGN);
        ::signal(SIGTERM, SIG_IGN);
        ::setpgid(0, 0);
        const int in = ::dup2(read_.get(), 0);
        ::dup2(standard_error_.get(), 2);
        ::close_range(3, ~0U, 0);
        Sink sink(target);
        copy_lines(in, sink);
        ::_exit(0);
    }
    pid_ = *pid;
    return {};
}

} // namespace chainmail::supervisor
