// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Content-Transfer-Encoding (RFC 2045 6): from the lines of a body to its bytes.
// Decoding never fails; it reads what can be read and says what was wrong.
#ifndef CHAINMAIL_MAIL_TRANSFER_H
#define CHAINMAIL_MAIL_TRANSFER_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace chainmail::mail {

enum class Encoding {
    identity, ///< 7bit, 8bit, binary and every name we do not know
    base64,
    quoted_printable,
};

/// From the value of a Content-Transfer-Encoding field (case and comments ignored).
Encoding encoding_of(std::string_view value);

/// Decodes `text` piece by piece, in time linear in its size. `text` must outlive it.
/// Base64: other characters are skipped. Padding ends a group of four, not the data:
/// readers disagree here, and what stands behind padding must not escape the checks.
/// Quoted-printable: blanks at the end of a line are dropped, an "=" that begins
/// nothing valid stands for itself, line ends stay as they are.
class TransferDecoder {
public:
    TransferDecoder(Encoding encoding, std::string_view text)
        : encoding_(encoding),
          rest_(text)
    {
    }

    /// Appends at most `size` (>= 4) bytes to `to`; false when the text is used up and
    /// nothing was appended.
    bool next(std::string& to, std::size_t size = 65536);

    /// Base64 characters behind padding were met so far.
    bool behind_padding() const { return behind_padding_; }
    /// Something that the encoding does not allow was met so far.
    bool damaged() const { return damaged_; }

private:
    void take_base64(std::string& to, std::size_t size);
    void take_quoted(std::string& to, std::size_t size);
    void flush_group(std::string& to);
    void take_other(char c, std::string& to);
    bool load_line();
    void take_escape(std::string& to);

    Encoding encoding_;
    std::string_view rest_;
    std::string_view line_;     ///< quoted-printable: the rest of the line in hand
    std::string_view line_end_; ///< and what it ends with
    std::uint32_t group_ = 0;   ///< base64: the bits of the group in hand
    int digits_ = 0;            ///< and how many characters gave them
    bool padded_ = false;
    bool behind_padding_ = false;
    bool damaged_ = false;
};

/// The value of a digit of base64 (RFC 4648 4), or no_base64_digit.
unsigned base64_digit(char c);
constexpr unsigned no_base64_digit = 255;

/// Whether lines of base64 but the last end within a group of four, going by their
/// lengths alone.
bool has_uneven_lines(std::string_view text);

/// The decoded bytes of `text`, at most `limit` of them; the rest is left out.
std::string decode(Encoding encoding, std::string_view text, std::size_t limit);

} // namespace chainmail::mail

#endif
