// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "pdf.h"

#include "inflate.h"
#include "pdf_filters.h"
#include "pdf_syntax.h"

#include <algorithm>
#include <map>
#include <string>

namespace chainmail::mime_split {

namespace {

// More than any real document has; names are not worth more work than that.
constexpr std::size_t most_streams = 20'000;
constexpr std::size_t most_attachments = 4000;
constexpr std::size_t most_object_bytes = 16U << 20U;

class Opener {
public:
    Opener(std::string_view content, Members& members)
        : content_(content),
          members_(members),
          streams_(pdf_streams(content, most_streams, is_whole_)),
          is_encrypted_(content.find("/Encrypt") != content.npos)
    {
    }

    Opened run()
    {
        note(content_);
        for (const auto& stream : streams_)
            if (pdf_has_name(stream.dictionary, "/ObjStm")) note_in(stream);
        for (const auto& stream : streams_)
            if (is_attachment(stream) && !give(stream)) break;
        if (!is_whole_) return {"more objects than are read", attribute::undecodable};
        return {};
    }

private:
    void note(std::string_view text)
    {
        for (auto& [object, name] : pdf_attachments(text, budget_))
            names_.emplace(object, std::move(name));
        is_whole_ = is_whole_ && budget_ > 0;
    }

    // Objects may stand in a stream, with the names.
    void note_in(const PdfStream& stream)
    {
        std::string text;
        inflate(stream.data, [&](std::string_view block) {
            text += block;
            unpacked_ += block.size();
            return unpacked_ < most_object_bytes;
        });
        is_whole_ = is_whole_ && unpacked_ < most_object_bytes;
        note(text);
    }

    bool is_attachment(const PdfStream& stream) const
    {
        return names_.contains(stream.object) ||
               pdf_has_name(stream.dictionary, "/EmbeddedFile");
    }

    bool give(const PdfStream& stream)
    {
        const auto named = names_.find(stream.object);
        const auto name = named == names_.end() ? std::string() : named->second;
        if (!members_.begin({name, "", ""})) return false;
        bool wanted = true;
        const auto outcome = undo_filters(
            stream.data, pdf_filters(stream.dictionary), [&](std::string_view block) {
                return wanted = members_.add(block);
            });
        if (outcome == Undone::unknown) members_.mark(attribute::undecodable);
        if (outcome == Undone::damaged && is_encrypted_)
            members_.mark(attribute::encrypted);
        return wanted;
    }

    std::string_view content_;
    Members& members_;
    bool is_whole_ = true; ///< no bound was met
    std::vector<PdfStream> streams_;
    bool is_encrypted_;
    std::map<std::uint64_t, std::string> names_; ///< by the object with the content
    std::size_t unpacked_ = 0;
    std::size_t budget_ = most_attachments;
};

} // namespace

Opened open_pdf(std::string_view content, Members& members)
{
    // Most documents have nothing attached, and their streams are not looked at.
    if (content.find("/EmbeddedFile") == content.npos &&
        content.find("/EF") == content.npos &&
        content.find("/ObjStm") == content.npos && content.find("/#") == content.npos)
        return {};
    return Opener(content, members).run();
}

} // namespace chainmail::mime_split
