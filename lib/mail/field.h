// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The header section of a message or of a part, taken apart into fields (RFC 5322 2.2).
// Line ends are LF; CRLF is understood too. All views point into the text given.
#ifndef CHAINMAIL_MAIL_FIELD_H
#define CHAINMAIL_MAIL_FIELD_H

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

/// One header field, folded lines included.
struct Field {
    std::string_view name;  ///< as written, without blanks before the colon
    std::string_view value; ///< behind the colon as written: leading blank and folds
                            ///< kept, the last line end not
    std::string_view whole; ///< the bytes of the field with all its line ends
    std::size_t offset = 0; ///< of `whole` in the text
};

/// How a header section ended.
enum class HeaderEnd {
    blank_line,  ///< as it should
    end_of_text, ///< there is no body
    no_field,    ///< a line that is no field: it is the first line of the body, as
                 ///< Postfix' cleanup(8) sees it
};

struct Header {
    std::vector<Field> fields;
    HeaderEnd end = HeaderEnd::end_of_text;
    std::size_t length = 0; ///< of the section, without the blank line
    std::size_t body = 0;   ///< offset of the first byte of the body
    bool cut = false;       ///< there are more than `limit` fields; the rest is counted
                            ///< in `length` but not in `fields`
};

/// More fields than any real message has; keeps memory bounded.
constexpr std::size_t max_fields = 10'000;

/// Asked of each line that begins with "--": whether it is a delimiter of MIME, which
/// ends the section (and `text`, for this purpose) before it.
using IsDelimiter = std::function<bool(std::string_view line)>;

/// Takes the header section at the start of `text` apart. A first line "From " or
/// ">From " (mbox) is passed over: it is in `length` and in no field.
Header split_header(std::string_view text,
                    std::size_t limit = max_fields,
                    const IsDelimiter& is_delimiter = {});

/// The same as amavisd and smtp-out(8) see a header: a line that is no field is passed
/// over, and the section goes on behind it up to a blank line.
Header split_whole_header(std::string_view text);

/// What one line is to a header section. `line` may have its line end or not.
enum class HeaderLine { field, continuation, blank, other };
HeaderLine classify_line(std::string_view line);

/// The first field of that name (case does not matter), or nullptr.
const Field* find(const Header& header, std::string_view name);

/// All fields of that name, in their order.
std::vector<const Field*> find_all(const Header& header, std::string_view name);

/// A value on one line: the line ends before continuation lines are removed, their
/// blanks stay (RFC 5322 2.2.3); white space at both ends is removed.
std::string unfold(std::string_view value);

} // namespace chainmail::mail

#endif
