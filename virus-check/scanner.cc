// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "scanner.h"

#include "mail_reader.h"
#include "os/clock.h"

#include <utility>

namespace chainmail::virus_check {

Findings Scanner::examine(const Structure& structure,
                          std::string_view message,
                          std::string_view store,
                          bool asks_for_mail)
{
    for (const auto& part : structure.parts) {
        // The bytes of an attached message that is not encoded are all scanned
        // elsewhere: its parts, and the message around it.
        if (part.outer && !part.stored) continue;
        if (const auto content = content_of(part, message, store))
            scan(*content, MailReader::on, part.path);
        else
            findings_.fail("no content", part.path);
    }
    // The engine remembers what it found clean: of the parts that its reader takes out
    // of the message again, it has scanned most already.
    scan(message, reader_for(structure, message, store, asks_for_mail), whole_message);
    return std::exchange(findings_, {});
}

void Scanner::scan(std::string_view bytes, MailReader reader, std::string_view part)
{
    const auto now = os::monotonic_ms();
    if (now >= until_ms_)
        findings_.fail("time limit reached", part);
    else
        findings_.add(engine_.scan(bytes, reader, until_ms_ - now), part);
}

} // namespace chainmail::virus_check
