// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "readings.h"

#include "bare_files.h"
#include "base/text.h"
#include "mail/base64_readings.h"
#include "mail/inline_file.h"
#include "mail/line_scan.h"
#include "mail/loose_header.h"
#include "mail/part_facts.h"
#include "mail/quoted_readings.h"
#include "mail/segments.h"

#include <algorithm>

namespace chainmail::mime_split {

namespace {

constexpr std::size_t max_segments = 20'000;

bool looks_quoted(std::string_view body)
{
    body = body.substr(0, 4096);
    for (auto at = body.find('='); at != body.npos; at = body.find('=', at + 1)) {
        const auto rest = body.substr(at + 1, 2);
        if (rest.starts_with('\n')) return true;
        if (rest.size() == 2 && text::hex_value(rest[0]) >= 0 &&
            text::hex_value(rest[1]) >= 0)
            return true;
    }
    return false;
}

bool is_text(const mail::LooseHeader& header)
{
    return !header.types.empty() && std::all_of(header.types.begin(),
                                                header.types.end(),
                                                [](const std::string& type) {
                                                    return type.starts_with("text/");
                                                });
}

bool is_multipart(const mail::LooseHeader& header)
{
    return std::any_of(
        header.types.begin(), header.types.end(), [](const std::string& type) {
            return type.find("multi") != type.npos;
        });
}

// Readers that take a bare CR for a line end, and pass over NUL and a CR behind LF.
std::string with_returns_as_ends(std::string_view message)
{
    std::string out;
    out.reserve(message.size());
    for (std::size_t i = 0; i < message.size(); ++i) {
        const char c = message[i];
        const bool is_extra = c == '\r' && (message.substr(i + 1, 1) == "\n" ||
                                            (i > 0 && message[i - 1] == '\n'));
        if (c == '\0' || is_extra) continue;
        out += c == '\r' ? '\n' : c;
    }
    return out;
}

class Reader {
public:
    Reader(std::size_t& work, std::size_t most, const TakeReading& take)
        : work_(work),
          most_(most),
          take_(take)
    {
    }

    void read(std::string_view message, bool is_message)
    {
        message_ = message;
        offsets_known_ = is_message;
        const auto segments = mail::loose_segments(message, max_segments);
        whole_ = whole_ && segments.is_all;
        for (const auto& segment : segments.list) {
            if (stopped()) return;
            read_segment(message.substr(segment.offset, segment.length));
        }
    }

    // The files in text without MIME.
    void read_files_in(std::string_view text)
    {
        header_ = {};
        header_.types = {"application/octet-stream"};
        const auto* from = text.data();
        for (const auto start : mail::scan_lines(text).files) {
            auto rest = text.substr(start);
            mail::InlineFile file;
            if (stopped()) return;
            if (rest.data() < from || !mail::take_inline_file(rest, file, most_))
                continue;
            from = rest.data();
            header_.names = {mail::readable_name(file.name, "")};
            offer(file.content, file.kind, text);
        }
        header_.names.clear();
        for (const auto& file : bare_files(text))
            offer(file.content, "structure", text);
    }

    ReadAgain result() const { return {status_, complete_, whole_}; }

private:
    bool stopped() const { return !status_ || !complete_; }

    void read_segment(std::string_view segment)
    {
        header_ = mail::read_loosely(segment);
        if (!spend(header_.work)) return;
        if (!header_.has_fields) return;
        for (const auto at : header_.bodies) {
            if (stopped()) return;
            body_header_ = segment.substr(0, at);
            read_body(segment.substr(at));
        }
    }

    void read_body(std::string_view body)
    {
        auto codings = header_.codings;
        const bool declared = codings.any();
        if (!declared) {
            codings.base64 = looks_like_base64(body);
            codings.quoted_printable = codings.unknown && looks_quoted(body);
        }
        if (codings.base64 && is_multipart_with_parts(body))
            codings.base64 = looks_like_base64(body);
        const char* kind = declared ? "structure" : "content-transfer-encoding";
        if (codings.base64) read_base64(body, kind);
        // What is text on the screen is no attachment, and often badly quoted.
        if (codings.quoted_printable && (!is_text(header_) || !header_.names.empty()))
            read_quoted(body, kind);
        read_files(body, codings);
        if (!codings.any() && !is_multipart(header_) &&
            (!is_text(header_) || !header_.names.empty()))
            offer(body, "structure", body, Content::as_it_stands);
    }

