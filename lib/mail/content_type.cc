// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/content_type.h"

#include "base/text.h"
#include "mail/extended_parameter.h"
#include "mail/field.h"
#include "mail/lexer.h"

#include <algorithm>

namespace chainmail::mail {

namespace {

bool ends_name(char c)
{
    return text::is_space(c) || text::is_control(c) || c == ';' || c == '=' || c == '"';
}

bool ends_value(char c)
{
    return text::is_space(c) || c == ';';
}

bool ends_type(char c)
{
    return ends_value(c) || c == '/' || c == '(' || c == ',' || c == '"' || c == '=';
}

std::string_view take_until(std::string_view& s, bool (*ends)(char))
{
    const auto end = std::find_if(s.begin(), s.end(), ends);
    const auto taken = s.substr(0, static_cast<std::size_t>(end - s.begin()));
    s.remove_prefix(taken.size());
    return taken;
}

// How far a second reading looks. Without a bound, a thousand values that never end
// would each take all the rest.
constexpr std::size_t max_other = 4096;

// The text up to the ";", as a client without RFC 2045's grammar takes it.
std::string_view up_to_semicolon(std::string_view s)
{
    s = s.substr(0, max_other);
    return text::trim(s.substr(0, s.find(';')));
}

// The second reading: name="my".exe with what stands behind the quotes, and
// C:\dir\x.exe with its backslashes.
void take_quoted_value(std::string_view& s, RawParameter& to)
{
    auto inner = s.substr(1);
    to.value = take_quoted_string(s);
    inner.remove_suffix(s.size());
    if (inner.ends_with('"')) inner.remove_suffix(1);
    auto behind = s.substr(0, max_other);
    const auto added = take_until(behind, ends_value);
    if (!added.empty() && added.front() != '(')
        to.other = text::cat(inner, added);
    else if (inner != to.value)
        to.other = inner;
}

void take_value(std::string_view& s, RawParameter& to)
{
    skip_cfws(s);
    if (s.starts_with('"')) return take_quoted_value(s, to);
    const auto other = up_to_semicolon(s);
    to.value = take_until(s, ends_value);
    if (other != to.value) to.other = other;
}

// One parameter off the front of `s`, which is not empty; a name without value is junk
// and gives an empty name.
RawParameter take_parameter(std::string_view& s)
{
    RawParameter parameter;
    const auto name = take_until(s, ends_name);
    skip_cfws(s);
    if (s.starts_with('=')) {
        s.remove_prefix(1);
        parameter.name = text::lower(name);
        take_value(s, parameter);
    } else if (name.empty() && !s.empty()) {
        s.remove_prefix(1);
    }
    return parameter;
}

void take_parameters(std::string_view s, ContentType& to)
{
    std::vector<RawParameter> raw;
    for (;;) {
        skip_cfws(s);
        to.is_cut = !s.empty() && raw.size() == max_parameters;
        if (s.empty() || to.is_cut) break;
        auto parameter = take_parameter(s);
        if (!parameter.name.empty()) raw.push_back(std::move(parameter));
    }
    to.parameters = assemble(std::move(raw));
}

} // namespace

const Parameter* ContentType::find(std::string_view name) const
{
    for (const auto& parameter : parameters)
        if (parameter.name == name) return &parameter;
    return nullptr;
}

std::string_view ContentType::parameter(std::string_view name) const
{
    const auto* found = find(name);
    return found == nullptr ? std::string_view() : std::string_view(found->value);
}

ContentType parse_content_type(std::string_view value)
{
    ContentType parsed;
    const std::string line = unfold(value);
    std::string_view s = line;
    skip_cfws(s);
    parsed.type = text::lower(take_until(s, ends_type));
    skip_cfws(s);
    if (s.starts_with('/')) {
        s.remove_prefix(1);
        skip_cfws(s);
        parsed.subtype = text::lower(take_until(s, ends_type));
    }
    parsed.valid = !parsed.type.empty() && !parsed.subtype.empty();
    take_parameters(s, parsed);
    return parsed;
}

ContentType parse_disposition(std::string_view value)
{
    ContentType parsed;
    const std::string line = unfold(value);
    std::string_view s = line;
    skip_cfws(s);
    const auto before = s;
    const auto word = take_until(s, ends_type);
    skip_cfws(s);
    // "filename=x" alone is a parameter, not a disposition.
    if (s.starts_with('='))
        s = before;
    else
        parsed.type = text::lower(word);
    parsed.valid = !parsed.type.empty();
    take_parameters(s, parsed);
    return parsed;
}

} // namespace chainmail::mail
