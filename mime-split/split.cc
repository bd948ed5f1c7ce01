// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "split.h"

#include "bare_files.h"
#include "base/text.h"
#include "content_hash.h"
#include "hidden_text.h"
#include "mail/inline_file.h"
#include "mail/line_scan.h"
#include "mail/part_facts.h"
#include "part_rules.h"
#include "readings.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace chainmail::mime_split {

namespace {

// A message to take apart: the mail itself, or one that was encoded within it.
struct Job {
    std::string decoded;     ///< its text, unless it is the mail itself
    std::string prefix;      ///< path of the part it is the content of, or empty
    std::size_t level = 0;   ///< messages around it
    std::size_t depth = 0;   ///< numbers in `prefix`
    bool is_further = false; ///< found by a further reading
};

// Goes through the messages one after the other; none is parsed twice, and what nests
// is bounded by the levels.
class Splitter {
public:
    Splitter(const Budget& budget, const Store& store) : budget_(budget), store_(store)
    {
    }

    Result<Split> run(std::string_view message)
    {
        const auto work = reading_work(message.size() + budget_.other_mails);
        work_ = work - std::min(work, budget_.other_work);
        const auto before = work_;
        if (auto done = take_apart(message, {}); !done) return done.error();
        while (!jobs_.empty() && result_.hold.empty()) {
            const Job job = std::move(jobs_.front());
            jobs_.pop_front();
            if (auto done = take_apart(job.decoded, job); !done) return done.error();
        }
        result_.work = before - work_;
        return std::move(result_);
    }

private:
    Status take_apart(std::string_view text, const Job& job)
    {
        const auto tree = mail::parse_mime(text, remaining(job));
        const std::size_t first = result_.parts.size();
        std::vector<std::pair<std::ptrdiff_t, std::string>> decoded;
        doubtful_ = tree.doubtful;
        quotes_ = tree.quotes;
        for (const auto& part : tree.parts) {
            if (!result_.hold.empty()) return {};
            if (auto taken = take_part(text, part, job); !taken) return taken;
            if (!decoded_text_.empty())
                decoded.emplace_back(&part - tree.parts.data(),
                                     std::exchange(decoded_text_, {}));
        }
        for (const auto& error : tree.errors)
            if (!job.is_further) add_error(job, error);
        if (result_.hold.empty()) result_.hold = reason(tree.stop);
        if (!result_.hold.empty()) return {};
        const Text read{text, tree, job, first};
        if (auto taken = take_files(read, tree.files); !taken) return taken;
        for (const auto& part : tree.parts)
            if (auto taken = take_bare_files(read, part); !taken) return taken;
        // What is found gets the numbers behind the parts, which are known by now.
        for (const auto& [at, content] : decoded)
            if (auto taken = take_decoded_files(read, at, content); !taken)
                return taken;
        return doubtful_ || quotes_ ? read_further(read, !doubtful_) : Status();
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
        add_part(std::move(found));
        return {};
    }

    void add_part(Found found)
    {
        auto& last = children_[parent_of(found.path)];
        const auto number = found.path.substr(found.path.rfind('.') + 1);
        last = std::max(last, text::to_number(number).value_or(0));
        result_.parts.push_back(std::move(found));
    }

    Status
    place(std::string_view text, const mail::Part& part, const Job& job, Found& found)
    {
        if (part.kind == mail::Kind::multipart) return {};
        if (part.encoding == mail::Encoding::identity && job.prefix.empty()) {
            found.place = Place::message;
            found.offset = part.body.offset;
            found.length = part.body.length;
            if (part.kind == mail::Kind::leaf) suspect(part, part.body.of(text));
            return {};
        }
        return decode(part.body.of(text), part, job, found);
    }

    // Encoded content of which nothing says so.
    void suspect(const mail::Part& part, std::string_view body)
    {
        if (!looks_like_base64(body)) return;
        const bool is_text = part.content_type.type == "text" && part.names.empty();
        (is_text ? quotes_ : doubtful_) = true;
    }

    Status
    decode(std::string_view body, const mail::Part& part, const Job& job, Found& found)
    {
        const bool keep = is_encoded_message(part);
        const bool is_text = part.content_type.type == "text";
        Job inner{{},
                  found.path,
                  job.level + part.level,
                  job.depth + part.depth,
                  job.is_further};
        mail::TransferDecoder decoder(part.encoding, body);
        found.place = Place::store;
        std::string block;
        for (; decoder.next(block); block.clear()) {
            if (!has_room(found, block.size())) break;
            if (auto put = append(found, block); !put) return put;
            if (keep) inner.decoded += block;
            if (is_text) decoded_text_ += block;
        }
        if (decoder.behind_padding()) mail::add_once(found.ambiguous, "padding");
        doubtful_ = doubtful_ || is_damaged(decoder, body, part);
        if (keep) opened_.insert(found.path);
        if (keep) jobs_.push_back(std::move(inner));
        return {};
    }

