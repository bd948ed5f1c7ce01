// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// libFuzzer over encoded content: no reading gives more bytes than the encoding can,
// and the first is what the usual decoder gives.
#include "mail/base64_readings.h"
#include "mail/inline_file.h"
#include "mail/quoted_readings.h"
#include "mail/transfer.h"

#include <cstdint>
#include <cstdlib>

using namespace chainmail::mail;

namespace {

void expect(bool fact)
{
    if (!fact) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto rules = rules_for(find_oddities(text));
    expect(rules.size() <= 10);
    for (const auto& one : rules)
        expect(decode_base64(text, one).size() <= size);
    expect(decode_base64(text, {}) == decode(Encoding::base64, text, size));
    const auto quoted = quoted_rules_for(text);
    expect(quoted.size() <= 13);
    for (const auto& one : quoted)
        expect(decode_quoted(text, one).size() <= size);
    InlineFile file;
    auto rest = text;
    constexpr std::size_t most = 10'000;
    if (take_inline_file(rest, file, most)) expect(rest.size() < size);
    decode_uuencode(text, file, most);
    decode_yenc(text, file, most);
    if (decode_binhex(text, file, most)) expect(file.content.size() <= most);
    for (auto lines = text; take_uu_lines(lines, file.content);)
        expect(lines.size() < size);
    for (auto lines = text; take_base64_lines(lines, file.content);)
        expect(lines.size() < size);
    return 0;
}
