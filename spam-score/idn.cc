// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "idn.h"

#include "mail/charset.h"
#include "scan.h"

#include <algorithm>
#include <idn2.h>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t longest_host = 1000; // nothing near it is a name; RFC 1035: 255

bool is_plain(std::string_view host)
{
    return std::all_of(host.begin(), host.end(), [](char c) {
        return is_word(c) || std::string_view(".:[]-").find(c) != npos;
    });
}

// Letters of Latin-1, without the two signs among them.
bool is_latin(std::string_view host)
{
    return std::all_of(host.begin(), host.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return text::is_alnum(c) || c == '_' || c == '.' || c == '-' ||
               (byte >= 0xC0 && byte != 0xD7 && byte != 0xDF && byte != 0xF7 &&
                byte != 0xFF);
    });
}

// RFC 3490 section 3.1: other full stops separate labels as well.
std::string with_plain_dots(std::string_view host)
{
    std::string out(host);
    for (const std::string_view dot : {"\xE3\x80\x82", "\xEF\xBC\x8E", "\xEF\xBD\xA1"})
        if (out.find(dot) != npos) out = replace_all(out, dot, ".");
    return out;
}

std::string converted(std::string utf8)
{
    char* ascii = nullptr;
    constexpr int how = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;
    if (::idn2_to_ascii_8z(utf8.c_str(), &ascii, how) != IDN2_OK) return utf8;
    std::string out(ascii);
    ::idn2_free(ascii);
    return out;
}

} // namespace

std::string ascii_host(std::string_view host)
{
    if (is_plain(host) || host.size() > longest_host || host.find('\0') != npos)
        return text::lower(host);
    if (mail::is_utf8(host)) return converted(with_plain_dots(host));
    if (is_latin(host)) return converted(mail::to_utf8(host, "iso-8859-1"));
    return text::lower(host);
}

} // namespace chainmail::spam_score
