// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Decoded text, with the one thing that Perl knows of it and rules can see: whether it
// is a string of bytes or of Unicode characters.
//
// A string of bytes holds only characters up to U+00FF and reaches the rules as one
// byte a character; a string of characters reaches them as UTF-8, and its white space
// is Unicode's. Joining the two makes characters of all.
#ifndef CHAINMAIL_SPAM_SCORE_CHARACTERS_H
#define CHAINMAIL_SPAM_SCORE_CHARACTERS_H

#include <cstdint>
#include <string>
#include <string_view>

namespace chainmail::spam_score {

struct Characters {
    std::string utf8;
    bool wide = false; ///< a string of Unicode characters

    void append(const Characters& more)
    {
        utf8 += more.utf8;
        wide = wide || more.wide;
    }
    /// The bytes rules see.
    std::string octets() const;
};

bool is_ascii(std::string_view bytes);

/// How many characters well-formed UTF-8 has.
std::size_t count_characters(std::string_view utf8);

/// The offset behind the first `count` characters, or the size.
std::size_t offset_of_character(std::string_view utf8, std::size_t count);

/// One character and its length in bytes; a byte that begins none stands for itself.
struct Character {
    std::uint32_t code = 0;
    std::size_t length = 1;
};
Character character_at(std::string_view utf8, std::size_t at);

/// White space as Perl's \s on a string of that kind.
bool is_white(std::uint32_t code, bool wide);

/// A word character as Perl's \w on a string of that kind. Beyond ASCII: letters and
/// digits are taken to be all code points that are not known to be punctuation,
/// symbols, spaces or controls.
bool is_word_character(std::uint32_t code, bool wide);

} // namespace chainmail::spam_score

#endif
