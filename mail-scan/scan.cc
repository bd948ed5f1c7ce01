// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "scan.h"

#include "base/text.h"
#include "chain.h"
#include "mbox.h"
#include "paths.h"
#include "progress.h"
#include "report.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>

namespace chainmail::mail_scan {

namespace {

using text::cat;

// What is read lies in memory as a whole. Only an mbox file is larger than this, and is
// mapped, although a program that cuts it meanwhile would end us (SIGBUS).
constexpr off_t most_read = 64L << 20U;
constexpr std::size_t longest_stream = 1U << 30U;

std::vector<std::string> words_for_programs(const Options& options)
{
    std::vector<std::string> words;
    if (!options.directory.empty()) words = {"-c", options.directory};
    if (options.alone) words.emplace_back("--alone");
    return words;
}

// The programs that are started have it from us, where it is not set.
std::string directory_for_files()
{
    const char* place = std::getenv("TMPDIR");
    if (place != nullptr && *place != '\0') return place;
    ::setenv("TMPDIR", "/tmp", 1);
    return "/tmp";
}

class Scan {
public:
    Scan(const Options& options, std::size_t paths)
        : form_(options.form),
          chain_(words_for_programs(options), directory_for_files()),
          progress_(paths)
    {
    }

    Status look_at(const Path& path)
    {
        progress_.show(done_++);
        if (!path.error.empty()) return say(path.name, error_verdict(path.error));
        const os::Fd file(path.name == "-"
                              ? ::fcntl(0, F_DUPFD_CLOEXEC, 3)
                              : ::open(path.name.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file)
            return say(path.name, error_verdict(system_error("open", errno).what));
        struct stat about {};
        const bool large = ::fstat(file.get(), &about) == 0 && S_ISREG(about.st_mode) &&
                           about.st_size > most_read;
        if (large) return look_into(path.name, file, about.st_size);
        const auto bytes = os::read_to_end(file.get(), longest_stream);
        if (!bytes) return say(path.name, error_verdict(bytes.error().what));
        return look_at_all(path.name, *bytes);
    }

    int status() const { return found_ ? 1 : failed_ ? 2 : 0; }

private:
    Status look_into(const std::string& name, const os::Fd& file, off_t size)
    {
        const auto mapping =
            os::Mapping::of(file.get(), static_cast<std::uint64_t>(size));
        if (!mapping) return say(name, error_verdict(mapping.error().what));
        return look_at_all(name, mapping->view());
    }

    // One message, or those of an mbox file: FILE:1, FILE:2 ...
    Status look_at_all(const std::string& name, std::string_view bytes)
    {
        if (bytes.empty()) return say(name, error_verdict("it is empty"));
        auto message = take_message(bytes);
        if (bytes.empty()) return look_at_one(name, message);
        for (std::size_t i = 1;; ++i) {
            if (auto said = look_at_one(cat(name, ":", i), message); !said) return said;
            if (bytes.empty()) return {};
            message = take_message(bytes);
        }
    }

    Status look_at_one(const std::string& name, std::string_view bytes)
    {
        const auto record = chain_.examine(Message(bytes));
        return say(name,
                   record ? read_verdict(*record) : error_verdict(record.error().what));
    }

    Status say(const std::string& name, const Verdict& verdict)
    {
        found_ = found_ || verdict.is_found();
        failed_ = failed_ || verdict.kind == Kind::error;
        progress_.make_room();
        auto written = os::write_all(1, line_of(form_, name, verdict));
        progress_.come_back();
        return written;
    }

    Form form_;
    Chain chain_;
    Progress progress_;
    std::size_t done_ = 0;
    bool found_ = false;
    bool failed_ = false;
};

} // namespace

Result<int> scan(const Options& options)
{
    const auto paths = find_paths(options.paths);
    Scan scan(options, paths.size());
    for (const auto& path : paths)
        if (auto looked = scan.look_at(path); !looked) return looked.error();
    return scan.status();
}

} // namespace chainmail::mail_scan
