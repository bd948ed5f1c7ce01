// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "reply.h"

#include "base/text.h"

namespace chainmail::smtp_out {

namespace {

using text::cat;

constexpr std::size_t most_shown = 800;

Error no_reply(std::string_view line)
{
    return temporary(cat("no SMTP reply: ", text::printable(line, 80)));
}

std::optional<unsigned> read_code(std::string_view line)
{
    if (line.size() < 3 || line[0] < '2' || line[0] > '5') return {};
    if (!text::is_digit(line[1]) || !text::is_digit(line[2])) return {};
    if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return {};
    return static_cast<unsigned>(*text::to_number(line.substr(0, 3)));
}

// The length of "CLASS.DIGITS.DIGITS" (RFC 3463) at the front of `line`, 0 without.
std::size_t enhanced_length(std::string_view line, unsigned reply_class)
{
    if (line.empty() || line[0] != static_cast<char>('0' + reply_class)) return 0;
    std::size_t at = 1;
    for (int part = 0; part < 2; ++part) {
        if (at >= line.size() || line[at] != '.') return 0;
        const auto begin = ++at;
        while (at < line.size() && text::is_digit(line[at]))
            ++at;
        if (at == begin || at > begin + 3) return 0;
    }
    return at == line.size() || line[at] == ' ' ? at : 0;
}

// Not in the middle of a UTF-8 sequence.
void cut(std::string& text, std::size_t limit)
{
    if (text.size() <= limit) return;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U)
        --limit;
    text.resize(limit);
}

} // namespace

outcome::Answer answer_of(const Reply& reply)
{
    outcome::Answer answer;
    answer.code = reply.code;
    for (const auto& whole : reply.lines) {
        std::string_view line = whole;
        const auto length = enhanced_length(line, reply.code / 100);
        if (length != 0 && answer.enhanced.empty())
            answer.enhanced = line.substr(0, length);
        line = text::trim(line.substr(length));
        if (!answer.text.empty() && !line.empty()) answer.text += ' ';
        answer.text += line;
    }
    for (char& c : answer.text)
        if (text::is_control(c)) c = ' ';
    cut(answer.text, most_shown);
    return answer;
}

Result<std::optional<Reply>> ReplyReader::next()
{
    Reply reply;
    for (std::size_t begin = 0;;) {
        const auto end = buffer_.find('\n', begin);
        if (end == std::string::npos) {
            if (buffer_.size() > most_bytes)
                return temporary(cat("a reply of more than ", most_bytes, " bytes"));
            return std::optional<Reply>{};
        }
        auto line = std::string_view(buffer_).substr(begin, end - begin);
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto code = read_code(line);
        if (!code || (reply.code != 0 && *code != reply.code)) return no_reply(line);
        reply.code = *code;
        reply.lines.emplace_back(line.size() > 4 ? line.substr(4) : "");
        begin = end + 1;
        if (begin > most_bytes)
            return temporary(cat("a reply of more than ", most_bytes, " bytes"));
        if (line.size() > 3 && line[3] == '-') continue;
        buffer_.erase(0, begin);
        return std::optional(std::move(reply));
    }
}

} // namespace chainmail::smtp_out
