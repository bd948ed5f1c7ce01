// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "compound.h"

#include "mail/charset.h"
#include "numbers.h"

#include <algorithm>

namespace chainmail::mime_split {

namespace {

constexpr std::size_t header_size = 512;
constexpr std::size_t entry_size = 128;
constexpr std::size_t mini_size = 64;
constexpr std::uint32_t last_regular = 0xFFFFFFFA;
constexpr std::size_t longest_path = 1024;

enum : unsigned char { storage = 1, stream = 2, root = 5 };

std::uint32_t number(std::string_view bytes, std::size_t offset)
{
    return static_cast<std::uint32_t>(little_endian(bytes, offset, 4));
}

std::string name_of(std::string_view entry)
{
    const auto length = std::min<std::size_t>(little_endian(entry, 64, 2), 64);
    return length < 2 ? std::string()
                      : mail::to_utf8(entry.substr(0, length - 2), "utf-16le");
}

} // namespace

Compound::Compound(std::string_view content) : content_(content)
{
    const auto shift = little_endian(content, 30, 2);
    if (content.size() < header_size || (shift != 9 && shift != 12)) return;
    sector_size_ = std::size_t{1} << shift;
    mini_limit_ = number(content, 56);
    read_table();
    mini_table_ = chain(number(content, 60), content.size());
    read_directory();
}

std::string_view Compound::sector(std::uint32_t number) const
{
    const auto offset = (std::uint64_t{number} + 1) * sector_size_;
    if (number > last_regular || offset >= content_.size()) return {};
    return content_.substr(offset, sector_size_);
}

std::uint32_t Compound::next(std::uint32_t number) const
{
    return number < table_.size() ? table_[number] : last_regular + 1;
}

// The sectors of the table are listed in the header, and behind it in a chain of more
// lists. No more of them count than the file has sectors.
void Compound::read_table()
{
    constexpr std::size_t in_header = 109, list_at = 76;
    const auto most = content_.size() / sector_size_ + 1;
    const auto add = [&](std::uint32_t which) {
        const auto bytes = sector(which);
        for (std::size_t i = 0; i + 4 <= bytes.size() && table_.size() <= most; i += 4)
            table_.push_back(static_cast<std::uint32_t>(little_endian(bytes, i, 4)));
    };
    for (std::size_t i = 0; i < in_header; ++i)
        add(number(content_, list_at + 4 * i));
    auto list = number(content_, 68);
    for (std::size_t lists = 0; lists <= most && table_.size() <= most; ++lists) {
        const auto bytes = sector(list);
        if (bytes.size() < sector_size_) break;
        for (std::size_t i = 0; i + 4 < bytes.size(); i += 4)
            add(number(bytes, i));
        list = number(bytes, sector_size_ - 4);
    }
}

// A chain longer than the file goes round.
std::string Compound::chain(std::uint32_t start, std::uint64_t most) const
{
    std::string bytes;
    most = std::min<std::uint64_t>(most, content_.size());
    for (auto at = start; bytes.size() < most; at = next(at)) {
        const auto piece = sector(at);
        if (piece.empty()) break;
        bytes += piece.substr(0, most - bytes.size());
    }
    return bytes;
}

std::string Compound::mini_chain(std::uint32_t start, std::uint64_t most) const
{
    std::string bytes;
    most = std::min<std::uint64_t>(most, mini_stream_.size());
    for (auto at = start; bytes.size() < most;) {
        const auto offset = std::uint64_t{at} * mini_size;
        if (offset >= mini_stream_.size()) break;
        bytes += std::string_view(mini_stream_)
                     .substr(offset,
                             std::min<std::uint64_t>(mini_size, most - bytes.size()));
        if (std::size_t{at} * 4 + 4 > mini_table_.size()) break;
        at = number(mini_table_, std::size_t{at} * 4);
    }
    return bytes;
}

// A tree of siblings below each storage; each entry is met once.
void Compound::read_directory()
{
    const auto directory = chain(number(content_, 48), content_.size());
    const auto count = directory.size() / entry_size;
    if (count == 0) return;
    struct Visit {
        std::uint32_t index;
        std::string path;
    };
    std::vector<bool> met(count);
    std::vector<Visit> todo{{0, ""}};
    while (!todo.empty()) {
        auto visit = std::move(todo.back());
        todo.pop_back();
        if (visit.index >= count || met[visit.index] ||
            visit.path.size() > longest_path)
            continue;
        met[visit.index] = true;
        const auto entry =
            std::string_view(directory).substr(visit.index * entry_size, entry_size);
        const auto kind = static_cast<unsigned char>(entry[66]);
        const auto start = number(entry, 116);
        const auto size =
            little_endian(entry, 120, sector_size_ == header_size ? 4 : 8);
        todo.push_back({number(entry, 68), visit.path});
        todo.push_back({number(entry, 72), visit.path});
        if (kind == root) {
            mini_stream_ = chain(start, size);
            todo.push_back({number(entry, 76), ""});
            continue;
        }
        const auto path = visit.path + name_of(entry);
        entries_.push_back({path, kind == stream, start, size});
        if (kind == storage) todo.push_back({number(entry, 76), path + '/'});
    }
}

std::string Compound::read(const CompoundEntry& entry, std::uint64_t most) const
{
    most = std::min(most, entry.size);
    return entry.size < mini_limit_ ? mini_chain(entry.start, most)
                                    : chain(entry.start, most);
}

} // namespace chainmail::mime_split
