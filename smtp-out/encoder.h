// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A message of LF lines as SMTP carries it (RFC 5321 4.5.2): each LF is CR LF, a line
// that begins with a dot has another one. Every other CR is left out, NUL becomes
// C0 80: no server behind us can find a line end or an end of data where we have none.
// Pure.
#ifndef CHAINMAIL_SMTP_OUT_ENCODER_H
#define CHAINMAIL_SMTP_OUT_ENCODER_H

#include <cstddef>
#include <string>
#include <string_view>

namespace chainmail::smtp_out {

class Encoder {
public:
    /// Appends the next piece of the message; pieces may end anywhere.
    void encode(std::string_view piece, std::string& to);

    /// Appends the line end that the last line lacks, if it does.
    void end_line(std::string& to);

    std::size_t removed_crs() const { return removed_crs_; }
    std::size_t replaced_nuls() const { return replaced_nuls_; }

private:
    void encode_clean(std::string_view piece, std::string& to);
    void encode_bytes(std::string_view piece, std::string& to);

    bool line_begins_ = true;
    std::size_t removed_crs_ = 0;
    std::size_t replaced_nuls_ = 0;
};

/// Whether a byte above 7F is in `text`.
bool has_8bit(std::string_view text);

} // namespace chainmail::smtp_out

#endif
