// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "stage/filter.h"

#include "base/text.h"
#include "os/clock.h"
#include "os/fd.h"
#include "wire/reader.h"

#include <sys/stat.h>

namespace chainmail::stage {

namespace {

// A stage that the configuration switches off for everybody still says so (R7).
Status add_findings(Filter& filter, const Message& message, wire::Builder& to)
{
    if (!message.envelope.skip.contains(filter.name()))
        return filter.examine(message, to);
    to.add(filter.name() + ".status",
           std::vector<std::string>{"skipped", "switched off by the configuration"});
    return {};
}

Result<std::string> answer(Filter& filter, const Message& message)
{
    wire::Builder out;
    for (std::size_t i = 0; i < message.record.size(); ++i) {
        const auto line = message.record.line(i);
        if (wire::writer_of(line.name) != filter.writer()) out.pass(line);
    }
    if (auto added = add_findings(filter, message, out); !added) return added.error();
    return out.finish();
}

Status
serve_one(Filter& filter, Connection& connection, const wire::Record& record, int out)
{
    const auto envelope = wire::read_envelope(record);
    if (!envelope) return envelope.error();
    if (!os::die_at(envelope->deadline_ms))
        return temporary(text::cat("the deadline of ", envelope->id, " is past"));
    if (filter.checks_envelope())
        if (auto same = check_envelope(record, 8); !same) return same.error();
    connection.slot->stage = static_cast<std::uint32_t>(filter.writer());
    const auto result = answer(filter, {record, *envelope});
    if (!result)
        return Error{result.error().fault, envelope->id + ": " + result.error().what};
    auto written = os::write_all(out, *result);
    os::die_at(0);
    return written;
}

} // namespace

Status filter_records(Filter& filter, Connection& connection, int in, int out)
{
    wire::Reader reader(in);
    for (;;) {
        auto record = reader.next();
        if (!record) return record.error();
        if (!*record) return {};
        if (connection.in_chain && reader.has_more())
            return permanent("a second record came before the reply to the first");
        if (auto done = serve_one(filter, connection, **record, out); !done)
            return done;
    }
}

Status Filter::serve(Connection& connection)
{
    return filter_records(*this, connection, 0, 1);
}

Status check_envelope(const wire::Record& record, int fd)
{
    struct stat about {};
    if (::fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return {};
    std::string given;
    for (std::size_t i = 0; i < record.size(); ++i)
        if (wire::writer_of(record.line(i).name) == wire::Writer::smtp_in)
            given += record.line(i).whole;
    // The file may be longer: the envelope of an earlier message is overwritten in
    // place.
    given += '\n';
    const auto kept = os::pread_all(fd, 0, given.size());
    if (!kept || *kept != given)
        return permanent("the envelope in the record is not the one smtp-in wrote");
    return {};
}

} // namespace chainmail::stage
