// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "wire/envelope.h"

#include "base/text.h"

namespace chainmail::wire {

namespace {

using text::cat;

// Reads attributes one after the other; the first wrong one is kept.
class Attributes {
public:
    explicit Attributes(const Record& record) : record_(record) {}

    std::string text(std::string_view name) { return record_.value(name); }

    std::uint64_t number(std::string_view name)
    {
        const auto value = record_.value(name);
        const auto n = text::to_number(value);
        if (!n)
            fail(cat("attribute ",
                     name,
                     " is no number: <",
                     text::printable(value, 40),
                     ">"));
        return n.value_or(0);
    }

    bool flag(std::string_view name) { return record_.value(name) == "1"; }

    void fail(std::string what)
    {
        if (fault_.empty()) fault_ = std::move(what);
    }
    const std::string& fault() const { return fault_; }

private:
    const Record& record_;
    std::string fault_;
};

Client read_client(Attributes& from)
{
    return {from.text("client.addr"),
            from.text("client.name"),
            from.text("client.helo"),
            from.text("client.proto"),
            from.text("client.port"),
            from.text("client.ident"),
            from.text("client.source")};
}

// One pass over the lines: with thousands of recipients a search for each is quadratic.
std::vector<Recipient> read_recipients(const Record& record, Attributes& from)
{
    std::vector<Recipient> recipients;
    for (std::size_t i = 0; i < record.size(); ++i) {
        const auto line = record.line(i);
        if (!line.name.starts_with("rcpt.")) continue;
        const auto dot = line.name.rfind('.');
        const auto index = text::to_number(line.name.substr(5, dot < 5 ? 0 : dot - 5));
        const auto field = line.name.substr(dot + 1);
        const auto value = unescape(line.value).value_or("");
        if (field == "addr") {
            if (index != recipients.size() + 1) from.fail("rcpt.N out of order");
            recipients.push_back({value, "", ""});
            continue;
        }
        if (field != "orcpt" && field != "notify") continue;
        if (recipients.empty() || index != recipients.size())
            from.fail(cat("attribute ", line.name, " before its address"));
        else if (field == "orcpt")
            recipients.back().orcpt = value;
        else
            recipients.back().notify = value;
    }
    if (recipients.empty()) from.fail("a record without a recipient");
    return recipients;
}

} // namespace

Result<Envelope> read_envelope(const Record& record)
{
    Attributes from(record);
    if (record.size() < 2 || record.line(0).name != "id" ||
        record.line(1).name != "seq")
        return permanent("a record begins with id and seq");
    Envelope e;
    e.id = from.text("id");
    e.seq = from.number("seq");
    e.time_ms = from.number("time");
    e.deadline_ms = from.number("deadline");
    e.interface = from.text("interface");
    e.protocol = from.text("protocol");
    e.helo = from.text("helo");
    e.peer = from.text("peer");
    e.client = read_client(from);
    e.sender = from.text("sender");
    e.auth = from.text("auth");
    e.body = from.text("body");
    e.ret = from.text("ret");
    e.envid = from.text("envid");
    e.smtputf8 = from.flag("smtputf8");
    e.size = from.number("size");
    e.length = from.number("length");
    e.header_length = from.number("header-length");
    e.bare_cr = from.flag("bare-cr");
    e.nul = from.flag("nul");
    for (auto& stage : record.values("skip"))
        e.skip.insert(std::move(stage));
    e.recipients = read_recipients(record, from);
    if (e.header_length > e.length) from.fail("header-length is above length");
    if (!from.fault().empty()) return permanent(from.fault());
    return e;
}

namespace {

void add_known(Builder& to, std::string_view name, const std::string& value)
{
    if (!value.empty()) to.add(name, value);
}

} // namespace

void write_envelope(const Envelope& e, Builder& to)
{
    to.add("id", e.id).add("seq", e.seq).add("version", 1);
    to.add("time", e.time_ms).add("deadline", e.deadline_ms);
    add_known(to, "interface", e.interface);
    add_known(to, "protocol", e.protocol);
    add_known(to, "helo", e.helo);
    add_known(to, "peer", e.peer);
    add_known(to, "client.addr", e.client.addr);
    add_known(to, "client.name", e.client.name);
    add_known(to, "client.helo", e.client.helo);
    add_known(to, "client.proto", e.client.proto);
    add_known(to, "client.port", e.client.port);
    add_known(to, "client.ident", e.client.ident);
    add_known(to, "client.source", e.client.source);
    to.add("sender", e.sender);
    add_known(to, "auth", e.auth);
    add_known(to, "body", e.body);
    if (e.smtputf8) to.add("smtputf8", "1");
    add_known(to, "ret", e.ret);
    add_known(to, "envid", e.envid);
    to.add("size", e.size).add("length", e.length);
    to.add("header-length", e.header_length);
    if (e.bare_cr) to.add("bare-cr", "1");
    if (e.nul) to.add("nul", "1");
    for (const auto& stage : e.skip)
        to.add("skip", stage);
    std::size_t n = 0;
    for (const auto& recipient : e.recipients) {
        const auto prefix = cat("rcpt.", ++n);
        to.add(prefix + ".addr", recipient.addr);
        add_known(to, prefix + ".orcpt", recipient.orcpt);
        add_known(to, prefix + ".notify", recipient.notify);
    }
}

} // namespace chainmail::wire
