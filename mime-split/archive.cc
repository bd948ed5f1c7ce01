// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "archive.h"

#include "archive_input.h"
#include "base/text.h"
#include "rar5.h"
#include "unpacked_name.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <clocale>
#include <memory>

namespace chainmail::mime_split {

namespace {

using Enable = int (*)(archive*);

struct Reader {
    Format format;
    int filter;    ///< the compression, ARCHIVE_FILTER_*; of archives none
    Enable layout; ///< none: the only member is what the filter gives
};

int all_rar(archive* from)
{
    const int old = ::archive_read_support_format_rar(from);
    return old != ARCHIVE_OK ? old : ::archive_read_support_format_rar5(from);
}

// Only what libarchive decodes by itself: for lzop, lrzip and grzip it would start
// programs. Not xar and ISO 9660: its readers can be made to run for ever (3.6.2).
constexpr Reader readers[] = {
    {Format::zip, ARCHIVE_FILTER_NONE, ::archive_read_support_format_zip},
    {Format::zip_stream,
     ARCHIVE_FILTER_NONE,
     ::archive_read_support_format_zip_streamable},
    {Format::seven_zip, ARCHIVE_FILTER_NONE, ::archive_read_support_format_7zip},
    {Format::rar, ARCHIVE_FILTER_NONE, all_rar},
    {Format::tar, ARCHIVE_FILTER_NONE, ::archive_read_support_format_tar},
    {Format::cpio, ARCHIVE_FILTER_NONE, ::archive_read_support_format_cpio},
    {Format::ar, ARCHIVE_FILTER_NONE, ::archive_read_support_format_ar},
    {Format::cab, ARCHIVE_FILTER_NONE, ::archive_read_support_format_cab},
    {Format::lha, ARCHIVE_FILTER_NONE, ::archive_read_support_format_lha},
    {Format::rpm, ARCHIVE_FILTER_RPM, nullptr},
    {Format::gzip, ARCHIVE_FILTER_GZIP, nullptr},
    {Format::bzip2, ARCHIVE_FILTER_BZIP2, nullptr},
    {Format::xz, ARCHIVE_FILTER_XZ, nullptr},
    {Format::lzma, ARCHIVE_FILTER_LZMA, nullptr},
    {Format::lzip, ARCHIVE_FILTER_LZIP, nullptr},
    {Format::zstd, ARCHIVE_FILTER_ZSTD, nullptr},
    {Format::lz4, ARCHIVE_FILTER_LZ4, nullptr},
};

const Reader* reader_for(Format format)
{
    for (const auto& reader : readers)
        if (reader.format == format) return &reader;
    return nullptr;
}

// A member is given up when it fills no more of the archive than that many blocks
// without a byte: the library could be kept busy for nothing.
constexpr int most_empty_blocks = 10'000;

// The same for headers that lead to no member.
constexpr int most_tries = 10'000;

// Less than that is not worth a system call.
constexpr std::size_t few_bytes = 16'384;

std::string text_or_empty(const char* text)
{
    return text == nullptr ? std::string() : std::string(text);
}

std::string_view attributes_of(archive_entry* entry)
{
    if (::archive_entry_is_encrypted(entry) != 0) return attribute::encrypted;
    if (::archive_entry_symlink(entry) != nullptr) return attribute::link;
    // cpio has the data of a file with its last link only; and what unpacks it by hand
    // may find data that stands behind anything.
    if (::archive_entry_size(entry) > 0) return "";
    if (::archive_entry_hardlink(entry) != nullptr) return attribute::link;
    switch (::archive_entry_filetype(entry)) {
    case AE_IFDIR:
        return attribute::directory;
    case AE_IFREG:
    case 0:
        return "";
    default:
        return attribute::special;
    }
}

class Session {
public:
    Session(const Reader& reader,
            std::string_view content,
            std::string_view name,
            Members& members)
        : reader_(reader),
          content_(content),
          input_(content, members),
          name_(name),
          members_(members),
          archive_(::archive_read_new())
    {
    }

    Opened run()
    {
        if (!archive_) return {"out of memory", ""};
        // One layer, as our types say: a guess by the library could find another one
        // below it, and so on.
        if (reader_.filter != ARCHIVE_FILTER_NONE)
            ::archive_read_append_filter(archive_.get(), reader_.filter);
        if (reader_.layout != nullptr)
            reader_.layout(archive_.get());
        else
            ::archive_read_support_format_raw(archive_.get());
        if (reader_.format == Format::rar) encrypted_ = encrypted_in_rar5(content_);
        if (!input_.open(archive_.get())) return give_up();
        while (next_member()) {
        }
        name_the_rest();
        return std::move(opened_);
    }

private:
    bool next_member()
    {
        archive_entry* entry = nullptr;
        int status = ::archive_read_next_header(archive_.get(), &entry);
        // What the library cannot place it passes over, and a member with it: behind 32
        // extensions in front of one in a tar file, say.
        for (int i = 0; status == ARCHIVE_RETRY && i < most_tries; ++i) {
            opened_.attributes = attribute::undecodable;
            status = ::archive_read_next_header(archive_.get(), &entry);
        }
        if (status == ARCHIVE_RETRY) return false;
        if (status == ARCHIVE_EOF) return false;
        if (status < ARCHIVE_WARN) {
            opened_ = give_up();
            return false;
        }
        return take(entry);
    }

