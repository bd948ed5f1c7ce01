// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "eicar.h"

#include "base/text.h"

#include <string_view>

namespace chainmail::virus_check {

namespace {

// Every byte is one above the pattern's.
constexpr std::string_view shifted =
    "Y6P\"Q&ABQ\\5]Q[Y65)Q_*8DD*8~%FJDBS.TUBOEBSE.BOUJWJSVT.UFTU.GJMF\"%I,I+";

std::string hexadecimal(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

} // namespace

std::string eicar_bytes()
{
    std::string bytes(shifted);
    for (char& c : bytes)
        --c;
    return bytes;
}

std::string eicar_database()
{
    // Any type of file, at offset 0.
    return text::cat("Eicar-Test-Signature:0:0:", hexadecimal(eicar_bytes()), '\n');
}

} // namespace chainmail::virus_check
