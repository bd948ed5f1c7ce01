// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The delimiter lines of the multiparts a parser is in (RFC 2046 5.1.1). For the
// shelf's own use: see mime_tree.h.
#ifndef CHAINMAIL_MAIL_DELIMITERS_H
#define CHAINMAIL_MAIL_DELIMITERS_H

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace chainmail::mail {

/// A delimiter line, and whose it is.
struct Delimiter {
    std::size_t owner = 0;
    bool closing = false;
    std::size_t begin = 0; ///< of the line in the text
    std::size_t end = 0;   ///< behind its line end
};

/// A line is compared as a whole, blanks at its end aside, as clients do: the RFC lets
/// a delimiter be a prefix of its line, but boundaries that begin alike are common. One
/// look-up costs the length of the line, however many multiparts are open.
class Delimiters {
public:
    /// False when an open multipart has that boundary already: its delimiters stay its.
    bool add(std::string_view boundary, std::size_t owner);
    /// Does nothing when the boundary is another owner's.
    void remove(std::string_view boundary, std::size_t owner);

    /// `line` begins with "--"; `begin` and `end` of the result are not set.
    std::optional<Delimiter> match(std::string_view line) const;

    /// The next delimiter in `text`; `from` is the beginning of a line, and is moved on
    /// to the first line that was not looked at.
    std::optional<Delimiter> find_next(std::string_view text, std::size_t& from) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const
        {
            return std::hash<std::string_view>{}(s);
        }
    };
    std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> owners_;
};

} // namespace chainmail::mail

#endif
