// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "contents.h"

#include "base/text.h"

#include <algorithm>
#include <iomanip>
#include <set>
#include <sstream>

namespace chainmail::virus_ask {

namespace {

// Sums of two numbers from a record must not wrap.
constexpr std::uint64_t largest = std::uint64_t{1} << 62U;

std::string file_name(std::size_t number)
{
    std::ostringstream out;
    out << 'p' << std::setw(3) << std::setfill('0') << number;
    return out.str();
}

struct Line {
    std::string_view path, field;
};

// "part.1.2.at" is "1.2" and "at".
std::optional<Line> part_line(std::string_view name)
{
    constexpr std::string_view part = "part.";
    const auto dot = name.rfind('.');
    if (!name.starts_with(part) || dot <= part.size()) return {};
    return Line{name.substr(part.size(), dot - part.size()), name.substr(dot + 1)};
}

// What is in them are parts as well. Of other containers, an RTF file as it stands in
// the message, nobody says that all was taken out.
std::set<std::string_view> attached_messages(const wire::Record& record)
{
    std::set<std::string_view> outer;
    std::set<std::string_view> messages;
    std::set<std::string_view> others;
    for (std::size_t i = 0; i < record.size(); ++i) {
        const auto one = record.line(i);
        const auto line = part_line(one.name);
        if (!line) continue;
        if (const auto up = line->path.rfind('.'); up != line->path.npos)
            outer.insert(line->path.substr(0, up));
        if (line->field != "type") continue;
        const bool message =
            one.value == "message/rfc822" || one.value == "message/global";
        (message ? messages : others).insert(line->path);
    }
    std::erase_if(messages, [&](std::string_view path) {
        return !outer.contains(path) || others.contains(path);
    });
    return messages;
}

std::optional<Place> read_place(bool stored, std::string_view value)
{
    const auto fields = text::split(value, '\t');
    const auto offset = text::to_number(fields.front());
    const auto length = text::to_number(fields.back());
    if (fields.size() != 2 || !offset || !length || *offset > largest ||
        *length > largest)
        return {};
    return Place{stored, *offset, *length};
}

} // namespace

std::optional<std::vector<Place>> read_places(const wire::Record& record)
{
    const auto messages = attached_messages(record);
    std::vector<Place> places;
    for (std::size_t i = 0; i < record.size(); ++i) {
        const auto one = record.line(i);
        const auto line = part_line(one.name);
        if (!line || (line->field != "at" && line->field != "raw")) continue;
        const auto place = read_place(line->field == "at", one.value);
        if (!place) return {};
        if (place->stored || !messages.contains(line->path)) places.push_back(*place);
    }
    return places;
}

std::uint64_t stored_length(const std::vector<Place>& places)
{
    std::uint64_t end = 0;
    for (const auto& place : places)
        if (place.stored) end = std::max(end, place.offset + place.length);
    return end;
}

std::optional<std::vector<Content>> contents_of(const std::vector<Place>& places,
                                                std::string_view message,
                                                std::string_view store)
{
    std::vector<Content> contents;
    for (const auto& place : places) {
        const auto whole = place.stored ? store : message;
        if (place.offset > whole.size() || place.length > whole.size() - place.offset)
            return {};
        if (place.length == 0) continue;
        contents.push_back(
            {file_name(contents.size() + 1), whole.substr(place.offset, place.length)});
    }
    if (!message.empty()) contents.push_back({"email.txt", message});
    return contents;
}

} // namespace chainmail::virus_ask
