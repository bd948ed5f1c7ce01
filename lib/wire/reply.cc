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
    for (std::size_t n = 1;; ++n) {
        const auto prefix = text::cat("rcpt.", n);
        if (!record.has(prefix + ".reply")) break;
        reply.recipients.push_back(
            {record.value(prefix + ".reply"), record.value(prefix + ".state")});
        good = good && is_reply_text(reply.recipients.back().reply);
    }
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
