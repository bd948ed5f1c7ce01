// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "decode.h"
#include "message.h"
#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

std::string unfold(std::string_view raw)
{
    std::string out;
    out.reserve(raw.size());
    for (std::size_t at = 0; at < raw.size();) {
        const auto end = std::min(raw.find('\n', at), raw.size());
        out += raw.substr(at, end - at);
        if (end == raw.size()) break;
        const auto blanks = skip_while(raw, end + 1, text::is_blank);
        out += blanks > end + 1 ? ' ' : '\n';
        at = blanks;
    }
    return out;
}

} // namespace

void HeaderBlock::add(std::string_view name, std::string_view raw)
{
    HeaderField field;
    field.name = name;
    field.key = text::lower(name);
    field.raw = raw;
    const std::string line = unfold(raw);
    field.decoded = decode_field(text::trim(line), field.key);
    fields_.push_back(std::move(field));
}

std::vector<const HeaderField*> HeaderBlock::find(std::string_view key) const
{
    std::vector<const HeaderField*> found;
    for (const auto& field : fields_) {
        if (field.key == key) found.push_back(&field);
    }
    return found;
}

const HeaderField* HeaderBlock::last(std::string_view key) const
{
    const auto at = std::find_if(fields_.rbegin(),
                                 fields_.rend(),
                                 [&](const HeaderField& f) { return f.key == key; });
    return at == fields_.rend() ? nullptr : &*at;
}

std::string_view HeaderBlock::value(std::string_view key) const
{
    const HeaderField* field = last(key);
    return field == nullptr ? std::string_view{} : field->decoded;
}

void HeaderBlock::remove(std::string_view key_prefix)
{
    std::erase_if(fields_, [&](const HeaderField& field) {
        return field.key.starts_with(key_prefix);
    });
}

} // namespace chainmail::spam_score
