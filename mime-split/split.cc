// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "split.h"

#include "base/text.h"
#include "mail/part_facts.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace chainmail::mime_split {

namespace {

// A message to take apart: the mail itself, or one that was encoded within it.
struct Job {
    std::string decoded;   ///< its text, unless it is the mail itself
    std::string prefix;    ///< path of the part it is the content of, or empty
    std::size_t level = 0; ///< messages around it
    std::size_t depth = 0; ///< numbers in `prefix`
};

bool is_encoded_message(const mail::Part& part)
{
    return part.content_type.type == "message" && part.kind == mail::Kind::leaf &&
           part.encoding != mail::Encoding::identity &&
           (part.content_type.subtype == "rfc822" ||
            part.content_type.subtype == "global");
}

// Goes through the messages one after the other; none is parsed twice, and what nests
// is bounded by the levels.
class Splitter {
public:
    Splitter(const Budget& budget, const Store& store) : budget_(budget), store_(store)
    {
    }

    Result<Split> run(std::string_view message)
    {
        if (auto done = take_apart(message, {}); !done) return done.error();
        while (!jobs_.empty() && result_.hold.empty()) {
            const Job job = std::move(jobs_.front());
            jobs_.pop_front();
            if (auto done = take_apart(job.decoded, job); !done) return done.error();
        }
        return std::move(result_);
    }

private:
    Status take_apart(std::string_view text, const Job& job)
    {
        const auto tree = mail::parse_mime(text, remaining(job));
        for (const auto& part : tree.parts) {
            if (!result_.hold.empty()) return {};
            if (auto taken = take_part(text, part, job); !taken) return taken;
        }
        for (const auto& error : tree.errors)
            add_error(job, error);
        if (result_.hold.empty()) result_.hold = reason(tree.stop);
        return {};
    }

    mail::Limits remaining(const Job& job) const
    {
        const auto& all = budget_.tree;
        return {all.parts - std::min(all.parts, result_.parts.size()),
                all.levels - std::min(all.levels, job.level),
                all.depth - std::min(all.depth, job.depth)};
    }

    std::string reason(mail::Stop stop) const
    {
        const auto& limits = budget_.tree;
        switch (stop) {
        case mail::Stop::end:
            return {};
        case mail::Stop::parts:
            return text::cat("Maximum number of files (", limits.parts, ") exceeded");
        case mail::Stop::levels:
            return text::cat("Maximum decoding depth (", limits.levels, ") exceeded");
        case mail::Stop::depth:
            return text::cat("Maximum nesting of parts (", limits.depth, ") exceeded");
        }
        return {};
    }

    // Paths within an encoded message go on behind its own: "1.2" there is P.1.2 here.
    static std::string path_of(const std::string& path, const Job& job)
    {
        return job.prefix.empty() ? path : text::cat(job.prefix, ".", path);
    }

    void add_error(const Job& job, const std::string& error)
    {
        result_.errors.push_back(job.prefix.empty()
                                     ? error
                                     : text::cat("in part ", job.prefix, ": ", error));
    }

    Status take_part(std::string_view text, const mail::Part& part, const Job& job)
    {
        Found found;
        found.path = path_of(part.path, job);
        found.types = part.types;
        found.names = part.names;
        found.ambiguous = part.ambiguous;
        if (auto placed = place(text, part, job, found); !placed) return placed;
        result_.parts.push_back(std::move(found));
        return {};
    }

    Status
    place(std::string_view text, const mail::Part& part, const Job& job, Found& found)
    {
        if (part.kind == mail::Kind::multipart) return {};
        if (part.encoding == mail::Encoding::identity && job.prefix.empty()) {
            found.place = Place::message;
            found.offset = part.body.offset;
            found.length = part.body.length;
            return {};
        }
        return decode(part.body.of(text), part, job, found);
    }

    Status
    decode(std::string_view body, const mail::Part& part, const Job& job, Found& found)
    {
        const bool keep = is_encoded_message(part);
        Job inner{{}, found.path, job.level + part.level, job.depth + part.depth};
        mail::TransferDecoder decoder(part.encoding, body);
        found.place = Place::store;
        std::string block;
        for (; decoder.next(block); block.clear()) {
            if (!has_room(found, block.size())) break;
            if (auto put = append(found, block); !put) return put;
            if (keep) inner.decoded += block;
        }
        if (decoder.behind_padding()) mail::add_once(found.ambiguous, "padding");
        if (keep) jobs_.push_back(std::move(inner));
        return {};
    }

    // An empty part stays at 0: behind the end of the store nobody could map it.
    Status append(Found& found, std::string_view block)
    {
        if (found.length == 0) {
            end_ = (end_ + store_alignment - 1) / store_alignment * store_alignment;
            found.offset = end_;
        }
        if (auto put = store_(end_, block); !put) return put;
        end_ += block.size();
        found.length += block.size();
        return {};
    }

    bool has_room(const Found& found, std::size_t bytes)
    {
        stored_ += bytes;
        if (stored_ <= budget_.stored_bytes) return true;
        result_.hold = text::cat("Exceeded storage quota ",
                                 budget_.stored_bytes,
                                 " bytes by part ",
                                 found.path);
        return false;
    }

    const Budget& budget_;
    const Store& store_;
    Split result_;
    std::deque<Job> jobs_;
    std::uint64_t end_ = 0;    ///< of what is in the store
    std::uint64_t stored_ = 0; ///< bytes of content in it
};

} // namespace

std::uint64_t quota(const Expansion& expansion, std::uint64_t size)
{
    constexpr auto most = static_cast<std::uint64_t>(-1);
    const auto times = [&](std::uint64_t factor) {
        return factor != 0 && size > most / factor ? most : size * factor;
    };
    return std::max({expansion.min_quota,
                     times(expansion.min_factor),
                     std::min(expansion.max_quota, times(expansion.max_factor))});
}

Result<Split> split(std::string_view message, const Budget& budget, const Store& store)
{
    return Splitter(budget, store).run(message);
}

} // namespace chainmail::mime_split
