// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The objects of a PDF file (ISO 32000-1, 7.3 and 7.5), found by looking at all of its
// bytes: its own tables may be wrong, and readers repair them in the same way.
#ifndef CHAINMAIL_MIME_SPLIT_PDF_SYNTAX_H
#define CHAINMAIL_MIME_SPLIT_PDF_SYNTAX_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

struct PdfStream {
    std::uint64_t object = 0;    ///< its number
    std::string_view dictionary; ///< with its brackets
    std::string_view data;       ///< still encoded
};

/// The streams of `content`, at most `most` of them; `is_whole` becomes false when
/// there are more.
std::vector<PdfStream>
pdf_streams(std::string_view content, std::size_t most, bool& is_whole);

struct PdfAttachment {
    std::uint64_t object = 0; ///< the stream that holds it
    std::string name;         ///< UTF-8
};

/// File specifications (7.11.3) in `text`. Each takes one from `budget`; at 0 it ends.
std::vector<PdfAttachment> pdf_attachments(std::string_view text, std::size_t& budget);

/// The bytes that hexadecimal digits say, up to a ">"; other characters are skipped,
/// and a digit that is missing is 0.
std::string pdf_hexadecimal(std::string_view digits);

/// Names of filters in a stream's dictionary, in the order in which to undo them.
std::vector<std::string> pdf_filters(std::string_view dictionary);

/// Whether the name is there: "/EmbeddedFile", whole, also with "#" escapes in it.
bool pdf_has_name(std::string_view dictionary, std::string_view name);

} // namespace chainmail::mime_split

#endif
