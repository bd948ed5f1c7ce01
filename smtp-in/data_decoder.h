// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The message behind DATA (RFC 5321 4.5.2) taken off the wire, block by block. Pure.
//
// The data ends at CR LF "." CR LF and at nothing else. A "." at the beginning of a
// line that follows CR LF is taken away. CR LF becomes LF. A CR that is not part of a
// CR LF stays and is reported; a lone LF stays, as the line end that it then is:
// whoever sends the message on writes CR LF for each LF and puts a "." before each "."
// that begins a line, so that no other server finds an end of data where we found none.
#ifndef CHAINMAIL_SMTP_IN_DATA_DECODER_H
#define CHAINMAIL_SMTP_IN_DATA_DECODER_H

#include <cstdint>
#include <string>
#include <string_view>

namespace chainmail::smtp_in {

/// Of the message as it is written, LF line ends.
struct DataFacts {
    std::uint64_t length = 0;
    std::uint64_t lines = 0;         ///< LFs: length + lines is the size of RFC 1870
    std::uint64_t header_length = 0; ///< bytes before the first empty line, or all
    bool bare_cr = false;
    bool nul = false;
};

class DataDecoder {
public:
    /// Appends to `to` what `block` says, at most one byte more than it has. Returns
    /// how many bytes of the block belong to the data: all of them until done().
    std::size_t decode(std::string_view block, std::string& to);

    bool done() const { return state_ == State::done; }
    /// Complete once done().
    DataFacts facts() const;

private:
    enum class State {
        line_begin, ///< behind CR LF: a "." means something
        text,
        cr,     ///< a CR whose next byte is not known yet
        dot,    ///< "." at the beginning of a line
        dot_cr, ///< "." CR at the beginning of a line
        done,
    };
    std::size_t take_text(std::string_view block, std::string& to);
    void put(std::string_view bytes, std::string& to);
    void end_line(std::string& to);
    void put_bare_cr(std::string& to);

    State state_ = State::line_begin;
    DataFacts facts_;
    std::uint64_t line_start_ = 0;
    bool in_header_ = true;
};

} // namespace chainmail::smtp_in

#endif
