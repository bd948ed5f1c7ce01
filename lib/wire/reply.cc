// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "wire/reply.h"

#include "base/text.h"

namespace chainmail::wire {

namespace {

bool is_reply_text(std::string_view text)
{
    return text.size() > 4 && (text[0] == '2' || text[0] == '4' || text[0] == '5') &&
           text::is_digit(text[1]) && text::is_digit(text[2]) && text[3] == ' ' &&
           text.find_first_of("\r\n") == std::string_view::npos;
}

} // namespace

Result<Reply> read_reply(const Record& record)
{
    Reply reply;
    const auto seq = text::to_number(record.value("seq"));
    if (!record.has("id") || !seq)
        return permanent("a reply record without id and seq");
    reply.id = record.value("id");
    reply.seq = *seq;
    reply.text = record.value("reply");
    bool good = is_reply_text(reply.text);
    // One pass: a search for each of many recipients is quadratic.
    for (std::size_t i = 0; i < record.size(); ++i) {
        const auto line = record.line(i);
        if (!line.name.starts_with("rcpt.")) continue;
        const auto dot = line.name.rfind('.');
        const auto number = text::to_number(line.name.substr(5, dot < 5 ? 0 : dot - 5));
        const auto field = line.name.substr(dot + 1);
        auto value = unescape(line.value).value_or("");
        const auto known = reply.recipients.size();
        if (field == "reply" && number == known + 1)
            reply.recipients.push_back({std::move(value), ""});
        else if (field == "state" && known != 0 && number == known)
            reply.recipients.back().state = std::move(value);
        else
            return permanent(
                text::cat("a reply record with ", line.name, " out of order"));
    }
    for (const auto& one : reply.recipients)
        good = good && is_reply_text(one.reply);
    if (!good) return permanent("a reply record whose text is no SMTP reply");
    return reply;
}

Result<std::string> write_reply(const Reply& reply)
{
    Builder record;
    record.add("id", reply.id).add("seq", reply.seq).add("reply", reply.text);
    std::size_t n = 0;
    for (const auto& one : reply.recipients) {
        const auto prefix = text::cat("rcpt.", ++n);
        record.add(prefix + ".reply", one.reply).add(prefix + ".state", one.state);
    }
    return record.finish();
}

} // namespace chainmail::wire
