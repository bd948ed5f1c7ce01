// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A message taken apart the way SpamAssassin does it. lib/mail has the parser that
// looks for what clients might open; this one has to fall for the same tricks as
// SpamAssassin's, since rules were written against its view.
#ifndef CHAINMAIL_SPAM_SCORE_MESSAGE_H
#define CHAINMAIL_SPAM_SCORE_MESSAGE_H

#include "media_type.h"

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

struct HeaderField {
    std::string name;    ///< as written
    std::string key;     ///< in lower case
    std::string raw;     ///< behind the colon, folds, last line end and all
    std::string decoded; ///< one line of UTF-8, without line end
};

class HeaderBlock {
public:
    void add(std::string_view name, std::string_view raw);
    /// Of that name in lower case, in order.
    std::vector<const HeaderField*> find(std::string_view key) const;
    /// The last of that name, or nullptr.
    const HeaderField* last(std::string_view key) const;
    /// Its decoded value, "" without.
    std::string_view value(std::string_view key) const;
    const std::vector<HeaderField>& fields() const { return fields_; }
    /// Takes out all fields whose key begins so.
    void remove(std::string_view key_prefix);

private:
    std::vector<HeaderField> fields_;
};

/// Peculiarities of a message that rules ask for by these names.
struct ParseFlags {
    bool missing_head_body_separator = false;
    bool missing_mime_headers = false;
    bool missing_mime_head_body_separator = false;
    bool truncated_header = false;
    bool mime_epilogue_exists = false;
};

constexpr std::size_t no_part = static_cast<std::size_t>(-1);

struct MessagePart {
    HeaderBlock header;
    std::string type; ///< "text/plain"
    std::optional<std::string> charset;
    std::string name;
    std::optional<std::string> boundary; ///< its own, or the surrounding one
    std::vector<std::size_t> children;   ///< indices in Message::parts
    std::size_t parent = no_part;
    bool is_leaf = true;
    bool has_content = true;             ///< false once its content was taken apart
    std::vector<std::string_view> lines; ///< encoded, with line ends

    /// Its type, but text/html when the name says so.
    std::string_view effective_type() const;
    std::string encoding() const; ///< Content-Transfer-Encoding, lower case
    std::string raw() const;      ///< all lines
};

struct Message {
    std::string_view pristine;        ///< as given, without an mbox line
    std::string_view pristine_header; ///< with the empty line
    std::string_view pristine_body;
    bool crlf = false;
    ParseFlags flags;
    std::vector<MessagePart> parts; ///< 0 is the message itself
    std::map<std::string, int, std::less<>> open_boundaries;
    std::deque<std::string> owned; ///< what part lines point to where they were changed

    const HeaderBlock& header() const { return parts.front().header; }
    HeaderBlock& header() { return parts.front().header; }
    /// Parts from the top in reading order, containers before what is in them.
    std::vector<std::size_t> in_order() const;
    /// The same, leaves only.
    std::vector<std::size_t> leaves() const;
};

/// How much of a mail is looked at; beyond that it is cut, as SpamAssassin does.
constexpr std::size_t max_field_name = 256;
constexpr std::size_t max_field_value = 8192;
constexpr std::size_t max_line = 2048;
constexpr std::size_t max_children = 1000;
constexpr int max_message_depth = 20;

/// `text` must outlive the message.
Message parse_message(std::string_view text);

/// A part's content without its transfer encoding; empty for containers.
std::string decode_part(const MessagePart& part);

} // namespace chainmail::spam_score

#endif