    // One that is encoded has no delimiters to be seen.
    bool is_multipart_with_parts(std::string_view body) const
    {
        return is_multipart(header_) && header_.types.size() == 1 &&
               (body.starts_with("--") || body.find("\n--") != body.npos);
    }

    void read_base64(std::string_view body, const char* kind)
    {
        const auto oddities = mail::find_oddities(body);
        std::string usual;
        for (const auto& rules : mail::rules_for(oddities)) {
            if (!spend(body.size())) return;
            std::string content = mail::decode_base64(body, rules);
            // Text behind the data, as lists append it, changes nothing but the end.
            const bool is_told =
                !oddities.only_line_length() && !usual.starts_with(content);
            offer(content, usual.empty() ? kind : is_told ? "base64" : "", body);
            if (usual.empty()) usual = std::move(content);
        }
        if (!oddities.short_start) return;
        const auto rest = mail::behind_blank_line(body);
        if (spend(rest.size())) offer(mail::decode_base64(rest, {}), kind, body);
    }

    void read_quoted(std::string_view body, const char* kind)
    {
        for (const auto& rules : mail::quoted_rules_for(body)) {
            if (!spend(body.size())) return;
            offer(mail::decode_quoted(body, rules), kind, body);
            kind = "quoted-printable";
            if (is_multipart(header_)) return;
        }
    }

    void read_files(std::string_view body, const mail::Codings& codings)
    {
        const auto read = [&](bool named, auto decode) {
            mail::InlineFile file;
            if (!named || !spend(body.size()) || !decode(body, file, most_)) return;
            if (!file.name.empty())
                header_.names.push_back(mail::readable_name(file.name, ""));
            offer(file.content, file.kind, body);
        };
        read(codings.uuencode, mail::decode_uuencode);
        read(codings.yenc, mail::decode_yenc);
        read(codings.binhex, mail::decode_binhex);
    }

    bool spend(std::size_t bytes)
    {
        if (bytes > work_) complete_ = false;
        work_ -= std::min(work_, bytes);
        return complete_ && status_;
    }

    enum class Content { decoded, as_it_stands };

    void offer(std::string_view content,
               const char* kind,
               std::string_view body,
               Content how = Content::decoded)
    {
        if (!status_) return;
        Reading reading{content,
                        body_header_,
                        header_.types,
                        header_.names,
                        kind,
                        how == Content::decoded,
                        0};
        if (reading.types.empty()) reading.types.emplace_back("text/plain");
        if (offsets_known_)
            reading.offset = static_cast<std::size_t>(body.data() - message_.data());
        else
            reading.kind = "control";
        status_ = take_(reading);
    }

    std::size_t& work_;
    std::size_t most_;
    const TakeReading& take_;
    std::string_view message_;
    bool offsets_known_ = true;
    std::string_view body_header_;
    mail::LooseHeader header_;
    Status status_;
    bool complete_ = true;
    bool whole_ = true;
};

} // namespace

bool looks_like_base64(std::string_view body)
{
    body = body.substr(0, 4096);
    std::size_t digits = 0;
    std::size_t lines = 0;
    std::size_t others = 0;
    while (!body.empty()) {
        auto line = text::take_line(body);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        if (mail::is_base64(line))
            digits += line.size();
        else if (lines == 0 || ++others * 10 > lines)
            return false;
        ++lines;
    }
    return digits >= 16;
}

ReadAgain read_again(std::string_view message,
                     std::size_t& work,
                     std::size_t most,
                     const TakeReading& take)
{
    Reader reader(work, most, take);
    reader.read(message, true);
    if (message.find_first_of(std::string_view("\r\0", 2)) != message.npos) {
        const auto lines = with_returns_as_ends(message);
        reader.read(lines, false);
        reader.read_files_in(lines);
    }
    return reader.result();
}

std::size_t reading_work(std::size_t size)
{
    constexpr std::size_t times = 40;
    constexpr std::size_t least = 4U << 20U;
    return std::max(least, size * times);
}

} // namespace chainmail::mime_split
