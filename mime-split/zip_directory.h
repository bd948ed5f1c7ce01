// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Zip files that programs read in different ways: by the directory at their end, or
// member by member from their beginning (PKWARE's APPNOTE.TXT, 4.3).
#ifndef CHAINMAIL_MIME_SPLIT_ZIP_DIRECTORY_H
#define CHAINMAIL_MIME_SPLIT_ZIP_DIRECTORY_H

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

/// How the content of a member is encoded, as the directory has it.
struct ZipCoding {
    std::uint64_t offset = 0; ///< of what the member's own header says instead
    std::string_view listed;  ///< as many bytes
};

struct ZipReadings {
    /// There are members that the directory does not list.
    bool hides = false;
    /// What the directory calls members whose own header says otherwise, by that name.
    std::map<std::string, std::string, std::less<>> listed_as;
    /// Members that are encrypted, or of another method, by one of the two only.
    std::vector<ZipCoding> codings;
};

/// Nothing to say of a file without a directory: there is one way to read it.
ZipReadings compare_readings(std::string_view zip);

/// A copy in which the members' own headers have what the directory says.
std::string with_codings(std::string_view zip, const ZipReadings& readings);

/// Whether a zip file stands at the end of `content`, whatever is in front of it: the
/// last 64 KiB have the record that ends one, which points at a directory.
bool ends_as_zip(std::string_view content);

} // namespace chainmail::mime_split

#endif
