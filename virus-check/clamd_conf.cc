// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "clamd_conf.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <clamav.h>
#include <optional>

namespace chainmail::virus_check {

namespace {

using text::cat;

struct Number {
    std::string_view name;
    cl_engine_field field;
};

constexpr Number numbers[] = {
    {"MaxScanSize", CL_ENGINE_MAX_SCANSIZE},
    {"MaxFileSize", CL_ENGINE_MAX_FILESIZE},
    {"MaxRecursion", CL_ENGINE_MAX_RECURSION},
    {"MaxFiles", CL_ENGINE_MAX_FILES},
    {"MaxEmbeddedPE", CL_ENGINE_MAX_EMBEDDEDPE},
    {"MaxHTMLNormalize", CL_ENGINE_MAX_HTMLNORMALIZE},
    {"MaxHTMLNoTags", CL_ENGINE_MAX_HTMLNOTAGS},
    {"MaxScriptNormalize", CL_ENGINE_MAX_SCRIPTNORMALIZE},
    {"MaxZipTypeRcg", CL_ENGINE_MAX_ZIPTYPERCG},
    {"MaxPartitions", CL_ENGINE_MAX_PARTITIONS},
    {"MaxIconsPE", CL_ENGINE_MAX_ICONSPE},
    {"MaxRecHWP3", CL_ENGINE_MAX_RECHWP3},
    {"PCREMatchLimit", CL_ENGINE_PCRE_MATCH_LIMIT},
    {"PCRERecMatchLimit", CL_ENGINE_PCRE_RECMATCH_LIMIT},
    {"PCREMaxFileSize", CL_ENGINE_PCRE_MAX_FILESIZE},
};

struct Switch {
    std::string_view name;
    std::uint32_t ScanOptions::*mask;
    std::uint32_t bits;
    bool by_default;
};

constexpr std::uint32_t encrypted =
    CL_SCAN_HEURISTIC_ENCRYPTED_ARCHIVE | CL_SCAN_HEURISTIC_ENCRYPTED_DOC;

constexpr Switch switches[] = {
    {"HeuristicAlerts", &ScanOptions::general, CL_SCAN_GENERAL_HEURISTICS, true},
    {"HeuristicScanPrecedence",
     &ScanOptions::general,
     CL_SCAN_GENERAL_HEURISTIC_PRECEDENCE,
     false},
    {"ScanArchive", &ScanOptions::parse, CL_SCAN_PARSE_ARCHIVE, true},
    {"ScanELF", &ScanOptions::parse, CL_SCAN_PARSE_ELF, true},
    {"ScanPDF", &ScanOptions::parse, CL_SCAN_PARSE_PDF, true},
    {"ScanSWF", &ScanOptions::parse, CL_SCAN_PARSE_SWF, true},
    {"ScanHWP3", &ScanOptions::parse, CL_SCAN_PARSE_HWP3, true},
    {"ScanXMLDOCS", &ScanOptions::parse, CL_SCAN_PARSE_XMLDOCS, true},
    {"ScanOLE2", &ScanOptions::parse, CL_SCAN_PARSE_OLE2, true},
    {"ScanHTML", &ScanOptions::parse, CL_SCAN_PARSE_HTML, true},
    {"ScanPE", &ScanOptions::parse, CL_SCAN_PARSE_PE, true},
    {"ScanOneNote", &ScanOptions::parse, CL_SCAN_PARSE_ONENOTE, true},
    {"ScanImage", &ScanOptions::parse, CL_SCAN_PARSE_IMAGE, true},
    {"ScanImageFuzzyHash", &ScanOptions::parse, CL_SCAN_PARSE_IMAGE_FUZZY_HASH, true},
    {"AlertBrokenExecutables",
     &ScanOptions::heuristic,
     CL_SCAN_HEURISTIC_BROKEN,
     false},
    {"AlertBrokenMedia",
     &ScanOptions::heuristic,
     CL_SCAN_HEURISTIC_BROKEN_MEDIA,
     false},
    {"AlertEncrypted", &ScanOptions::heuristic, encrypted, false},
    {"AlertEncryptedArchive",
     &ScanOptions::heuristic,
     CL_SCAN_HEURISTIC_ENCRYPTED_ARCHIVE,
     false},
    {"AlertEncryptedDoc",
     &ScanOptions::heuristic,
     CL_SCAN_HEURISTIC_ENCRYPTED_DOC,
     false},
    {"AlertOLE2Macros", &ScanOptions::heuristic, CL_SCAN_HEURISTIC_MACROS, false},
    {"AlertPhishingSSLMismatch",
     &ScanOptions::heuristic,
     CL_SCAN_HEURISTIC_PHISHING_SSL_MISMATCH,
     false},
    {"AlertPhishingCloak",
     &ScanOptions::heuristic,
     CL_SCAN_HEURISTIC_PHISHING_CLOAK,
     false},
    {"AlertPartitionIntersection",
     &ScanOptions::heuristic,
     CL_SCAN_HEURISTIC_PARTITION_INTXN,
     false},
    {"PhishingSignatures", &ScanOptions::database, CL_DB_PHISHING, true},
    {"PhishingScanURLs", &ScanOptions::database, CL_DB_PHISHING_URLS, true},
    {"Bytecode", &ScanOptions::database, CL_DB_BYTECODE, true},
    {"DetectPUA", &ScanOptions::database, CL_DB_PUA, false},
    {"OfficialDatabaseOnly", &ScanOptions::database, CL_DB_OFFICIAL_ONLY, false},
};

void set(ScanOptions& options, const Switch& which, bool on)
{
    auto& mask = options.*which.mask;
    mask = on ? mask | which.bits : mask & ~which.bits;
}

std::optional<bool> truth(std::string_view value)
{
    for (const auto* yes : {"yes", "true", "1"})
        if (text::equal_ignore_case(value, yes)) return true;
    for (const auto* no : {"no", "false", "0"})
        if (text::equal_ignore_case(value, no)) return false;
    return {};
}

std::optional<std::uint64_t> size(std::string_view value)
{
    constexpr std::string_view units = "kmg";
    constexpr std::uint64_t most = std::uint64_t{1} << 53U;
    if (value.empty()) return {};
    const auto unit = units.find(text::to_lower(value.back()));
    if (unit != units.npos) value.remove_suffix(1);
    const auto number = text::to_number(value);
    if (!number || *number > most) return {};
    return unit == units.npos ? *number : *number << (10U * (unit + 1));
}

template <typename Rows>
auto row_of(const Rows& rows, std::string_view name)
{
    return std::ranges::find_if(
        rows, [&](const auto& row) { return text::equal_ignore_case(row.name, name); });
}

// False: the value means nothing.
bool take(ScanOptions& options, std::string_view name, std::string_view value)
{
    if (const auto* row = row_of(switches, name); row != std::end(switches)) {
        const auto on = truth(value);
        if (on) set(options, *row, *on);
        return on.has_value();
    }
    if (text::equal_ignore_case(name, "IncludePUA"))
        options.pua_included.emplace_back(value);
    if (text::equal_ignore_case(name, "ExcludePUA"))
        options.pua_excluded.emplace_back(value);
    const bool time = text::equal_ignore_case(name, "MaxScanTime");
    const auto* row = row_of(numbers, name);
    if (!time && row == std::end(numbers)) return true;
    const auto number = size(value);
    if (!number) return false;
    if (time)
        // 0 is no limit, there; here a mail has to come to an end.
        options.scan_ms = *number == 0 ? options.scan_ms : *number;
    else
        options.numbers.push_back({row->field, static_cast<long long>(*number)});
    return true;
}

std::string_view without_quotes(std::string_view value)
{
    const bool quoted =
        value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return quoted ? value.substr(1, value.size() - 2) : value;
}

} // namespace

// Limits are written down although they are the engine's defaults: a mail that goes
// beyond them is reported, and they must not change with the library.
ScanOptions::ScanOptions()
    : heuristic(CL_SCAN_HEURISTIC_EXCEEDS_MAX),
      numbers{{CL_ENGINE_MAX_SCANSIZE, 400LL << 20U},
              {CL_ENGINE_MAX_FILESIZE, 100LL << 20U},
              {CL_ENGINE_MAX_RECURSION, 17},
              {CL_ENGINE_MAX_FILES, 10'000}}
{
    for (const auto& row : switches)
        if (row.by_default) set(*this, row, true);
}

std::uint64_t ScanOptions::most_unpacked() const
{
    std::uint64_t most = 0;
    for (const auto& number : numbers)
        if (number.field == CL_ENGINE_MAX_SCANSIZE)
            most = static_cast<std::uint64_t>(std::max(number.value, 0LL));
    return most;
}

Result<ScanOptions> read_clamd_conf(std::string_view name, std::string_view text)
{
    ScanOptions options;
    unsigned number = 0;
    for (auto line : text::split(text, '\n')) {
        ++number;
        line = text::trim(line);
        if (line.empty() || line.front() == '#') continue;
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        const auto option = line.substr(0, end);
        const auto value = without_quotes(text::trim(line.substr(end)));
        if (!take(options, option, value))
            return permanent(
                cat(name, ':', number, ": ", option, ": cannot read <", value, '>'));
    }
    return options;
}

} // namespace chainmail::virus_check
