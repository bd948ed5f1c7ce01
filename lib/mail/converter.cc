// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/converter.h"

#include "base/text.h"
#include "mail/charset.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <deque>

namespace chainmail::mail {

namespace {

struct Charset {
    std::string_view name; ///< as mail writes it, lower case
    const char* system;    ///< as iconv(3) calls it or a superset that clients use
};

constexpr Charset charsets[] = {
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-3", "ISO-8859-3"},
    {"iso-8859-4", "ISO-8859-4"},
    {"iso-8859-5", "ISO-8859-5"},
    {"iso-8859-6", "ISO-8859-6"},
    {"iso-8859-7", "ISO-8859-7"},
    {"iso-8859-8", "ISO-8859-8"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-9", "ISO-8859-9"},
    {"iso-8859-10", "ISO-8859-10"},
    {"iso-8859-11", "ISO-8859-11"},
    {"iso-8859-13", "ISO-8859-13"},
    {"iso-8859-14", "ISO-8859-14"},
    {"iso-8859-16", "ISO-8859-16"},
    {"windows-1250", "CP1250"},
    {"windows-1251", "CP1251"},
    {"windows-1253", "CP1253"},
    {"windows-1254", "CP1254"},
    {"windows-1255", "CP1255"},
    {"windows-1256", "CP1256"},
    {"windows-1257", "CP1257"},
    {"windows-1258", "CP1258"},
    {"windows-874", "CP874"},
    {"tis-620", "CP874"},
    {"cp1250", "CP1250"},
    {"cp1251", "CP1251"},
    {"cp437", "CP437"},
    {"cp850", "CP850"},
    {"cp866", "CP866"},
    {"macintosh", "MACINTOSH"},
    {"koi8-r", "KOI8-R"},
    {"koi8-u", "KOI8-U"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"gb18030", "GB18030"},
    {"big5", "CP950"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"shift_jis", "CP932"},
    {"sjis", "CP932"},
    {"x-sjis", "CP932"},
    {"windows-31j", "CP932"},
    {"euc-jp", "EUC-JP"},
    {"iso-2022-jp", "ISO-2022-JP"},
    {"euc-kr", "UHC"},
    {"ks_c_5601-1987", "UHC"},
    {"iso-2022-kr", "ISO-2022-KR"},
    {"cp932", "CP932"},
    {"cp936", "CP936"},
    {"cp949", "UHC"},
    {"cp950", "CP950"},
    {"cp1253", "CP1253"},
    {"cp1254", "CP1254"},
    {"cp1255", "CP1255"},
    {"cp1256", "CP1256"},
    {"cp1257", "CP1257"},
    {"cp1258", "CP1258"},
    {"cp852", "CP852"},
    {"cp855", "CP855"},
    {"cp874", "CP874"},
    {"euc-cn", "EUC-CN"},
    {"ks-x-1001", "EUC-KR"},
    {"shiftjis", "SHIFT_JIS"},
    {"big5-eten", "BIG5"},
    {"utf-7", "UTF-7"},
    {"utf-32", "UTF-32"},
};

const char* system_name(std::string_view charset)
{
    for (const auto& known : charsets)
        if (text::equal_ignore_case(known.name, charset)) return known.system;
    return nullptr;
}

// 0, or why iconv stopped. Each call either takes bytes off or names a reason to.
int convert_block(iconv_t handle, char** from, std::size_t* left, std::string& out)
{
    std::array<char, 4096> block;
    char* to = block.data();
    std::size_t room = block.size();
    const std::size_t done = ::iconv(handle, from, left, &to, &room);
    const int why = done == static_cast<std::size_t>(-1) ? errno : 0;
    out.append(block.data(), static_cast<std::size_t>(to - block.data()));
    return why;
}

void append_spelled(std::string& out, char byte)
{
    out += text::cat("\\x", text::hex(byte));
}

std::deque<Converter> open_all()
{
    std::deque<Converter> converters;
    for (const auto& charset : charsets)
        converters.emplace_back(charset.name);
    return converters;
}

} // namespace

iconv_t Converter::none()
{
    // What iconv_open(3) fails with, a number where a pointer is expected.
    return reinterpret_cast<iconv_t>(-1L); // NOLINT(performance-no-int-to-ptr)
}

Converter::Converter(std::string_view charset)
{
    if (const char* system = system_name(charset))
        handle_ = ::iconv_open("UTF-8", system);
}

Converter::~Converter()
{
    if (handle_ != none()) ::iconv_close(handle_);
}

bool Converter::knows(std::string_view charset)
{
    return system_name(charset) != nullptr;
}

std::string Converter::convert(std::string_view bytes, Unreadable unreadable) const
{
    std::string out;
    char* from = const_cast<char*>(bytes.data()); // iconv only reads, its type is older
    std::size_t left = bytes.size();
    while (left > 0) {
        const int why = convert_block(handle_, &from, &left, out);
        if (why == 0 || why == E2BIG) continue;
        if (unreadable == Unreadable::marked)
            append_utf8(out, 0xFFFD);
        else
            append_spelled(out, *from);
        ++from;
        --left;
    }
    // Some charsets hold a character back until they know what follows.
    convert_block(handle_, nullptr, nullptr, out);
    return out;
}

void warm_charsets()
{
    // Until the end of the process: glibc unloads a module with its last handle.
    [[maybe_unused]] static const auto kept = open_all();
}

} // namespace chainmail::mail
