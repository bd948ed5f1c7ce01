// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "parts.h"

#include <string_view>
#include <unordered_map>

namespace chainmail::policy {

namespace {

constexpr std::string_view prefix = "part.";

class Reader {
public:
    void read(const wire::Record::Line& line)
    {
        if (!line.name.starts_with(prefix)) return;
        const auto end = line.name.rfind('.');
        if (end < prefix.size()) return;
        const auto path = line.name.substr(prefix.size(), end - prefix.size());
        auto* part = find(path);
        if (part == nullptr) return;
        const auto what = line.name.substr(end + 1);
        if (what == "at" || what == "raw") return;
        add(*part, what, wire::unescape(line.value).value_or(""));
    }

    std::vector<Part> finish()
    {
        for (auto& part : parts_) {
            const auto dot = part.path.rfind('.');
            if (dot == part.path.npos) continue;
            const auto above = offsets_.find(part.path.substr(0, dot));
            if (above == offsets_.end()) continue;
            part.in = above->second;
            parts_[above->second].is_leaf = false;
        }
        return std::move(parts_);
    }

private:
    // Lines of one part stand together, so the last one is it nearly always.
    Part* find(std::string_view path)
    {
        if (!parts_.empty() && parts_.back().path == path) return &parts_.back();
        const auto [place, is_new] =
            offsets_.try_emplace(std::string(path), parts_.size());
        if (is_new && parts_.size() == most_parts) return nullptr;
        if (is_new) {
            parts_.emplace_back();
            parts_.back().path = path;
        }
        return place->second < parts_.size() ? &parts_[place->second] : nullptr;
    }

    static void add(Part& part, std::string_view what, std::string value)
    {
        if (what == "type")
            part.types.push_back(std::move(value));
        else if (what == "short")
            part.shorts.push_back(std::move(value));
        else if (what == "name")
            part.names.push_back(std::move(value));
        else if (what == "attr")
            part.attributes += value;
        else if (what == "ambiguous")
            part.is_ambiguous |= value == "boundary";
    }

    std::vector<Part> parts_;
    std::unordered_map<std::string, std::size_t> offsets_;
};

} // namespace

std::vector<Part> read_parts(const wire::Record& record)
{
    Reader reader;
    for (std::size_t i = 0; i < record.size(); ++i)
        reader.read(record.line(i));
    return reader.finish();
}

} // namespace chainmail::policy
