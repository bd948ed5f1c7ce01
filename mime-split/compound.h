// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Compound files, in which old Office documents, Outlook messages and installers keep
// their streams ([MS-CFB]).
#ifndef CHAINMAIL_MIME_SPLIT_COMPOUND_H
#define CHAINMAIL_MIME_SPLIT_COMPOUND_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

/// A stream, or a storage with streams in it.
struct CompoundEntry {
    std::string path; ///< names in UTF-8, joined by "/", without the root's
    bool stream = false;
    std::uint32_t start = 0;
    std::uint64_t size = 0;
};

class Compound {
public:
    /// Views are kept: `content` must outlive it. What cannot be read has no entries.
    explicit Compound(std::string_view content);

    const std::vector<CompoundEntry>& entries() const { return entries_; }

    /// At most `most` bytes from the beginning of a stream; less where its chain is
    /// cut.
    std::string read(const CompoundEntry& entry, std::uint64_t most) const;

private:
    std::string_view sector(std::uint32_t number) const;
    std::uint32_t next(std::uint32_t number) const;
    void read_table();
    std::string chain(std::uint32_t start, std::uint64_t most) const;
    std::string mini_chain(std::uint32_t start, std::uint64_t most) const;
    void read_directory();

    std::string_view content_;
    std::size_t sector_size_ = 0;
    std::vector<std::uint32_t> table_; ///< the sector behind each sector
    std::string mini_table_;
    std::string mini_stream_;
    std::uint64_t mini_limit_ = 0;
    std::vector<CompoundEntry> entries_;
};

} // namespace chainmail::mime_split

#endif
