// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The MIME structure of a message (RFC 2045, 2046): one pass over the lines, no
// recursion, time linear in the size of the message whatever it holds.
#ifndef CHAINMAIL_MAIL_MIME_TREE_H
#define CHAINMAIL_MAIL_MIME_TREE_H

#include "mail/content_type.h"
#include "mail/transfer.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

struct Limits {
    std::size_t parts = 1500; ///< $MAXFILES: parts in all
    std::size_t levels = 14;  ///< $MAXLEVELS: messages within messages, the mail itself
                              ///< is level 1; multiparts do not count
    std::size_t depth = 100;  ///< parts within parts of any kind: numbers in a path
};

/// Bytes of the text that was parsed.
struct Range {
    std::size_t offset = 0;
    std::size_t length = 0;

    std::string_view of(std::string_view text) const
    {
        return text.substr(offset, length);
    }
};

enum class Kind {
    leaf,      ///< content and nothing below
    multipart, ///< has parts; no content of its own but preamble and epilogue
    message,   ///< message/rfc822: content, and one part below: the message in it
    preamble,  ///< text before the first delimiter of a multipart, where not blank
    epilogue,  ///< text behind its closing delimiter, where not blank
};

constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

/// The path says where a part is: the message itself is "1"; the parts of a multipart P
/// are P.1, P.2 ..., its preamble is P.0, its epilogue has the number behind the last
/// part; the message in a message/rfc822 P is P.1.
struct Part {
    std::string path;
    Kind kind = Kind::leaf;
    std::size_t parent = no_parent; ///< index in MimeTree::parts
    std::size_t depth = 1;          ///< numbers in the path
    std::size_t level = 1;          ///< messages around it, the mail itself included
    Range header; ///< without the blank line; empty for preamble and epilogue
    Range body;   ///< still encoded; without the line end before a delimiter
    ContentType content_type; ///< the first declared, or the default of RFC 2045 5.2
                              ///< and RFC 2046 5.1.5
    ContentType disposition;  ///< `type` is empty when there is none
    Encoding encoding = Encoding::identity;
    std::vector<std::string> types; ///< all types declared, never empty
    std::vector<std::string>
        names; ///< all file names a client may take, as UTF-8: each
               ///< decoded and, where that differs, as written
    std::vector<std::string> ambiguous; ///< what clients may read differently, each
                                        ///< once: the words of mime-split(8)
    bool doubtful = false;  ///< readers may find more in its header than stands here
    std::size_t fields = 0; ///< Content-Type, -Disposition, -Transfer-Encoding fields
};

/// What ended the parser. All but `end`: a limit; the tree is not complete, and parts
/// that were open then reach to the end of the message.
enum class Stop { end, parts, levels, depth };

struct MimeTree {
    std::vector<Part> parts; ///< a parent before its parts, siblings in their order
    std::vector<std::string> errors; ///< violations of MIME, each once, in order
    Stop stop = Stop::end;
    bool doubtful =
        false;           ///< a reader may find other parts than these: there are
                         ///< errors, ambiguities, or Content fields where no header is
    bool quotes = false; ///< Content fields stand in text that is declared as such
    std::vector<std::size_t> files; ///< offsets of lines with which a file without MIME
                                    ///< may begin (inline_file.h)
};

/// Views are not kept: ranges are offsets into `message` (LF line ends; CRLF
/// understood).
MimeTree parse_mime(std::string_view message, const Limits& limits = {});

} // namespace chainmail::mail

#endif
