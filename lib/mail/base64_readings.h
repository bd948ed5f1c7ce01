// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Base64 as readers that disagree about bad base64 take it. Each reading is one pass.
#ifndef CHAINMAIL_MAIL_BASE64_READINGS_H
#define CHAINMAIL_MAIL_BASE64_READINGS_H

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

/// What a reader does with what RFC 2045 6.8 does not allow.
struct Base64Rules {
    enum class Padding {
        ends_group, ///< "=" ends a group of four, data may go on
        ends_data,  ///< nothing behind it is read
        ignored,    ///< it is like any other character out of place
        in_group,   ///< it takes one of four places and gives no bits
        as_zero,    ///< it is read as "A"; so many bytes less come out of the group
        is_zero,    ///< it is read as "A" but at the end of the data
    };
    enum class Junk {
        skipped,
        ends_line,   ///< the rest of its line is not read
        spoils_line, ///< its line is not read
    };
    Padding padding = Padding::ends_group;
    Junk junk = Junk::skipped;
    bool by_line = false;  ///< an incomplete group does not go on in the next line
    bool url_safe = false; ///< "-" and "_" are digits (RFC 4648 5)
};

/// The bytes that a reader with these rules sees.
std::string decode_base64(std::string_view text, const Base64Rules& rules);

/// Something that readers of base64 treat differently.
struct Base64Oddities {
    bool inner_padding = false; ///< digits behind padding, or padding out of place
    bool junk = false;          ///< other characters than digits, "=" and white space
    bool url_safe = false;      ///< "-" or "_" among them
    bool uneven = false;        ///< a line but the last does not end with a group
    bool short_start = false;   ///< a blank line behind a short beginning
    bool short_lines = false;   ///< a line that is not the last has less than 60 digits
    /// Uneven as the lines of some senders are: of an odd length, but long.
    bool only_line_length() const
    {
        return uneven && !inner_padding && !junk && !short_start && !short_lines;
    }
};
Base64Oddities find_oddities(std::string_view text);

/// The rules under which `oddities` may give other bytes; the usual ones first. At most
/// 10.
std::vector<Base64Rules> rules_for(const Base64Oddities& oddities);

/// `text` behind its first blank line.
std::string_view behind_blank_line(std::string_view text);

/// Nothing but digits and padding, or nothing at all.
bool is_base64(std::string_view line);

} // namespace chainmail::mail

#endif
