// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/encoded_word.h"

#include "base/text.h"
#include "mail/transfer.h"

#include <algorithm>
#include <optional>

namespace chainmail::mail {

namespace {

struct Word {
    std::string_view charset;
    char encoding; ///< 'b' or 'q'
    std::string_view content;
    std::size_t length; ///< of the whole word
};

std::string decode_q(std::string_view content)
{
    std::string out;
    for (std::size_t i = 0; i < content.size(); ++i) {
        const bool escape = content[i] == '=' && i + 2 < content.size();
        const int high = escape ? text::hex_value(content[i + 1]) : -1;
        const int low = escape ? text::hex_value(content[i + 2]) : -1;
        if (high >= 0 && low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += content[i] == '_' ? ' ' : content[i];
        }
    }
    return out;
}

std::string content_of(const Word& word)
{
    return word.encoding == 'q'
               ? decode_q(word.content)
               : decode(Encoding::base64, word.content, word.content.size());
}

// One pass over the text; `pending_` are the bytes of the words in hand, not converted
// yet because the next word may continue a character.
class WordDecoder {
public:
    WordDecoder(std::string_view text, bool keeps_unknown)
        : text_(text),
          keeps_unknown_(keeps_unknown)
    {
    }

    std::string decode()
    {
        std::size_t from = 0;
        for (;;) {
            const std::size_t at = text_.find("=?", from);
            if (at == text_.npos) break;
            const auto word = read_word(at);
            if (word) take_word(*word, at);
            from = word ? plain_ : at + 2;
        }
        flush();
        add_plain(text_.substr(plain_));
        return std::move(out_);
    }

private:
    // "=?" charset ["*" language] "?" encoding "?" content "?=" (RFC 2047 2, RFC 2231
    // 5). Blanks in the content are against the rule and common.
    std::optional<Word> read_word(std::size_t at)
    {
        constexpr std::size_t max_charset = 80;
        const auto head = text_.substr(at + 2, max_charset);
        const std::size_t mark = head.find_first_of("? \t\n");
        if (mark == head.npos || mark == 0 || head[mark] != '?') return {};
        const std::size_t encoding = at + 2 + mark + 1;
        if (encoding + 2 > text_.size() || text_[encoding + 1] != '?') return {};
        const char kind = text::to_lower(text_[encoding]);
        if (kind != 'b' && kind != 'q') return {};
        const std::size_t begin = encoding + 2;
        const std::size_t end = find_end(begin);
        if (end == text_.npos) return {};
        auto charset = head.substr(0, mark);
        charset = charset.substr(0, charset.find('*'));
        if (keeps_unknown_ && !is_known_charset(charset)) return {};
        return Word{charset, kind, text_.substr(begin, end - begin), end + 2 - at};
    }

    // Remembers what it found, so that many beginnings before one end cost one search.
    std::size_t find_end(std::size_t from)
    {
        if (!end_known_ || end_ < from) {
            end_ = text_.find("?=", from);
            end_known_ = true;
        }
        return end_;
    }

    void take_word(const Word& word, std::size_t at)
    {
        const auto between = text_.substr(plain_, at - plain_);
        const bool adjacent = in_words_ && text::trim(between).empty();
        if (!adjacent || !text::equal_ignore_case(charset_, word.charset)) flush();
        if (!adjacent) add_plain(between);
        charset_ = word.charset;
        pending_ += content_of(word);
        in_words_ = true;
        plain_ = at + word.length;
    }

    void flush()
    {
        out_ += to_utf8(pending_, charset_);
        pending_.clear();
        in_words_ = false;
    }

    void add_plain(std::string_view plain) { out_ += to_utf8(plain, "us-ascii"); }

    std::string_view text_;
    bool keeps_unknown_;
    std::string out_;
    std::string pending_;
    std::string_view charset_;
    bool in_words_ = false;
    std::size_t plain_ = 0; ///< no text behind this offset was taken yet
    std::size_t end_ = 0;
    bool end_known_ = false;
};

} // namespace

std::string decode_words(std::string_view text)
{
    return WordDecoder(text, false).decode();
}

std::string decode_known_words(std::string_view text)
{
    return WordDecoder(text, true).decode();
}

std::string q_encoded(std::string_view bytes)
{
    std::string out;
    for (const char c : bytes) {
        if (c == ' ')
            out += '_';
        else if (c > ' ' && c <= '~' && c != '=' && c != '?' && c != '_')
            out += c;
        else
            out += '=' + text::hex(c);
    }
    return out;
}

} // namespace chainmail::mail
