// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "structure.h"

#include "base/text.h"

#include <algorithm>
#include <set>

namespace chainmail::virus_check {

namespace {

// Lines of one part follow one another, its place first.
class Reader {
public:
    void read(const wire::Record::Line& line)
    {
        if (line.name == "mime-split.status") complete_ = line.value == "ok";
        if (line.name == "mime-error" || line.name == "hold") doubtful_ = true;
        if (!line.name.starts_with("part.")) return;
        const auto dot = line.name.rfind('.');
        if (dot <= part_.size()) return;
        const auto path = line.name.substr(part_.size(), dot - part_.size());
        read_field(path, line.name.substr(dot + 1), line.value);
    }

    Structure finish()
    {
        for (auto& part : structure_.parts)
            part.outer = parents_.contains(part.path);
        structure_.clear = complete_ && !doubtful_;
        return std::move(structure_);
    }

private:
    void
    read_field(std::string_view path, std::string_view field, std::string_view value)
    {
        if (const auto up = path.rfind('.'); up != path.npos)
            parents_.emplace(path.substr(0, up));
        if (field == "at" || field == "raw")
            place(path, field == "at", value);
        else if (field == "ambiguous" || field == "damage" ||
                 (field == "attr" && value.find('U') != value.npos))
            doubtful_ = true;
        else if (field == "type" && !parts().empty() && parts().back().path == path)
            note_type(value);
    }

    void place(std::string_view path, bool stored, std::string_view value)
    {
        const auto fields = text::split(value, '\t');
        const auto offset = text::to_number(fields.front());
        const auto length = text::to_number(fields.back());
        if (fields.size() != 2 || !offset || !length) {
            doubtful_ = true;
            return;
        }
        parts().push_back(
            {std::string(path), stored, *offset, *length, true, false, false});
        typed_ = false;
    }

    void note_type(std::string_view type)
    {
        const bool text = type.starts_with("text/") || type.starts_with("message/");
        const bool message = type == "message/rfc822" || type == "message/global";
        auto& part = parts().back();
        part.text = typed_ ? part.text || text : text;
        part.message = message && (!typed_ || part.message);
        typed_ = true;
    }

    std::vector<Part>& parts() { return structure_.parts; }

    static constexpr std::string_view part_ = "part.";
    Structure structure_;
    std::set<std::string, std::less<>> parents_;
    bool complete_ = false;
    bool doubtful_ = false;
    bool typed_ = false; ///< the last part
};

// Sums of two numbers from a record must not wrap.
constexpr std::uint64_t largest = std::uint64_t{1} << 62U;

} // namespace

Structure read_structure(const wire::Record& record)
{
    Reader reader;
    for (std::size_t i = 0; i < record.size(); ++i)
        reader.read(record.line(i));
    return reader.finish();
}

std::optional<std::uint64_t> stored_length(const Structure& structure)
{
    std::uint64_t end = 0;
    for (const auto& part : structure.parts) {
        if (!part.stored) continue;
        if (part.offset > largest || part.length > largest) return {};
        end = std::max(end, part.offset + part.length);
    }
    return end;
}

std::optional<std::string_view>
content_of(const Part& part, std::string_view message, std::string_view store)
{
    const auto whole = part.stored ? store : message;
    if (part.offset > whole.size() || part.length > whole.size() - part.offset)
        return {};
    return whole.substr(part.offset, part.length);
}

} // namespace chainmail::virus_check
