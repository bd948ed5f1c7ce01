// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/part_facts.h"

#include "base/text.h"
#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/loose_value.h"

#include <algorithm>

namespace chainmail::mail {

namespace {

constexpr std::size_t max_loose_fields = 16;

// A field that stands twice with different words: clients take the first or the last.
bool disagree(const std::vector<const Field*>& fields)
{
    if (fields.empty()) return false;
    const std::string first = unfold(fields.front()->value);
    return std::any_of(fields.begin(), fields.end(), [&](const Field* field) {
        return !text::equal_ignore_case(unfold(field->value), first);
    });
}

bool is_inside_character(std::string_view text, std::size_t at)
{
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80;
}

void add_name(Part& part, std::string name)
{
    name = shortened(std::move(name));
    if (name.empty()) return;
    // One that is not kept may be the one that a reader takes.
    if (part.names.size() == max_names) add_once(part.ambiguous, "parameter");
    if (part.names.size() < max_names) add_once(part.names, name);
}

void add_names(Part& part, const ContentType& declared)
{
    for (const auto& parameter : declared.parameters) {
        if (parameter.name != "name" && parameter.name != "filename") continue;
        if (!parameter.extended) add_name(part, decode_words(parameter.value));
        if (is_utf8(parameter.value)) add_name(part, parameter.value);
        if (!parameter.other.empty()) add_name(part, decode_words(parameter.other));
    }
}

void add_other_names(Part& part)
{
    const auto names = part.names;
    for (const auto& name : names)
        for (const auto& other : other_names(name))
            add_name(part, decode_words(other));
}

// The names that only readers without a grammar see. They are ambiguous when they end
// differently: that is what a name is looked at for.
void add_loose_names(Part& part, const Header& header)
{
    std::vector<std::string_view> values;
    for (const auto& field : header.fields)
        if (values.size() < max_loose_fields &&
            (text::equal_ignore_case(field.name, "Content-Type") ||
             text::equal_ignore_case(field.name, "Content-Disposition")))
            values.push_back(field.value);
    std::vector<std::string> extensions;
    for (const auto& name : part.names)
        extensions.push_back(extension(name));
    auto loose = loose_names(values);
    for (auto& name : loose.names) {
        if (std::find(extensions.begin(), extensions.end(), extension(name)) ==
            extensions.end())
            add_once(part.ambiguous, "parameter");
        add_name(part, std::move(name));
    }
}

// A parameter given twice. "filename" beside "filename*" is a courtesy to old clients
// (RFC 6266 appendix D has it for HTTP) and no contradiction.
bool has_twice(const ContentType& declared, std::string_view name)
{
    const auto count = [&](bool extended) {
        return std::count_if(declared.parameters.begin(),
                             declared.parameters.end(),
                             [&](const Parameter& parameter) {
                                 return parameter.name == name &&
                                        parameter.extended == extended;
                             });
    };
    return count(false) > 1 || count(true) > 1;
}

void find_ambiguous_parameters(Part& part, const ContentType& declared)
{
    if (declared.is_cut) add_once(part.ambiguous, "parameter");
    const auto* boundary = declared.find("boundary");
    if (boundary != nullptr &&
        (has_twice(declared, "boundary") || !boundary->other.empty()))
        add_once(part.ambiguous, "boundary");
    for (const char* name : {"name", "filename", "charset"})
        if (has_twice(declared, name)) add_once(part.ambiguous, "parameter");
}

// Where a field is not as the grammar has it, the names in it are read once more.
void note_fields(Part& part, const std::vector<const Field*>& fields)
{
    part.fields += fields.size();
    part.doubtful |= fields.size() > 1 ||
                     std::any_of(fields.begin(), fields.end(), [](const Field* field) {
                         return !is_plain_value(field->value);
                     });
}

void describe_type(Part& part, const Header& header, std::string_view default_type)
{
    const auto fields = find_all(header, "Content-Type");
    note_fields(part, fields);
    for (const auto* field : fields) {
        auto declared = parse_content_type(field->value);
        part.doubtful |= declared.type != "multipart" && declared.find("boundary");
        add_names(part, declared);
        find_ambiguous_parameters(part, declared);
        part.doubtful |= !declared.valid;
        if (!declared.valid) continue;
        if (part.types.size() < max_types) add_once(part.types, declared.full());
        if (!part.content_type.valid) part.content_type = std::move(declared);
    }
    if (disagree(fields)) add_once(part.ambiguous, "content-type");
    if (part.content_type.valid) return;
    part.content_type = parse_content_type(default_type);
    part.types.emplace_back(default_type);
}

void describe_disposition(Part& part, const Header& header)
{
    const auto fields = find_all(header, "Content-Disposition");
    note_fields(part, fields);
    for (const auto* field : fields) {
        auto declared = parse_disposition(field->value);
        add_names(part, declared);
        find_ambiguous_parameters(part, declared);
        if (field == fields.front()) part.disposition = std::move(declared);
    }
    if (disagree(fields)) add_once(part.ambiguous, "content-disposition");
}

void describe_encoding(Part& part, const Header& header)
{
    const auto fields = find_all(header, "Content-Transfer-Encoding");
    part.fields += fields.size();
    if (!fields.empty()) {
        part.encoding = encoding_of(unfold(fields.front()->value));
        part.doubtful |= fields.size() > 1 || !is_plain_coding(fields.front()->value);
    }
    if (disagree(fields)) add_once(part.ambiguous, "content-transfer-encoding");
}

} // namespace

std::string shortened(std::string name)
{
    constexpr std::size_t start = max_name_bytes / 4;
    if (name.size() <= max_name_bytes) return name;
    std::size_t from = start;
    while (from > 0 && is_inside_character(name, from))
        --from;
    std::size_t to = name.size() - (max_name_bytes - start);
    while (is_inside_character(name, to))
        ++to;
    return name.erase(from, to - from);
}

std::string readable_name(std::string_view stored, std::string_view charset)
{
    return shortened(is_utf8(stored) ? std::string(stored) : to_utf8(stored, charset));
}

void add_once(std::vector<std::string>& to, std::string_view text)
{
    if (std::find(to.begin(), to.end(), text) == to.end()) to.emplace_back(text);
}

void describe(Part& part, const Header& header, std::string_view default_type)
{
    // The disposition's name comes first: it is the one that most clients show.
    describe_disposition(part, header);
    describe_type(part, header, default_type);
    describe_encoding(part, header);
    if (!part.names.empty()) add_other_names(part);
    if (part.doubtful) add_loose_names(part, header);
}

} // namespace chainmail::mail