    // A message that was taken apart, where its first part stands in the result.
    struct Text {
        std::string_view bytes;
        const mail::MimeTree& tree;
        const Job& job;
        std::size_t first;
        bool decoded = false; ///< of a part, which is all there is in the tree
    };

    // Files in text without MIME; one that reaches over the next line with which one
    // may begin holds that.
    Status take_files(const Text& read, const std::vector<std::size_t>& starts)
    {
        std::size_t from = 0;
        for (const auto start : starts) {
            if (start < from) continue;
            auto rest = read.bytes.substr(start);
            mail::InlineFile file;
            if (!mail::take_inline_file(rest, file, most())) continue;
            if (!read.decoded) note_regular(read);
            from = read.bytes.size() - rest.size();
            // In text it is no ambiguity: it stands there for all to see.
            const Reading reading{file.content,
                                  {},
                                  {"application/octet-stream"},
                                  {mail::readable_name(file.name, "")},
                                  {},
                                  true,
                                  start};
            if (auto taken = take_reading(reading, read); !taken) return taken;
        }
        return {};
    }

    Status
    take_decoded_files(const Text& whole, std::ptrdiff_t at, std::string_view text)
    {
        const auto index = static_cast<std::size_t>(at);
        const auto& part = whole.tree.parts[index];
        const auto lines = mail::scan_lines(text);
        mail::MimeTree around;
        around.parts.push_back(part);
        const Text read{text, around, whole.job, whole.first + index, true};
        if (auto taken = take_files(read, lines.files); !taken) return taken;
        if (auto taken = take_all(bare_files(text), 0, read); !taken) return taken;
        if (auto taken = take_hidden(whole, part, text); !taken) return taken;
        return lines.fields.empty() ? Status()
                                    : read_further(read, !mail::begins_with_part(text));
    }

    Status take_bare_files(const Text& read, const mail::Part& part)
    {
        if (has_parts(part) || part.encoding != mail::Encoding::identity) return {};
        const auto body = part.body.of(read.bytes);
        if (auto taken = take_all(bare_files(body), part.body.offset, read); !taken)
            return taken;
        return part.content_type.type == "text" ? take_hidden(read, part, body)
                                                : Status();
    }

    // Files that are seen once characters are bytes and marks of quoting are gone. The
    // text of wide characters is content too: signatures are made of bytes.
    Status
    take_hidden(const Text& whole, const mail::Part& part, std::string_view content)
    {
        const auto narrow =
            narrow_text(content, part.content_type.parameter("charset"));
        const auto quoted = quoted_files(narrow.empty() ? content : narrow);
        if (narrow.empty() && quoted.empty()) return {};
        if (!whole.decoded) note_regular(whole);
        mail::MimeTree around;
        around.parts.push_back(part);
        const auto index =
            static_cast<std::size_t>(&part - whole.tree.parts.data()) + whole.first;
        const Text wide{narrow, around, whole.job, index, true};
        if (!narrow.empty()) {
            const Reading reading{
                narrow, {}, {part.content_type.full()}, {}, {}, false, 0};
            if (auto taken = take_reading(reading, wide); !taken) return taken;
        }
        if (auto taken = take_files(wide, mail::scan_lines(narrow).files); !taken)
            return taken;
        if (auto taken = take_all(bare_files(narrow), 0, wide); !taken) return taken;
        return take_files({quoted, around, whole.job, index, true},
                          mail::scan_lines(quoted).files);
    }

    Status
    take_all(const std::vector<BareFile>& files, std::size_t from, const Text& read)
    {
        if (!files.empty() && !read.decoded) note_regular(read);
        for (const auto& file : files) {
            const Reading reading{file.content,
                                  {},
                                  {"application/octet-stream"},
                                  {},
                                  {},
                                  true,
                                  from + file.offset};
            if (auto taken = take_reading(reading, read); !taken) return taken;
        }
        return {};
    }

    // Text that is plainly declared is taken for other things only where they are
    // files.
    Status read_further(const Text& read, bool only_files)
    {
        if (!read.decoded) note_regular(read);
        const auto done = read_again(
            read.bytes, work_, most(), [&](const Reading& reading) -> Status {
                if (!result_.hold.empty()) return {};
                if (!only_files) return take_reading(reading, read);
                if (!is_known_file(reading.content) && !is_mail(reading)) return {};
                auto file = reading;
                file.kind = {};
                return take_reading(file, read);
            });
        // Files are looked for in whole text, where such lines may be anything.
        const bool is_all = done.complete && (done.whole || only_files);
        if (!is_all && result_.hold.empty())
            result_.hold = "Maximum number of readings exceeded";
        return done.status;
    }

