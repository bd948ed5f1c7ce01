// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "findings.h"

#include "base/text.h"
#include "mail/part_facts.h"
#include "mail/visible_name.h"

namespace chainmail::mime_split {

namespace {

class Writer {
public:
    explicit Writer(wire::Builder& to) : to_(to) {}

    void write(const Found& part)
    {
        const std::string prefix = text::cat("part.", part.path, ".");
        if (part.place != Place::nowhere)
            add(prefix + (part.place == Place::store ? "at" : "raw"),
                {std::to_string(part.offset), std::to_string(part.length)});
        add_all(prefix + "type", part.types);
        add_all(prefix + "name", with_visible(part.names));
        add_all(prefix + "ambiguous", part.ambiguous);
        add_all(prefix + "short", part.shorts);
        if (!part.attributes.empty()) add(prefix + "attr", {part.attributes});
        if (!part.damage.empty()) add(prefix + "damage", {part.damage});
    }

    void add_all(const std::string& name, const std::vector<std::string>& values)
    {
        for (const auto& value : values)
            add(name, {value});
    }

    bool is_full() const { return full_; }

private:
    static std::vector<std::string> with_visible(std::vector<std::string> names)
    {
        const auto count = names.size();
        for (std::size_t i = 0; i < count; ++i)
            if (auto visible = mail::visible_name(names[i]); !visible.empty())
                mail::add_once(names, visible);
        return names;
    }

    void add(const std::string& name, const std::vector<std::string>& fields)
    {
        ++lines_;
        bytes_ += name.size();
        for (const auto& field : fields)
            bytes_ += field.size();
        full_ = full_ || lines_ > max_lines || bytes_ > max_bytes;
        if (!full_) to_.add(name, fields);
    }

    wire::Builder& to_;
    std::size_t lines_ = 0;
    std::size_t bytes_ = 0;
    bool full_ = false;
};

} // namespace

void write_findings(Split split, wire::Builder& to)
{
    Writer writer(to);
    for (const auto& part : split.parts)
        writer.write(part);
    writer.add_all("mime-error", split.errors);
    if (writer.is_full() && split.hold.empty())
        split.hold = "Maximum size of the list of parts exceeded";
    if (split.hold.empty()) {
        to.add("mime-split.status", "ok");
        return;
    }
    to.add("hold", split.hold);
    to.add("mime-split.status", std::vector<std::string>{"hold", split.hold});
}

} // namespace chainmail::mime_split
