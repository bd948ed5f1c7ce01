// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// iconv(3) as a value. For the shelf's own use: see charset.h.
#ifndef CHAINMAIL_MAIL_CONVERTER_H
#define CHAINMAIL_MAIL_CONVERTER_H

#include <iconv.h>
#include <string>
#include <string_view>

namespace chainmail::mail {

/// What becomes of bytes that cannot be read: U+FFFD or "\xE9", one for each.
enum class Unreadable { marked, spelled };

/// A converter to UTF-8 from one of the charsets of a fixed list. Names outside of it
/// are not shown to iconv: mail should not choose which of its modules run.
class Converter {
public:
    explicit Converter(std::string_view charset);
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter();

    explicit operator bool() const { return handle_ != none(); }

    std::string convert(std::string_view bytes,
                        Unreadable unreadable = Unreadable::marked) const;

    static bool knows(std::string_view charset);

private:
    // iconv_open(3) says (iconv_t)-1 when there is none.
    static iconv_t none();
    iconv_t handle_ = none();
};

} // namespace chainmail::mail

#endif
