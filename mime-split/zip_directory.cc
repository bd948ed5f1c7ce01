// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "zip_directory.h"

#include "numbers.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace chainmail::mime_split {

namespace {

using namespace std::string_view_literals;

constexpr auto local_mark = "PK\x03\x04"sv;
constexpr auto directory_mark = "PK\x01\x02"sv;
constexpr auto end_mark = "PK\x05\x06"sv;
constexpr std::size_t local_size = 30;
constexpr std::size_t entry_size = 46;
constexpr std::size_t end_size = 22;
// Flags and method, two bytes each.
constexpr std::size_t coding_place = 6;
constexpr std::size_t coding_size = 4;
// What a pair of names costs beside its bytes.
constexpr std::size_t name_overhead = 64;

struct Span {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    auto operator<=>(const Span&) const = default;
};

std::uint64_t number(std::string_view bytes, std::uint64_t offset, std::size_t length)
{
    return offset > bytes.size() ? 0 : little_endian(bytes, offset, length);
}

std::string_view
piece(std::string_view bytes, std::uint64_t offset, std::uint64_t length)
{
    return offset > bytes.size() ? std::string_view() : bytes.substr(offset, length);
}

class Directory {
public:
    Directory(std::string_view zip, std::size_t end) : zip_(zip), end_(end)
    {
        const auto size = number(zip, end + 12, 4);
        start_ = size > end ? end : end - size;
        // Bytes in front of the archive are not counted in its offsets.
        shift_ = start_ - std::min(start_, number(zip, end + 16, 4));
    }

    ZipReadings compare()
    {
        ZipReadings readings;
        auto at = start_;
        while (piece(zip_, at, 4) == directory_mark) {
            const auto name_length = number(zip_, at + 28, 2);
            const auto name = piece(zip_, at + entry_size, name_length);
            const auto local = number(zip_, at + 42, 4) + shift_;
            take(local, name, number(zip_, at + 20, 4), readings);
            compare_coding(local, piece(zip_, at + 8, coding_size), readings);
            at += entry_size + name_length + number(zip_, at + 30, 2) +
                  number(zip_, at + 32, 2);
        }
        readings.hides = is_full_ || has_others();
        return readings;
    }

private:
    void take(std::uint64_t local,
              std::string_view listed,
              std::uint64_t packed,
              ZipReadings& readings)
    {
        if (piece(zip_, local, 4) != local_mark) return;
        const auto name_length = number(zip_, local + 26, 2);
        const auto head =
            local + local_size + name_length + number(zip_, local + 28, 2);
        members_.push_back({local, head + packed});
        const auto own = piece(zip_, local + local_size, name_length);
        if (own == listed || is_full_) return;
        // Entries may all point at one header, or overlap.
        named_ += own.size() + listed.size() + name_overhead;
        is_full_ = named_ > zip_.size();
        if (!is_full_) readings.listed_as.emplace(own, listed);
    }

    // Flags and method in front of the content count for some, those of the directory
    // for others.
    void compare_coding(std::uint64_t local,
                        std::string_view listed,
                        ZipReadings& readings) const
    {
        constexpr unsigned encrypted = 1;
        const auto own = piece(zip_, local + coding_place, coding_size);
        if (piece(zip_, local, 4) != local_mark || own.size() < coding_size ||
            listed.size() < coding_size)
            return;
        const auto flags = number(own, 0, 2) ^ number(listed, 0, 2);
        if ((flags & encrypted) != 0 || own.substr(2) != listed.substr(2))
            readings.codings.push_back({local + coding_place, listed});
    }

    // A header between the members, in front of them or behind the end.
    bool has_others()
    {
        std::ranges::sort(members_);
        std::uint64_t covered = 0;
        for (const auto& member : members_) {
            if (member.begin > covered &&
                piece(zip_, covered, member.begin - covered).find(local_mark) !=
                    zip_.npos)
                return true;
            covered = std::max(covered, member.end);
        }
        const auto rest =
            start_ > covered ? piece(zip_, covered, start_ - covered) : ""sv;
        return rest.find(local_mark) != zip_.npos ||
               piece(zip_, end_ + end_size, zip_.size()).find(local_mark) != zip_.npos;
    }

    std::string_view zip_;
    std::uint64_t end_;
    std::uint64_t start_ = 0;
    std::uint64_t shift_ = 0;
    std::vector<Span> members_;
    std::uint64_t named_ = 0; ///< what the names of both kinds take
    bool is_full_ = false;    ///< more than archives without overlaps can have
};

// A directory before the record at `end`, going by the size that stands there or, in
// front of it, by its place.
bool ends_directory(std::string_view content, std::size_t end)
{
    constexpr auto large_mark = "PK\x06\x07"sv; // of Zip64, 20 bytes
    const auto size = number(content, end + 12, 4);
    return (end >= 20 && piece(content, end - 20, 4) == large_mark) ||
           (size <= end && piece(content, end - size, 4) == directory_mark) ||
           piece(content, number(content, end + 16, 4), 4) == directory_mark;
}

} // namespace

bool ends_as_zip(std::string_view content)
{
    constexpr std::size_t longest = 65535 + end_size;
    const auto from = content.size() - std::min(longest, content.size());
    // Text hardly has the byte 05, and memchr(3) is quick.
    for (auto at = content.find(end_mark[2], from + 2); at != content.npos;
         at = content.find(end_mark[2], at + 1))
        if (piece(content, at - 2, end_mark.size()) == end_mark &&
            ends_directory(content, at - 2))
            return true;
    return false;
}

ZipReadings compare_readings(std::string_view zip)
{
    // Zip64 is not looked at: more than 4 GB, or 65,535 members.
    const auto end = zip.rfind(end_mark);
    return end == zip.npos ? ZipReadings() : Directory(zip, end).compare();
}

std::string with_codings(std::string_view zip, const ZipReadings& readings)
{
    std::string changed(zip);
    for (const auto& coding : readings.codings)
        changed.replace(coding.offset, coding.listed.size(), coding.listed);
    return changed;
}

} // namespace chainmail::mime_split
