// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage.h"

#include "findings.h"
#include "header_check.h"
#include "mail/charset.h"
#include "mail/message_file.h"
#include "os/fd.h"

#include <fcntl.h>

namespace chainmail::mime_split {

namespace {

// A setting that is undef keeps the default that `to` has.
template <typename Number>
Status read_count(const config::Settings& settings,
                  std::string_view name,
                  std::uint64_t lowest,
                  std::uint64_t highest,
                  Number& to)
{
    const auto value = settings.as_count(name, lowest, highest);
    if (!value) return value.error();
    if (*value) to = static_cast<Number>(**value);
    return {};
}

} // namespace

std::vector<std::string> Stage::settings() const
{
    return {"$MAXLEVELS",
            "$MAXFILES",
            "$MIN_EXPANSION_QUOTA",
            "$MAX_EXPANSION_QUOTA",
            "$MIN_EXPANSION_FACTOR",
            "$MAX_EXPANSION_FACTOR"};
}

Result<std::string> Stage::load(const config::Settings& settings)
{
    constexpr std::uint64_t any = std::uint64_t{1} << 50U;
    const Status read[] = {
        read_count(settings, "$MAXLEVELS", 1, 1000, limits_.levels),
        read_count(settings, "$MAXFILES", 1, 1'000'000, limits_.parts),
        read_count(settings, "$MIN_EXPANSION_QUOTA", 0, any, expansion_.min_quota),
        read_count(settings, "$MAX_EXPANSION_QUOTA", 0, any, expansion_.max_quota),
        read_count(
            settings, "$MIN_EXPANSION_FACTOR", 0, 1'000'000, expansion_.min_factor),
        read_count(
            settings, "$MAX_EXPANSION_FACTOR", 0, 1'000'000, expansion_.max_factor),
    };
    for (const auto& status : read)
        if (!status) return status.error();
    mail::warm_charsets();
    return std::string();
}

os::Confinement Stage::confinement() const
{
    return {};
}

Status Stage::examine(const stage::Message& message, wire::Builder& findings)
{
    const auto file = mail::MessageFile::of(message.fd, message.envelope.length);
    if (!file) return file.error();
    const Budget budget{limits_, quota(expansion_, file->view().size())};
    auto result =
        split(file->view(), budget, [&](std::uint64_t offset, std::string_view bytes) {
            return os::pwrite_all(message.parts_fd, bytes, offset);
        });
    if (!result) return result.error();
    write_findings(std::move(*result), findings);
    write_header_faults(check_header(file->view(), message.envelope.smtputf8),
                        findings);
    return {};
}

Status Stage::serve(stage::Connection& connection)
{
    if (auto usable = check_store(4); !usable) return usable;
    return Filter::serve(connection);
}

Status check_store(int fd)
{
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags >= 0 && (flags & O_ACCMODE) == O_RDWR && (flags & O_PATH) == 0) return {};
    return permanent("descriptor 4 is not open for reading and writing: add 4<>parts");
}

} // namespace chainmail::mime_split
