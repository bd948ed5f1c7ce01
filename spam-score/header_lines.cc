// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "header_lines.h"

#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

HeaderLines split_header(std::string_view header)
{
    HeaderLines out;
    each_line(header, [&](std::string_view line) {
        if (line == "\n")
            out.separator = line;
        else if (text::is_blank(line.front()) && !out.fields.empty())
            out.fields.back() += line;
        else
            out.fields.emplace_back(line);
    });
    return out;
}

std::string without_crlf(std::string_view text)
{
    return replace_all(text, "\r\n", "\n");
}

bool is_field(std::string_view field, std::string_view name)
{
    return text::starts_with_ignore_case(field, name) &&
           field.substr(name.size()).starts_with(':');
}

std::optional<std::string> last_value(const std::vector<std::string>& fields,
                                      std::string_view name)
{
    const auto at = std::find_if(fields.rbegin(), fields.rend(), [&](const auto& f) {
        return is_field(f, name);
    });
    if (at == fields.rend()) return {};
    const std::string_view value = std::string_view(*at).substr(name.size() + 1);
    return std::string(value.substr(skip_while(value, 0, text::is_blank)));
}

} // namespace chainmail::spam_score
