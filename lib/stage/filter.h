// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A stage in the middle: reads a record on 0, adds what it found, writes it on 1.
#ifndef CHAINMAIL_STAGE_FILTER_H
#define CHAINMAIL_STAGE_FILTER_H

#include "stage/program.h"
#include "wire/envelope.h"
#include "wire/names.h"
#include "wire/record.h"

namespace chainmail::stage {

/// What a stage is given for one message; valid during examine().
struct Message {
    const wire::Record& record; ///< as it came, lines under the stage's own names too
    const wire::Envelope& envelope;
    int fd = 3;       ///< the message: `envelope.length` bytes count, LF line ends
    int parts_fd = 4; ///< the store of decoded parts
};

class Filter : public Program {
public:
    /// Whose attributes this stage writes: lines under these names that come in are
    /// dropped, all others are passed on byte for byte.
    virtual wire::Writer writer() const = 0;

    /// Adds the stage's own lines, `NAME.status` included, to `findings`. What is wrong
    /// with the mail is a finding; an Error ends the chain and the sender hears 451.
    virtual Status examine(const Message& message, wire::Builder& findings) = 0;

    /// Whether the envelope is checked against fd 8 when that is open (R5).
    virtual bool checks_envelope() const { return false; }

    Status serve(Connection& connection) override;
};

/// The loop of serve(), for tests: records from `in` to `out` until the end of input.
Status filter_records(Filter& filter, Connection& connection, int in, int out);

/// R5: the lines of smtp-in in `record` must be exactly what `fd` (the envelope as
/// smtp-in wrote it) holds. True without a look when `fd` is not an open regular file.
Status check_envelope(const wire::Record& record, int fd);

} // namespace chainmail::stage

#endif
