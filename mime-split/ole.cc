// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "ole.h"

#include "compound.h"
#include "leading_bytes.h"
#include "mail/charset.h"
#include "packed_file.h"

#include <map>
#include <string>

namespace chainmail::mime_split {

namespace {

constexpr std::string_view native = "\x01Ole10Native";
constexpr std::string_view attachment = "__attach_version1.0_#";
constexpr std::string_view property = "__substg1.0_";

std::string_view last_name(std::string_view path)
{
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

std::string_view storage_of(std::string_view path)
{
    const auto slash = path.rfind('/');
    return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

class Opener {
public:
    Opener(std::string_view content, Members& members)
        : content_(content),
          file_(content),
          members_(members)
    {
    }

    Opened run()
    {
        for (const auto& entry : file_.entries())
            note_name(entry);
        for (const auto& entry : file_.entries())
            if (entry.stream && !give(entry)) break;
        return {"", encrypted_ ? attribute::encrypted : ""};
    }

private:
    // The names of an attachment stand beside its content.
    void note_name(const CompoundEntry& entry)
    {
        const auto name = last_name(entry.path);
        if (name == "EncryptedPackage") encrypted_ = true;
        const auto storage = storage_of(entry.path);
        if (!last_name(storage).starts_with(attachment) || !name.starts_with(property))
            return;
        const auto id = name.substr(property.size(), 4);
        if (id != "3707" && id != "3704") return;
        auto text = file_.read(entry, longest_name);
        if (name.ends_with("001F")) text = mail::to_utf8(text, "utf-16le");
        auto& names = names_[std::string(storage)];
        if (text.size() > names.first.size()) text.swap(names.first);
        if (text.size() > names.second.size()) text.swap(names.second);
    }

    bool give(const CompoundEntry& entry)
    {
        const auto name = last_name(entry.path);
        if (name == native) return give_packed(entry);
        if (name.starts_with(property) && name.ends_with("37010102")) {
            const auto names = names_[std::string(storage_of(entry.path))];
            return give_as({names.first, names.second, ""}, entry);
        }
        if (name.starts_with(property) && name.substr(property.size(), 4) == "1013")
            return give_as({"", "", ""}, entry);
        constexpr std::size_t beginning = 512;
        const auto start = file_.read(entry, beginning);
        if (type_by_bytes(start).format == Format::none) return true;
        return give_as({entry.path, "", ""}, entry);
    }

    bool give_as(const Member& member, const CompoundEntry& entry)
    {
        return entry.size == 0 || (members_.begin(member) &&
                                   members_.add(file_.read(entry, content_.size())));
    }

    bool give_packed(const CompoundEntry& entry)
    {
        const auto bytes = file_.read(entry, content_.size());
        const auto packed = read_packed_file(bytes);
        return members_.begin({packed.label, packed.name, ""}) &&
               members_.add(packed.content);
    }

    static constexpr std::size_t longest_name = 4096;

    std::string_view content_;
    Compound file_;
    Members& members_;
    bool encrypted_ = false;
    std::map<std::string, std::pair<std::string, std::string>> names_; ///< by storage
};

} // namespace

Opened open_ole(std::string_view content, Members& members)
{
    return Opener(content, members).run();
}

} // namespace chainmail::mime_split
