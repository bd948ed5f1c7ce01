// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "alter.h"

#include "altered_header.h"
#include "base/text.h"
#include "encoder.h"
#include "mail/field.h"
#include "mail/mime_tree.h"
#include "spelling.h"
#include "text_part.h"

#include <algorithm>
#include <vector>

namespace chainmail::smtp_out {

namespace {

using mail::MimeTree;
using mail::Part;
using text::cat;

// `bytes` in place of `length` bytes from `offset` on.
struct Change {
    std::size_t offset = 0, length = 0;
    std::string bytes;
};

bool is_kept_as_it_is(const Part& around, const mail::AlterOptions& options)
{
    if (around.kind == mail::Kind::message) return true;
    const auto type = around.content_type.full();
    return type == "multipart/encrypted" ||
           (type == "multipart/signed" && !options.into_signed);
}

bool is_open_to_changes(const MimeTree& tree,
                        const Part& part,
                        const mail::AlterOptions& options)
{
    for (auto at = part.parent; at != mail::no_parent; at = tree.parts[at].parent)
        if (is_kept_as_it_is(tree.parts[at], options)) return false;
    return true;
}

// What people read: no attachment, nothing with a name.
const Part* find_text(const MimeTree& tree,
                      std::string_view type,
                      const mail::AlterOptions& options)
{
    for (const auto& part : tree.parts) {
        if (part.kind != mail::Kind::leaf || part.content_type.full() != type ||
            !part.names.empty() || part.disposition.type == "attachment" ||
            !is_open_to_changes(tree, part, options))
            continue;
        return &part;
    }
    return nullptr;
}

std::string html_of(const mail::AlterOptions& options, const AddedTexts& texts)
{
    if (!texts.html.empty()) return cat("\n<br>\n", texts.html, "<br>\n");
    if (!options.text_into_html || texts.text.empty()) return "";
    return cat("\n<br><pre>\n", escape_html(texts.text), "</pre><br>\n");
}

class Alterer {
public:
    Alterer(const Content& content,
            const mail::AlterOptions& options,
            const AddedTexts& texts,
            bool takes_8bit)
        : content_(content),
          options_(options),
          texts_(texts),
          takes_8bit_(takes_8bit),
          whole_(content.header.data(),
                 static_cast<std::size_t>(content.body.data() + content.body.size() -
                                          content.header.data())),
          body_begin_(whole_.size() - content.body.size()),
          header_(content.header)
    {
    }

    OwnContent make()
    {
        change_texts();
        return {with_fields(header_, options_), new_body()};
    }

private:
    void change_texts()
    {
        const auto tree = mail::parse_mime(whole_);
        // Else the body is not where everybody sees it.
        if (tree.stop != mail::Stop::end ||
            tree.parts.front().body.offset != body_begin_)
            return;
        if (const auto* part = find_text(tree, "text/plain", options_))
            add_text(*part, part == tree.parts.data());
        const auto html = html_of(options_, texts_);
        if (const auto* part = find_text(tree, "text/html", options_);
            part != nullptr && !html.empty() && may_change(*part))
            apply(insert_html(view(*part), html, options_.into_bad_html),
                  *part,
                  part == tree.parts.data());
    }

    bool may_change(const Part& part) const
    {
        return part.encoding != mail::Encoding::base64 || options_.into_base64;
    }

    void add_text(const Part& part, bool is_root)
    {
        const bool is_base64 = part.encoding == mail::Encoding::base64;
        const auto text =
            is_base64 && !texts_.base64.empty() ? texts_.base64 : texts_.text;
        if (!text.empty() && may_change(part))
            apply(append_text(view(part), text), part, is_root);
    }

    // Its end is where the next delimiter begins.
    std::size_t end_of(const Part& part) const
    {
        const auto end = part.body.offset + part.body.length;
        return end < whole_.size() && whole_[end] == '\n' ? end + 1 : end;
    }

    TextPart view(const Part& part) const
    {
        TextPart text;
        text.body = whole_.substr(part.body.offset, end_of(part) - part.body.offset);
        text.encoding = part.encoding;
        text.charset = part.content_type.parameter("charset");
        text.takes_8bit = takes_8bit_ && (says_8bit(part) || has_8bit(text.body));
        return text;
    }

    bool says_8bit(const Part& part) const
    {
        const auto header = mail::split_whole_header(part.header.of(whole_));
        const auto* field = mail::find(header, "Content-Transfer-Encoding");
        if (field == nullptr) return false;
        const auto value = text::trim(field->value);
        return text::equal_ignore_case(value, "8bit") ||
               text::equal_ignore_case(value, "binary");
    }

    void apply(std::optional<BodyChange> change, const Part& part, bool is_root)
    {
        if (!change) return;
        changes_.push_back({part.body.offset + change->offset,
                            change->length,
                            with_blank_line(part, change->bytes, is_root)});
        if (!change->becomes_quoted) return;
        const auto header = is_root ? content_.header : part.header.of(whole_);
        auto other =
            requoted_header(header, part.content_type, change->charset, is_root);
        if (is_root)
            header_ = std::move(other);
        else
            changes_.push_back(
                {part.header.offset, part.header.length, std::move(other)});
    }

    // A part may end with its header.
    std::string
    with_blank_line(const Part& part, std::string_view bytes, bool is_root) const
    {
        const auto before = whole_.substr(0, part.body.offset);
        const bool is_there =
            is_root || before.ends_with("\n\n") || part.header.length == 0;
        return cat(is_there ? "" : "\n", bytes);
    }

    std::string new_body()
    {
        std::ranges::sort(changes_, {}, &Change::offset);
        std::string out;
        out.reserve(content_.body.size() + texts_.text.size() + texts_.html.size());
        auto done = body_begin_;
        for (const auto& change : changes_) {
            out += whole_.substr(done, change.offset - done);
            out += change.bytes;
            done = change.offset + change.length;
        }
        return out.append(whole_.substr(done));
    }

    const Content& content_;
    const mail::AlterOptions& options_;
    const AddedTexts& texts_;
    const bool takes_8bit_;
    std::string_view whole_;
    std::size_t body_begin_;
    std::string header_;
    std::vector<Change> changes_;
};

} // namespace

OwnContent alter(const Content& content,
                 const mail::AlterOptions& options,
                 const AddedTexts& texts,
                 bool takes_8bit)
{
    return Alterer(content, options, texts, takes_8bit).make();
}

} // namespace chainmail::smtp_out
