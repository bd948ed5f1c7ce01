// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "altered_header.h"

#include "base/text.h"
#include "mail/field.h"

namespace chainmail::smtp_out {

namespace {

using text::cat;

std::string quoted(std::string_view value)
{
    std::string out = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string type_field(const mail::ContentType& type, std::string_view charset)
{
    auto field = cat("Content-Type: ", type.full(), "; charset=", charset);
    for (const auto& parameter : type.parameters)
        if (parameter.name != "charset" && !parameter.extended)
            field += cat(";\n\t", parameter.name, '=', quoted(parameter.value));
    return field + '\n';
}

std::string end_line(std::string_view text)
{
    return cat(text, text.empty() || text.ends_with('\n') ? "" : "\n");
}

std::string changed(const mail::Field& field, const mail::FieldChange& change)
{
    using Mode = mail::FieldChange::Mode;
    const auto value = text::trim(field.value);
    switch (change.mode) {
    case Mode::prefix:
        return cat(field.name, ": ", change.words, ' ', value, '\n');
    case Mode::suffix:
        return cat(field.name, ": ", value, ' ', change.words, '\n');
    case Mode::replace:
        break;
    }
    return cat(field.name, ": ", change.words, '\n');
}

} // namespace

std::string requoted_header(std::string_view header,
                            const mail::ContentType& type,
                            std::string_view charset,
                            bool whole_message)
{
    std::string out;
    bool has_type = false;
    bool has_version = !whole_message;
    std::size_t done = 0;
    for (const auto& field : mail::split_whole_header(header).fields) {
        out += header.substr(done, field.offset - done);
        done = field.offset + field.whole.size();
        if (text::equal_ignore_case(field.name, "Content-Transfer-Encoding")) continue;
        has_version |= text::equal_ignore_case(field.name, "MIME-Version");
        const bool is_type = text::equal_ignore_case(field.name, "Content-Type");
        if (is_type && !has_type && !charset.empty())
            out += type_field(type, charset);
        else
            out += end_line(field.whole);
        has_type |= is_type;
    }
    out += end_line(header.substr(done));
    if (!has_version) out += "MIME-Version: 1.0\n";
    if (!has_type && !charset.empty()) out += type_field(type, charset);
    return out + "Content-Transfer-Encoding: quoted-printable\n";
}

std::string with_fields(std::string_view header, const mail::AlterOptions& options)
{
    auto out = end_line(header);
    for (const auto& change : options.changes) {
        const auto fields = mail::split_whole_header(out);
        const auto* field = mail::find(fields, change.name);
        if (field == nullptr) continue;
        const auto offset = field->offset;
        const auto length = field->whole.size();
        const auto other = changed(*field, change);
        out.replace(offset, length, other);
    }
    for (const auto& field : options.new_fields)
        out += field + '\n';
    return out;
}

} // namespace chainmail::smtp_out