    bool take(archive_entry* entry)
    {
        auto attributes = attributes_of(entry);
        const auto member = member_of(entry);
        if (encrypted_.erase(member.name) > 0) attributes = attribute::encrypted;
        if (!members_.begin({member.name, member.other, attributes})) return false;
        return !attributes.empty() || copy();
    }

    // Of what the library gave up, for their names.
    void name_the_rest()
    {
        for (const auto& name : encrypted_)
            if (!members_.begin({name, "", attribute::encrypted})) return;
    }

    Member member_of(archive_entry* entry) const
    {
        const auto* utf8 = ::archive_entry_pathname_utf8(entry);
        auto stored =
            text_or_empty(utf8 != nullptr ? utf8 : ::archive_entry_pathname(entry));
        if (reader_.layout != nullptr) return {std::move(stored), "", ""};
        // The raw format calls everything "data"; a gz has the original name.
        if (stored == "data") stored.clear();
        return {unpacked_name(name_), std::move(stored), ""};
    }

    bool copy()
    {
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        for (int empty = 0; empty < most_empty_blocks;) {
            const int status =
                ::archive_read_data_block(archive_.get(), &block, &size, &offset);
            if (status == ARCHIVE_EOF) return hand_on("", 0);
            if (status < ARCHIVE_WARN) return hand_on("", 0) && skip_broken(status);
            empty = size == 0 ? empty + 1 : 0;
            if (!hand_on({static_cast<const char*>(block), size}, few_bytes))
                return false;
        }
        opened_ = {"a member without end", attribute::undecodable};
        return false;
    }

    // Sparse files come in pieces of a byte.
    bool hand_on(std::string_view block, std::size_t keep)
    {
        if (pending_.empty() && block.size() >= few_bytes) return members_.add(block);
        pending_ += block;
        if (pending_.size() < keep || pending_.empty()) return true;
        const bool wanted = members_.add(pending_);
        pending_.clear();
        return wanted;
    }

    // The rest of the archive may be readable all the same.
    bool skip_broken(int status)
    {
        const auto why = reason();
        if (is_encrypted(why))
            members_.mark(attribute::encrypted);
        else if (is_unsupported(why))
            members_.mark(attribute::undecodable);
        else
            opened_.damage = why;
        return status != ARCHIVE_FATAL;
    }

    // Only the message tells, for some formats.
    static bool is_encrypted(const std::string& why)
    {
        const auto lowered = text::lower(why);
        return lowered.find("encrypt") != lowered.npos ||
               lowered.find("passphrase") != lowered.npos ||
               lowered.find("decrypt") != lowered.npos;
    }

    static bool is_unsupported(const std::string& why)
    {
        constexpr std::array words{
            "nsupported", "not supported", "navailable", "codec ID"};
        return std::ranges::any_of(
            words, [&](const char* word) { return why.find(word) != why.npos; });
    }

    Opened give_up()
    {
        auto why = reason();
        // Without a format the library would follow a pointer that is none.
        const bool encrypted =
            is_encrypted(why) ||
            (::archive_format(archive_.get()) != 0 &&
             ::archive_read_has_encrypted_entries(archive_.get()) > 0);
        // More memory than this program may have: what is behind it is not known.
        if (!encrypted && why.find("allocate") != why.npos)
            return {std::move(why), attribute::undecodable};
        return {std::move(why), encrypted ? attribute::encrypted : opened_.attributes};
    }

    std::string reason() const
    {
        return text::printable(text_or_empty(::archive_error_string(archive_.get())));
    }

    struct Free {
        void operator()(archive* from) const { ::archive_read_free(from); }
    };
    const Reader& reader_;
    std::string_view content_;
    ArchiveInput input_;
    std::string_view name_;
    Members& members_;
    std::unique_ptr<archive, Free> archive_;
    std::set<std::string> encrypted_;
    Opened opened_;
    std::string pending_; ///< of the member in hand
};

} // namespace

bool is_archive(Format format)
{
    return reader_for(format) != nullptr;
}

Opened open_archive(std::string_view content,
                    Format format,
                    std::string_view name,
                    Members& members)
{
    const auto* reader = reader_for(format);
    if (reader == nullptr) return {};
    return Session(*reader, content, name, members).run();
}

void prepare_archives()
{
    ::setlocale(LC_CTYPE, "C.UTF-8");
}

} // namespace chainmail::mime_split
