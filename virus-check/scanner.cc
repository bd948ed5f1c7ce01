// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "scanner.h"

#include "mail_reader.h"
#include "os/clock.h"

#include <algorithm>
#include <utility>

namespace chainmail::virus_check {

Findings Scanner::examine(const Structure& structure,
                          std::string_view message,
                          std::string_view store,
                          bool asks_for_mail)
{
    for (const auto& part : structure.parts()) {
        // The bytes of an attached message that is not encoded are all scanned
        // elsewhere: its parts, and the message around it. Those of another container
        // (an archive in 8bit) make sense as a whole only.
        if (part.is_opened_message() && !part.stored) continue;
        if (const auto content = wire::content_of(part, message, store))
            scan(*content, MailReader::on, part.path);
        else
            findings_.fail("no content", part.path);
    }
    // A large mail of parts that were all scanned is no failure.
    if (structure.clear && message.size() > engine_.largest_file()) return finish();
    // The engine remembers what it found clean: of the parts that its reader takes out
    // of the message again, it has scanned most already.
    scan(message, reader_for(structure, message, store, asks_for_mail), whole_message);
    return finish();
}

Findings Scanner::finish()
{
    scanned_.clear();
    return std::exchange(findings_, {});
}

void Scanner::scan(std::string_view bytes, MailReader reader, std::string_view part)
{
    const auto now = os::monotonic_ms();
    if (now >= until_ms_)
        findings_.fail("time limit reached", part);
    else
        findings_.add(scan_once(bytes, reader, until_ms_ - now), part);
}

// A picture in each of ten replies, a file and the archive's copy of it: comparing
// costs less than any hash, as only contents of one size are compared.
Scan Scanner::scan_once(std::string_view bytes,
                        MailReader reader,
                        std::uint64_t limit_ms)
{
    const auto key = std::pair(bytes.size(), reader);
    const auto [first, last] = scanned_.equal_range(key);
    const auto same = std::find_if(
        first, last, [&](const auto& one) { return one.second.bytes == bytes; });
    if (same != last) return same->second.scan;
    auto scan = engine_.scan(bytes, reader, limit_ms);
    if (scan.outcome != Outcome::failed && scanned_.count(key) < most_of_a_size)
        scanned_.emplace(key, Scanned{bytes, scan});
    return scan;
}

} // namespace chainmail::virus_check
