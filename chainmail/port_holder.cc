// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "port_holder.h"

#include "base/text.h"
#include "os/fd.h"

#include <charconv>
#include <filesystem>
#include <vector>

namespace chainmail::supervisor {

namespace {

namespace fs = std::filesystem;

// proc(5), /proc/net/tcp: "sl local:port remote:port state ... inode"; state 0A
// listens.
std::string listening_inode(const std::string& table, std::uint16_t port)
{
    const auto text = os::read_file(table);
    if (!text) return {};
    for (const auto line : text::split(*text, '\n')) {
        std::vector<std::string_view> words;
        for (const auto word : text::split(line, ' '))
            if (!word.empty()) words.push_back(word);
        if (words.size() < 10 || words[3] != "0A") continue;
        const auto digits = words[1].substr(words[1].rfind(':') + 1);
        std::uint16_t found = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), found, 16);
        if (found == port) return std::string(words[9]);
    }
    return {};
}

bool holds(const fs::path& process, const std::string& link)
{
    std::error_code error;
    for (const auto& fd : fs::directory_iterator(process / "fd", error)) {
        std::error_code unreadable;
        if (fs::read_symlink(fd.path(), unreadable) == link) return true;
    }
    return false;
}

} // namespace

std::string port_holder(std::uint16_t port)
{
    auto inode = listening_inode("/proc/net/tcp", port);
    if (inode.empty()) inode = listening_inode("/proc/net/tcp6", port);
    if (inode.empty()) return {};
    const auto link = text::cat("socket:[", inode, "]");
    std::error_code error;
    for (const auto& process : fs::directory_iterator("/proc", error)) {
        const auto pid = process.path().filename().string();
        if (!text::to_number(pid) || !holds(process.path(), link)) continue;
        const auto name = os::read_file(process.path() / "comm");
        return text::cat(name ? text::trim(*name) : "a process", " (pid ", pid, ")");
    }
    return {};
}

} // namespace chainmail::supervisor