    // What is there already, as the usual reading has it.
    void note_regular(const Text& read)
    {
        for (std::size_t i = 0; i < read.tree.parts.size(); ++i) {
            const std::size_t at = read.first + i;
            if (at < noted_ || at >= result_.parts.size()) continue;
            noted_ = at + 1;
            const auto& part = read.tree.parts[i];
            if (result_.parts[at].place == Place::nowhere) continue;
            const auto body = part.body.of(read.bytes);
            known_.try_emplace(
                part.encoding == mail::Encoding::identity
                    ? hash().of(body)
                    : hash().of(mail::decode(part.encoding, body, body.size())),
                at);
        }
    }

    const ContentHash& hash()
    {
        if (!hash_) hash_.emplace();
        return *hash_;
    }

    Status take_reading(const Reading& reading, const Text& read)
    {
        if (reading.content.empty()) return take_names(reading, read);
        const auto [known, is_new] =
            known_.try_emplace(hash().of(reading.content), result_.parts.size());
        if (!is_new) {
            add_names(result_.parts[known->second], reading.names);
            queue_inner(reading, result_.parts[known->second].path, read);
            return {};
        }
        if (result_.parts.size() >= budget_.tree.parts) {
            result_.hold = reason(mail::Stop::parts);
            return {};
        }
        return add_reading(reading, read);
    }

    // A header without content. Looking for its names is work as well.
    Status take_names(const Reading& reading, const Text& read)
    {
        const std::size_t cost = result_.parts.size() * reading.names.size();
        work_ -= std::min(work_, cost);
        if (work_ > 0 && has_new_name(result_.parts, reading.names))
            add_names(result_.parts[around(reading, read)], reading.names);
        return {};
    }

    Status add_reading(const Reading& reading, const Text& read)
    {
        Found found;
        found.path = next_path(reading, read);
        found.place = Place::store;
        found.types = reading.types;
        add_names(found, reading.names);
        found.ambiguous.clear();
        if (!reading.kind.empty()) found.ambiguous.emplace_back(reading.kind);
        if (!has_room(found, reading.content.size())) return {};
        if (auto put = append(found, reading.content); !put) return put;
        queue_inner(reading, found.path, read);
        add_part(std::move(found));
        return {};
    }

    // Beside a part without parts, not below: what is below is in its content.
    std::string next_path(const Reading& reading, const Text& read)
    {
        const std::size_t at = around(reading, read);
        const std::string& path = result_.parts[at].path;
        const bool below = has_parts(read.tree.parts[at - read.first]);
        const auto parent = below ? path : parent_of(path);
        const std::string next = std::to_string(children_[parent] + 1);
        return parent.empty() ? next : text::cat(parent, ".", next);
    }

    static std::size_t around(const Reading& reading, const Text& read)
    {
        return read.first + part_around(read.tree, reading.offset);
    }

    // Content fields came out of it.
    static bool is_mail(const Reading& reading)
    {
        return reading.decoded && !mail::scan_lines(reading.content).fields.empty();
    }

    // A message, or a multipart that was encoded as a whole.
    void queue_inner(const Reading& reading, const std::string& path, const Text& read)
    {
        const auto declares = [&](std::string_view what) {
            return std::any_of(
                reading.types.begin(),
                reading.types.end(),
                [&](const std::string& type) { return type.find(what) != type.npos; });
        };
        const bool is_multipart = declares("multi");
        if (!reading.decoded ||
            (!is_multipart && !declares("message") && !is_mail(reading)))
            return;
        if (!opened_.insert(path).second) return;
        if (work_ < reading.content.size()) return;
        work_ -= reading.content.size();
        Job inner{std::string(reading.content), path, read.job.level + 1, 0, true};
        inner.depth =
            static_cast<std::size_t>(std::count(path.begin(), path.end(), '.')) + 1;
        if (is_multipart)
            inner.decoded =
                text::cat(without_encoding(reading.header), "\n", reading.content);
        jobs_.push_back(std::move(inner));
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

    // Of content not yet decoded: one byte more than there is room for.
    std::size_t most() const
    {
        return budget_.stored_bytes - std::min(stored_, budget_.stored_bytes) + 1;
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
    std::unordered_map<std::string, std::uint64_t> children_; ///< last number below
    std::unordered_set<std::string> opened_; ///< parts taken apart as messages
    std::map<Digest, std::size_t> known_;    ///< content to the part that has it
    std::optional<ContentHash> hash_;
    std::size_t noted_ = 0;    ///< parts in front of this one are in known_
    std::size_t work_ = 0;     ///< left for further readings
    bool doubtful_ = false;    ///< the message in hand has to be read again
    bool quotes_ = false;      ///< the same for files that its text quotes
    std::string decoded_text_; ///< of the part in hand, if it is text
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
