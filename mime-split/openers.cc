// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "openers.h"

#include "archive.h"
#include "compress.h"
#include "iso.h"
#include "ole.h"
#include "pdf.h"
#include "rtf.h"
#include "tnef.h"
#include "unpacked_name.h"
#include "zip_directory.h"

#include <algorithm>

namespace chainmail::mime_split {

namespace {

using namespace std::string_view_literals;

struct Mark {
    std::string_view bytes;
    Format format;
};

// How archives begin that programs carry behind their own code.
constexpr Mark carried[] = {
    {"Rar!\x1A\x07"sv, Format::rar},
    {"7z\xBC\xAF\x27\x1C\x00"sv, Format::seven_zip},
    {"MSCF\0\0\0\0"sv, Format::cab},
};

Opened open_program(std::string_view content, std::string_view name, Members& members)
{
    Opened result;
    for (const auto& mark : carried) {
        const auto at = content.find(mark.bytes);
        if (at == content.npos) continue;
        const auto opened =
            open_archive(content.substr(at), mark.format, name, members);
        // The mark may be a constant of the program's code.
        if (!opened.attributes.empty()) result = opened;
    }
    return result;
}

// Members with the names of both the directory and their own headers.
class Renamed : public Members {
public:
    Renamed(const ZipReadings& readings, Members& to) : readings_(readings), to_(to) {}

    bool begin(const Member& member) override
    {
        const auto listed = readings_.listed_as.find(member.name);
        if (listed == readings_.listed_as.end()) return to_.begin(member);
        return to_.begin({listed->second, member.name, member.attributes});
    }
    bool add(std::string_view block) override { return to_.add(block); }
    bool wanted() override { return to_.wanted(); }
    void mark(std::string_view attributes) override { to_.mark(attributes); }

private:
    const ZipReadings& readings_;
    Members& to_;
};

// Where two ways to read it give different members, those of both.
Opened open_zip(std::string_view content, std::string_view name, Members& members)
{
    const auto readings = compare_readings(content);
    Renamed renamed(readings, members);
    auto opened = open_archive(content, Format::zip, name, renamed);
    if (readings.hides) open_archive(content, Format::zip_stream, name, renamed);
    if (!readings.codings.empty())
        open_archive(with_codings(content, readings), Format::zip, name, renamed);
    return opened;
}

Opened open_format(std::string_view content,
                   Format format,
                   std::string_view name,
                   Members& members)
{
    switch (format) {
    case Format::program:
        return open_program(content, name, members);
    case Format::zip:
        return open_zip(content, name, members);
    case Format::compress:
        return open_compress(content, unpacked_name(name), members);
    case Format::iso:
        return open_iso(content, members);
    case Format::tnef:
        return open_tnef(content, members);
    case Format::ole:
        return open_ole(content, members);
    case Format::pdf:
        return open_pdf(content, members);
    case Format::rtf:
        return open_rtf(content, members);
    default:
        break;
    }
    return is_archive(format) ? open_archive(content, format, name, members) : Opened();
}

} // namespace

Opened open_container(std::string_view content,
                      const Type& type,
                      std::string_view name,
                      Members& members)
{
    auto result = open_format(content, type.format, name, members);
    if (type.format == Format::zip || !ends_as_zip(content)) return result;
    const auto behind = open_zip(content, name, members);
    if (result.attributes.empty()) result.attributes = behind.attributes;
    if (result.damage.empty()) result.damage = behind.damage;
    return result;
}

} // namespace chainmail::mime_split
