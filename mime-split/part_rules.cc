// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "part_rules.h"

#include "base/text.h"
#include "mail/loose_value.h"
#include "mail/part_facts.h"
#include "mail/quoted_readings.h"

#include <algorithm>

namespace chainmail::mime_split {

bool is_encoded_message(const mail::Part& part)
{
    const auto& subtype = part.content_type.subtype;
    return part.content_type.type == "message" && part.kind == mail::Kind::leaf &&
           part.encoding != mail::Encoding::identity && !subtype.ends_with("-status") &&
           !subtype.ends_with("-notification") && !subtype.ends_with("-headers") &&
           subtype != "feedback-report" && subtype != "external-body";
}

// Text on the screen is no attachment, and is often quoted badly.
bool is_damaged(const mail::TransferDecoder& decoder,
                std::string_view body,
                const mail::Part& part)
{
    if (part.encoding == mail::Encoding::base64)
        return decoder.damaged() || decoder.behind_padding() ||
               mail::has_uneven_lines(body);
    if (part.content_type.type == "text" && part.names.empty()) return false;
    return body.starts_with('\n') || mail::quoted_rules_for(body).size() > 1;
}

bool has_parts(const mail::Part& part)
{
    return part.kind == mail::Kind::multipart || part.kind == mail::Kind::message;
}

std::size_t part_around(const mail::MimeTree& tree, std::size_t offset)
{
    std::size_t found = 0;
    for (std::size_t i = 0; i < tree.parts.size(); ++i) {
        const auto& part = tree.parts[i];
        if (has_parts(part) && offset >= part.body.offset &&
            offset < part.body.offset + part.body.length)
            found = i;
    }
    return found;
}

std::string without_encoding(std::string_view header)
{
    std::string out;
    while (!header.empty()) {
        const auto line = text::take_line(header);
        const auto words = text::trim(line);
        if (!words.empty() &&
            !text::starts_with_ignore_case(words, "content-transfer-encoding"))
            out.append(line).push_back('\n');
    }
    return out;
}

std::string parent_of(const std::string& path)
{
    const auto dot = path.rfind('.');
    return dot == path.npos ? std::string() : path.substr(0, dot);
}

void add_names(Found& part, const std::vector<std::string>& names)
{
    std::vector<std::string> extensions;
    for (const auto& name : part.names)
        extensions.push_back(mail::extension(name));
    for (const auto& name : names) {
        if (name.empty()) continue;
        if (part.names.size() >= mail::max_names) {
            mail::add_once(part.ambiguous, "parameter");
            continue;
        }
        const auto end = mail::extension(name);
        if (std::find(extensions.begin(), extensions.end(), end) == extensions.end())
            mail::add_once(part.ambiguous, "parameter");
        mail::add_once(part.names, mail::shortened(name));
    }
}

bool has_new_name(const std::vector<Found>& parts,
                  const std::vector<std::string>& names)
{
    const auto has = [](const Found& part, const std::string& name) {
        return std::find(part.names.begin(), part.names.end(), name) !=
               part.names.end();
    };
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return std::none_of(parts.begin(), parts.end(), [&](const Found& part) {
            return has(part, name);
        });
    });
}

} // namespace chainmail::mime_split
