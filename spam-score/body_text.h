// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The texts of a message that rules are matched against: what a reader sees, paragraph
// by paragraph, and the decoded parts, piece by piece.
#ifndef CHAINMAIL_SPAM_SCORE_BODY_TEXT_H
#define CHAINMAIL_SPAM_SCORE_BODY_TEXT_H

#include "html_text.h"
#include "message.h"

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// Bytes of each part that are read for text; 0 is all.
struct ScanSizes {
    std::size_t body = 50'000;
    std::size_t rawbody = 500'000;
};

/// A part of text, rendered.
struct RenderedPart {
    std::size_t part = 0; ///< index in Message::parts
    Characters text;
    std::optional<HtmlDocument> html;
};

/// Pieces of one text. Views into it; not copied, so that they stay true.
class Pieces {
public:
    Pieces() = default;
    Pieces(Pieces&&) = default;
    Pieces& operator=(Pieces&&) = default;
    Pieces(const Pieces&) = delete;
    Pieces& operator=(const Pieces&) = delete;

    void add(std::string text,
             std::vector<std::string_view> (*split)(std::string_view));
    const std::vector<std::string_view>& list() const { return list_; }

private:
    std::deque<std::string> texts_;
    std::vector<std::string_view> list_;
};

/// Each part's content without its transfer encoding, by part; empty for containers.
std::vector<std::string> decode_parts(const Message& message);

/// text/plain and text/html leaves in order. `contents` as decode_parts gives them.
std::vector<RenderedPart> render_parts(const Message& message,
                                       const std::vector<std::string>& contents);

/// The body as a reader sees it: first the Subject, then paragraphs, each with its line
/// end, white space within them single blanks; none longer than 2048 bytes.
Pieces body_paragraphs(const Message& message,
                       const std::vector<RenderedPart>& parts,
                       std::size_t scan_size);

/// Text and message parts decoded but not rendered, in pieces of 2 to 4 kB.
Pieces raw_pieces(const Message& message,
                  const std::vector<std::string>& contents,
                  std::size_t scan_size);

} // namespace chainmail::spam_score

#endif
