// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// libFuzzer over the values of Content fields and over headers read loosely: names are
// UTF-8, and there are not more of anything than the headers say.
#include "mail/charset.h"
#include "mail/content_type.h"
#include "mail/loose_header.h"
#include "mail/segments.h"

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
    parse_disposition(text);
    const auto type = parse_content_type(text);
    expect(type.parameters.size() <= max_parameters);
    is_plain_value(text);
    loose_codings(text);
    const auto names = loose_names({text, text}).names;
    expect(names.size() <= max_loose_names);
    for (const auto& name : names) {
        expect(is_utf8(name));
        other_names(name);
    }
    const auto header = read_loosely(text);
    expect(header.bodies.size() <= max_bodies);
    for (const auto body : header.bodies)
        expect(body <= size);
    for (const auto& segment : loose_segments(text, 100).list)
        expect(segment.offset + segment.length <= size);
    return 0;
}
