// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "quarantine_file.h"

#include "base/text.h"
#include "draft.h"
#include "gzip.h"
#include "os/fd.h"

#include <array>
#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chainmail::smtp_out {

namespace {

using text::cat;

constexpr mode_t file_mode = 0640;
constexpr mode_t directory_mode = 0750;

// Modes are what amavisd gives, whatever the process was started with.
class Mask {
public:
    Mask() : before_(::umask(0)) {}
    ~Mask() { ::umask(before_); }
    Mask(const Mask&) = delete;
    Mask& operator=(const Mask&) = delete;

private:
    mode_t before_;
};

Status make_directory(const std::string& path)
{
    if (::mkdir(path.c_str(), directory_mode) == 0)
        return sync_directory(parent_of(path));
    return errno == EEXIST ? Status{} : Status{system_error("make " + path, errno)};
}

Status write_pieces(const Pieces& pieces, const std::string& path, Draft& to)
{
    if (!path.ends_with(".gz")) {
        for (const auto piece : pieces)
            if (auto done = to.write(piece); !done) return done;
        return {};
    }
    Gzip gzip([&to](std::string_view bytes) { return to.write(bytes); });
    for (const auto piece : pieces)
        if (auto done = gzip.write(piece); !done) return done;
    return gzip.finish();
}

// Each line "From ", with or without ">" before it, gets one more (mboxrd).
std::string quote_from_lines(std::string_view body)
{
    std::string out;
    out.reserve(body.size() + body.size() / 64 + 2);
    while (!body.empty()) {
        const auto end = body.find('\n');
        const auto line = body.substr(0, end == body.npos ? body.size() : end + 1);
        const auto text =
            line.substr(std::min(line.find_first_not_of('>'), line.size()));
        if (text.starts_with("From ")) out += '>';
        out += line;
        body.remove_prefix(line.size());
    }
    if (!out.empty() && out.back() != '\n') out += '\n';
    return out;
}

Result<os::Fd> open_mailbox(const std::string& path)
{
    struct stat about {};
    if (::stat(path.c_str(), &about) == 0) {
        if (!S_ISREG(about.st_mode)) return temporary(path + " is no regular file");
        // A mailbox is no program; what is one must not become another.
        if ((about.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0)
            return temporary(path + " is executable: chmod a-x it");
    }
    os::Fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, file_mode));
    if (!file) return system_error("open " + path, errno);
    if (::flock(file.get(), LOCK_EX) != 0) return system_error("lock " + path, errno);
    // While it was waited for, it may have been taken away.
    if (::fstat(file.get(), &about) != 0 || about.st_nlink == 0)
        return temporary(path + " was removed while it was opened");
    return file;
}

// One that a crash has left without its end would swallow the next mail.
Result<std::string_view> lead_in(int fd, off_t size)
{
    if (size == 0) return std::string_view();
    const auto begin = static_cast<std::uint64_t>(std::max<off_t>(size - 2, 0));
    const auto last = os::pread_all(fd, begin, size < 2 ? 1 : 2);
    if (!last) return last.error();
    if (*last == "\n\n") return std::string_view();
    return std::string_view(last->ends_with('\n') ? "\n" : "\n\n");
}

Status append(int fd, std::string_view from_line, const Pieces& pieces)
{
    auto done = os::write_all(fd, cat("From ", from_line, "\n"));
    for (std::size_t i = 0; done && i + 1 < pieces.size(); ++i)
        done = os::write_all(fd, pieces[i]);
    if (done) done = os::write_all(fd, quote_from_lines(pieces.back()) + "\n");
    return done;
}

} // namespace

Status store_file(const NewFile& file, const Pieces& pieces)
{
    const Mask mask;
    if (file.make_directory)
        if (auto made = make_directory(file.directory); !made) return made;
    Draft draft(cat(file.path, ".", ::getpid(), ".tmp"));
    auto done = draft.create(file_mode);
    if (done) done = write_pieces(pieces, file.path, draft);
    if (done) done = draft.sync();
    if (done) done = draft.publish(file.path);
    return done;
}

Status append_to_mailbox(const std::string& path,
                         std::string_view from_line,
                         const Pieces& pieces)
{
    const Mask mask;
    const auto file = open_mailbox(path);
    if (!file) return file.error();
    const auto fd = file->get();
    const auto size = ::lseek(fd, 0, SEEK_END);
    if (size < 0) return system_error("seek in " + path, errno);
    const auto lead = lead_in(fd, size);
    if (!lead) return lead.error();
    auto done = os::write_all(fd, *lead);
    if (done) done = append(fd, from_line, pieces);
    if (done && ::fsync(fd) != 0) done = system_error("fsync", errno);
    if (!done) {
        const bool back = ::ftruncate(fd, size) == 0;
        return temporary(cat("append to ",
                             path,
                             ": ",
                             done.error().what,
                             back ? "" : "; what was written cannot be taken back"));
    }
    return size == 0 ? sync_directory(parent_of(path)) : Status{};
}

std::string mailbox_from_line(std::string_view sender, std::int64_t unix_seconds)
{
    std::string who = sender.empty() ? "MAILER-DAEMON" : cat("<", sender, ">");
    for (char& c : who)
        if (text::is_space(c) || text::is_control(c)) c = '-';
    const std::time_t seconds = unix_seconds;
    std::tm utc{};
    if (::gmtime_r(&seconds, &utc) == nullptr) return who;
    std::array<char, 40> out{};
    const auto length =
        std::strftime(out.data(), out.size(), "%a %b %e %H:%M:%S %Y", &utc);
    return cat(who, " ", std::string_view(out.data(), length));
}

} // namespace chainmail::smtp_out
