// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "wire/part_list.h"

#include "base/text.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace chainmail::wire {

namespace {

// Sums of two numbers from a record must not wrap.
constexpr std::uint64_t largest = std::uint64_t{1} << 62U;

struct Declared {
    bool text = false;
    bool all_messages = true;
};

class Reader {
public:
    void read(const Record::Line& line)
    {
        const auto name = part_name(line.name);
        if (!name) return;
        if (const auto up = name->path.rfind('.'); up != name->path.npos)
            outer_.insert(name->path.substr(0, up));
        if (name->field == "at" || name->field == "raw")
            place(name->path, name->field == "at", line.value);
        else if (name->field == "type")
            declare(declared_[name->path], line.value);
    }

    PartList finish()
    {
        for (auto& part : list_.parts) {
            part.outer = outer_.contains(part.path);
            const auto declared = declared_.find(part.path);
            part.text = declared == declared_.end() || declared->second.text;
            part.message = declared != declared_.end() && declared->second.all_messages;
        }
        return std::move(list_);
    }

private:
    void place(std::string_view path, bool stored, std::string_view value)
    {
        const auto fields = text::split(value, '\t');
        const auto offset = text::to_number(fields.front());
        const auto length = text::to_number(fields.back());
        if (fields.size() != 2 || !offset || !length || *offset > largest ||
            *length > largest) {
            list_.readable = false;
            return;
        }
        PlacedPart part;
        part.path = path;
        part.stored = stored;
        part.offset = *offset;
        part.length = *length;
        list_.parts.push_back(std::move(part));
    }

    static void declare(Declared& declared, std::string_view type)
    {
        declared.text =
            declared.text || type.starts_with("text/") || type.starts_with("message/");
        declared.all_messages = declared.all_messages &&
                                (type == "message/rfc822" || type == "message/global");
    }

    // The keys are views into the record.
    PartList list_;
    std::unordered_map<std::string_view, Declared> declared_;
    std::unordered_set<std::string_view> outer_;
};

} // namespace

std::optional<PartName> part_name(std::string_view name)
{
    constexpr std::string_view part = "part.";
    const auto dot = name.rfind('.');
    if (!name.starts_with(part) || dot <= part.size()) return {};
    return PartName{name.substr(part.size(), dot - part.size()), name.substr(dot + 1)};
}

PartList read_part_list(const Record& record)
{
    Reader reader;
    for (std::size_t i = 0; i < record.size(); ++i)
        reader.read(record.line(i));
    return reader.finish();
}

std::uint64_t stored_length(const PartList& list)
{
    std::uint64_t end = 0;
    for (const auto& part : list.parts)
        if (part.stored) end = std::max(end, part.offset + part.length);
    return end;
}

std::optional<std::string_view>
content_of(const PlacedPart& part, std::string_view message, std::string_view store)
{
    const auto whole = part.stored ? store : message;
    if (part.offset > whole.size() || part.length > whole.size() - part.offset)
        return {};
    return whole.substr(part.offset, part.length);
}

} // namespace chainmail::wire
