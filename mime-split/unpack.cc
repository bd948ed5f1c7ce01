// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "unpack.h"

#include "base/text.h"
#include "mail/part_facts.h"
#include "mail_in_file.h"
#include "openers.h"
#include "os/clock.h"
#include "part_index.h"

#include <algorithm>
#include <utility>

namespace chainmail::mime_split {

namespace {

using text::cat;

// As DOS wrote it where nothing says what it is.
std::string readable_name(std::string_view stored)
{
    return mail::readable_name(stored, "cp437");
}

bool is_declared_encrypted(const Found& part)
{
    return std::ranges::any_of(part.types, [](const std::string& type) {
        return type.find('/') != type.npos && type.ends_with("encrypted");
    });
}

void add_letters(std::string& attributes, std::string_view letters)
{
    for (const char letter : letters)
        if (attributes.find(letter) == attributes.npos) attributes += letter;
}

class Unpacker : public Members {
public:
    Unpacker(Split& split,
             std::string_view message,
             const UnpackLimits& limits,
             const Types& types,
             StoreFile& store)
        : split_(split),
          message_(message),
          limits_(limits),
          types_(types),
          store_(store),
          index_(split.parts)
    {
        for (const auto& part : split.parts)
            if (part.place == Place::store) {
                end_ = std::max(end_, part.offset + part.length);
                stored_ += part.length;
            }
    }

    // New parts come behind all others, so that each is visited once.
    Status run()
    {
        for (std::size_t i = 0; i < parts().size(); ++i)
            if (auto done = visit(i); !done) return done;
        return {};
    }

    bool begin(const Member& member) override
    {
        if (!may_go_on()) return false;
        Found found;
        found.path = cat(parts()[container_].path, '.', ++members_);
        if (!member.name.empty()) found.names.push_back(readable_name(member.name));
        if (!member.other.empty())
            mail::add_once(found.names, readable_name(member.other));
        found.attributes = member.attributes;
        found.place = member.attributes.empty() ? Place::store : Place::nowhere;
        parts().push_back(std::move(found));
        return true;
    }

    bool add(std::string_view block) override
    {
        if (block.empty()) return true;
        auto& member = parts().back();
        if (!has_room(member, block.size()) || !in_time()) return false;
        if (member.length == 0) member.offset = end_ = aligned(end_);
        failure_ = store_.put(end_, block);
        end_ += block.size();
        member.length += block.size();
        return static_cast<bool>(failure_);
    }

    bool wanted() override { return in_time(); }

    void mark(std::string_view attributes) override
    {
        add_letters(parts().back().attributes, attributes);
    }

private:
    std::vector<Found>& parts() { return split_.parts; }

    Status visit(std::size_t i)
    {
        if (is_declared_encrypted(parts()[i]))
            add_letters(parts()[i].attributes, attribute::encrypted);
        if (parts()[i].place == Place::nowhere) return {};
        const auto content = content_of(parts()[i]);
        if (!content) return content.error();
        const auto type = types_.of(*content);
        parts()[i].shorts = type.shorts;
        if (std::ranges::find(type.shorts, "pgp.enc") != type.shorts.end())
            add_letters(parts()[i].attributes, "C");
        if (!split_.hold.empty() || index_.has_parts(parts()[i].path)) return {};
        return open(i, *content, type);
    }

    Result<std::string_view> content_of(const Found& part)
    {
        if (part.place == Place::store) return store_.view(part.offset, part.length);
        return message_.substr(part.offset, part.length);
    }

    Status open(std::size_t i, std::string_view content, const Type& type)
    {
        container_ = i;
        members_ = 0;
        if (type.text && is_mail_in_file(content, parts()[i]))
            return open_mail(content);
        const std::string name =
            parts()[i].names.empty() ? std::string() : parts()[i].names.front();
        const auto opened = open_container(content, type, name, *this);
        if (!failure_) return failure_;
        if (!opened.attributes.empty())
            add_letters(parts()[i].attributes, opened.attributes);
        if (!opened.damage.empty() && split_.hold.empty())
            parts()[i].damage = opened.damage;
        if (members_ > 0) index_.add(parts(), i);
        return {};
    }

    // amavisd's levels: the mail is the first, its parts are the second, what is in a
    // container of them the third.
    bool may_go_on()
    {
        const auto& tree = limits_.budget.tree;
        if (parts().size() >= tree.parts)
            split_.hold = cat("Maximum number of files (", tree.parts, ") exceeded");
        else if (index_.level(parts()[container_].path) + 2 > tree.levels)
            split_.hold = cat("Maximum decoding depth (", tree.levels, ") exceeded");
        return split_.hold.empty() && in_time();
    }

