// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "iso.h"

#include "base/text.h"
#include "mail/charset.h"
#include "numbers.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace chainmail::mime_split {

namespace {

constexpr std::size_t sector = 2048;
constexpr std::size_t first_descriptor = 16;
constexpr std::size_t most_descriptors = 32;

struct Place {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    auto operator<=>(const Place&) const = default;
};

struct Directory {
    Place place;
    std::string path; ///< with a slash behind it
    bool joliet = false;
};

// ECMA-119 9.1: numbers stand there in both byte orders.
Place place_of(std::string_view record)
{
    return {little_endian(record, 2, 4) * sector, little_endian(record, 10, 4)};
}

class Image {
public:
    explicit Image(std::string_view bytes) : bytes_(bytes) {}

    void read()
    {
        for (std::size_t i = 0; i < most_descriptors; ++i) {
            const auto at = (first_descriptor + i) * sector;
            if (at + sector > bytes_.size()) break;
            if (!read_descriptor(bytes_.substr(at, sector))) break;
        }
        while (!directories_.empty()) {
            const auto directory = std::move(directories_.back());
            directories_.pop_back();
            read_directory(directory);
        }
    }

    std::string_view content_of(const Place& place) const
    {
        if (place.offset >= bytes_.size()) return {};
        return bytes_.substr(place.offset, place.length);
    }

    const std::map<Place, std::string>& files() const { return files_; }

    /// Not all directories were read.
    bool is_cut() const { return is_cut_; }

private:
    // False behind the last one.
    bool read_descriptor(std::string_view descriptor)
    {
        constexpr std::size_t root = 156, root_length = 34, escapes = 88;
        if (descriptor.substr(1, 5) != "CD001") return false;
        const auto kind = static_cast<unsigned char>(descriptor[0]);
        if (kind == 1 || kind == 2)
            directories_.push_back(
                {place_of(descriptor.substr(root, root_length)),
                 "",
                 kind == 2 && descriptor.substr(escapes, 2) == "%/"});
        return kind != 255;
    }

    // Records do not cross the end of a sector. Each directory is read once.
    void read_directory(const Directory& directory)
    {
        if (!seen_.insert(directory.place.offset).second) return;
        const auto content = content_of(directory.place);
        // Directories that overlap would be read over and over.
        listed_ += content.size();
        is_cut_ = listed_ > bytes_.size();
        if (is_cut_) return;
        for (std::size_t at = 0; at < content.size();) {
            const auto length = static_cast<unsigned char>(content[at]);
            if (length == 0) {
                at = (at / sector + 1) * sector;
                continue;
            }
            constexpr std::size_t least = 34;
            if (length >= least && length <= content.size() - at)
                read_record(content.substr(at, length), directory);
            at += length;
        }
    }

    void read_record(std::string_view record, const Directory& directory)
    {
        constexpr std::size_t fixed = 33;
        constexpr unsigned is_directory = 2;
        const auto stored =
            record.substr(fixed, static_cast<unsigned char>(record[fixed - 1]));
        // The directory itself and the one above.
        if (stored.size() == 1 && static_cast<unsigned char>(stored[0]) <= 1) return;
        const auto own = file_name(stored, record, directory.joliet);
        const auto name = path_in(directory, own);
        const auto flags = static_cast<unsigned char>(record[25]);
        named_ += name.size();
        if ((flags & is_directory) != 0) {
            directories_.push_back({place_of(record), name + '/', directory.joliet});
            return;
        }
        auto& known = files_[place_of(record)];
        if (name.size() > known.size()) known = name;
    }

    // Long paths in deep directories take far more than the image that lists them:
    // then files keep their own names only.
    std::string path_in(const Directory& directory, const std::string& name) const
    {
        const bool fits = named_ <= bytes_.size() &&
                          directory.path.size() + name.size() <= longest_path;
        return fits ? directory.path + name : name;
    }

    // Without the version, ";1".
    static std::string
    file_name(std::string_view stored, std::string_view record, bool joliet)
    {
        auto name = joliet ? mail::to_utf8(stored, "utf-16be") : std::string(stored);
        if (const auto version = name.rfind(';'); version != name.npos)
            name.resize(version);
        const auto longer = joliet ? std::string() : rock_ridge_name(record);
        return longer.empty() ? name : longer;
    }

    // RRIP 4.1.4: "NM" entries behind the name; not those that are stored elsewhere.
    static std::string rock_ridge_name(std::string_view record)
    {
        constexpr std::size_t fixed = 33, head = 5;
        const std::size_t name_length = static_cast<unsigned char>(record[fixed - 1]);
        std::string name;
        for (auto at = fixed + name_length + (name_length % 2 == 0 ? 1 : 0);
             at + head <= record.size();) {
            const auto length = static_cast<unsigned char>(record[at + 2]);
            if (length < head || length > record.size() - at) break;
            if (record.substr(at, 2) == "NM")
                name += record.substr(at + head, length - head);
            at += length;
        }
        return name;
    }

    static constexpr std::size_t longest_path = 4096;

    std::string_view bytes_;
    std::uint64_t listed_ = 0; ///< bytes of directories so far
    std::uint64_t named_ = 0;  ///< bytes of paths so far
    bool is_cut_ = false;
    std::vector<Directory> directories_;
    std::set<std::uint64_t> seen_;
    std::map<Place, std::string> files_;
};

} // namespace

Opened open_iso(std::string_view image, Members& members)
{
    Image read(image);
    read.read();
    Opened opened;
    if (read.is_cut()) opened = {"directories overlap", attribute::undecodable};
    for (const auto& [place, name] : read.files()) {
        const auto content = read.content_of(place);
        if (content.size() < place.length) opened.damage = "a file is cut off";
        if (!members.begin({name, "", ""}) || !members.add(content)) break;
    }
    return opened;
}

} // namespace chainmail::mime_split
