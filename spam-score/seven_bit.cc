// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "seven_bit.h"

#include "scan.h"

#include <algorithm>
#include <array>

namespace chainmail::spam_score {

namespace {

constexpr char escape = '\x1B';
constexpr char shift_out = '\x0E';
constexpr char shift_in = '\x0F';

enum class Set { ascii, kanji, supplement, kana };

struct Designation {
    std::string_view escape;
    Set set;
};

// RFC 1468, RFC 2237, and JIS X 0201's katakana.
constexpr std::array designations{
    Designation{"\x1B(B", Set::ascii},
    Designation{"\x1B(J", Set::ascii},
    Designation{"\x1B$@", Set::kanji},
    Designation{"\x1B$B", Set::kanji},
    Designation{"\x1B&@\x1B$B", Set::kanji},
    Designation{"\x1B$(D", Set::supplement},
    Designation{"\x1B(I", Set::kana},
};

char raised(char c)
{
    return c > ' ' && c < '\x7F'
               ? static_cast<char>(static_cast<unsigned char>(c) | 0x80U)
               : c;
}

// Text up to the next escape, in the set in force.
void append_run(std::string& out, std::string_view run, Set set)
{
    for (std::size_t i = 0; i < run.size(); ++i) {
        const char c = raised(run[i]);
        const bool is_raised = c != run[i];
        if (set == Set::ascii || !is_raised) {
            out += run[i];
        } else if (set == Set::supplement && i + 1 < run.size() &&
                   raised(run[i + 1]) != run[i + 1]) {
            out += '\x8F';
            out += c;
            out += raised(run[++i]);
        } else {
            if (set == Set::kana && static_cast<unsigned char>(c) <= 0xDF)
                out += '\x8E';
            out += c;
        }
    }
}

} // namespace

std::string euc_of_jis(std::string_view bytes)
{
    const auto* const high = std::find_if(bytes.begin(), bytes.end(), text::is_8bit);
    bytes = bytes.substr(0, static_cast<std::size_t>(high - bytes.begin()));
    std::string out;
    Set set = Set::ascii;
    while (!bytes.empty()) {
        if (bytes.front() == escape) {
            const auto* const found = std::find_if(
                designations.begin(), designations.end(), [&](const Designation& d) {
                    return bytes.starts_with(d.escape);
                });
            if (found == designations.end()) break;
            set = found->set;
            bytes.remove_prefix(found->escape.size());
        }
        const auto run = bytes.substr(0, bytes.find(escape));
        append_run(out, run, set);
        bytes.remove_prefix(run.size());
    }
    return out;
}

std::string euc_of_korean(std::string_view bytes)
{
    const std::string plain = replace_all(bytes, "\x1B$)C", "");
    std::string out;
    std::string_view rest = plain;
    while (!rest.empty()) {
        const auto open = rest.find(shift_out);
        const auto close = open == npos ? npos : rest.find(shift_in, open);
        if (close == npos) break;
        out += rest.substr(0, open);
        for (const char c : rest.substr(open + 1, close - open - 1))
            out += raised(c);
        rest.remove_prefix(close + 1);
    }
    out += rest;
    return out.substr(0, out.find(escape));
}

} // namespace chainmail::spam_score