    bool in_time()
    {
        const auto now = os::monotonic_ms();
        if ((limits_.until_ms != 0 && now >= limits_.until_ms) || is_overworked(now))
            split_.hold = "Maximum time of decoding exceeded";
        return split_.hold.empty();
    }

    // What works long and gives little is a bomb, or as good as one. Processor time
    // never runs ahead of the clock, which costs less to read.
    bool is_overworked(std::uint64_t now) const
    {
        constexpr std::uint64_t free_ms = 1000;
        constexpr std::uint64_t bytes_per_ms = 10'000;
        const auto allowed = free_ms + (message_.size() + stored_) / bytes_per_ms;
        return now - began_ms_ > allowed && os::processor_ms() - used_ms_ > allowed;
    }

    bool has_room(const Found& part, std::size_t bytes)
    {
        stored_ += bytes;
        if (stored_ <= limits_.budget.stored_bytes) return true;
        split_.hold = cat("Exceeded storage quota ",
                          limits_.budget.stored_bytes,
                          " bytes by part ",
                          part.path);
        return false;
    }

    static std::uint64_t aligned(std::uint64_t offset)
    {
        return (offset + store_alignment - 1) / store_alignment * store_alignment;
    }

    // Messages in a file are split as the mail itself was, one after the other. What is
    // against MIME in them is no fault of this mail: headers alone are returned often.
    Status open_mail(std::string_view content)
    {
        for (const auto range : messages_in(content)) {
            if (!may_go_on()) return {};
            if (auto done = split_mail(range, content); !done) return done;
        }
        index_.add(parts(), container_);
        return {};
    }

    Status split_mail(std::string_view mail, std::string_view content)
    {
        const auto base = aligned(end_);
        const auto inner = split(
            mail, rest_of_budget(), [&](std::uint64_t at, std::string_view bytes) {
                return store_.put(base + at, bytes);
            });
        if (!inner) return inner.error();
        mails_ += mail.size();
        split_.work += inner->work;
        const auto start = static_cast<std::uint64_t>(mail.data() - content.data());
        ++members_;
        for (const auto& part : inner->parts)
            adopt(part, base, start);
        if (!inner->hold.empty()) split_.hold = reworded(inner->hold);
        return {};
    }

    void adopt(Found part, std::uint64_t base, std::uint64_t start)
    {
        const auto& file = parts()[container_];
        // "1.2" there is P.N.2 here, N counting the messages of the file.
        part.path = cat(file.path, '.', members_, part.path.substr(1));
        if (part.place == Place::store) {
            part.offset = part.length == 0 ? 0 : part.offset + base;
            end_ = std::max(end_, part.offset + part.length);
            stored_ += part.length;
        } else if (part.place == Place::message) {
            part.place = file.place;
            part.offset += file.offset + start;
        }
        parts().push_back(std::move(part));
    }

    Budget rest_of_budget() const
    {
        auto rest = limits_.budget;
        rest.stored_bytes -= std::min(stored_, rest.stored_bytes);
        rest.tree.parts -= std::min(split_.parts.size(), rest.tree.parts);
        rest.other_mails = message_.size() + mails_;
        rest.other_work = split_.work;
        const auto level = index_.level(split_.parts[container_].path);
        rest.tree.levels -= std::min(level, rest.tree.levels);
        return rest;
    }

    // The inner reader knows what was left for it, the postmaster what was set.
    std::string reworded(const std::string& hold) const
    {
        const auto& budget = limits_.budget;
        if (hold.starts_with("Maximum number of files"))
            return cat("Maximum number of files (", budget.tree.parts, ") exceeded");
        if (hold.starts_with("Maximum decoding depth"))
            return cat("Maximum decoding depth (", budget.tree.levels, ") exceeded");
        if (hold.starts_with("Exceeded storage quota"))
            return cat("Exceeded storage quota ",
                       budget.stored_bytes,
                       " bytes by part ",
                       split_.parts[container_].path);
        return hold;
    }

    Split& split_;
    std::string_view message_;
    const UnpackLimits& limits_;
    const Types& types_;
    StoreFile& store_;
    PartIndex index_;
    std::size_t container_ = 0; ///< the part being opened
    std::size_t members_ = 0;   ///< of it so far
    std::uint64_t end_ = 0;     ///< of what is in the store
    std::uint64_t stored_ = 0;  ///< bytes of content in it
    std::size_t mails_ = 0;     ///< bytes of those found in files
    std::uint64_t began_ms_ = os::monotonic_ms();
    std::uint64_t used_ms_ = os::processor_ms();
    Status failure_;
};

} // namespace

Status unpack(Split& split,
              std::string_view message,
              const UnpackLimits& limits,
              const Types& types,
              StoreFile& store)
{
    return Unpacker(split, message, limits, types, store).run();
}

} // namespace chainmail::mime_split
