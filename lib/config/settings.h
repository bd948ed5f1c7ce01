// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The settings that programs look up. Names are written as in the files, with their
// sigil: "$myhostname", "@local_domains_acl", "%final_destiny_by_ccat".
//
// What no file assigns has the default of the table in variables.h. A name that is
// neither in the table nor assigned, or that only() left out, is a mistake in our own
// source: lookups abort.
#ifndef CHAINMAIL_CONFIG_SETTINGS_H
#define CHAINMAIL_CONFIG_SETTINGS_H

#include "base/result.h"
#include "config/value.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::config {

/// Where something stands. Lines and columns (in bytes) count from 1; line 0 is a
/// built-in default.
struct Origin {
    std::string file;
    unsigned line = 0;
    unsigned column = 0;
    bool operator==(const Origin&) const = default;
};

/// "FILE:LINE:COLUMN", or "built-in default".
std::string text(const Origin& origin);

struct Setting {
    Value value;
    Origin origin;       ///< of the last statement that changed it
    bool helper = false; ///< declared by `my`: of no meaning but to the files
    /// Of a "%x": where its keys were assigned one by one, or those of its default.
    std::map<std::string, Origin, std::less<>> keys = {};
    bool operator==(const Setting&) const = default;
};

class Settings {
public:
    /// Assigned by a file, be it undef. False for what has its default only.
    bool has(std::string_view name) const;
    /// Of the last assignment, or of the default.
    Origin origin(std::string_view name) const;
    /// The same of one key of a "%x"; of the whole where the key has no place of its
    /// own.
    Origin origin(std::string_view name, std::string_view key) const;

    /// The value of a "$x", or the whole of an "@x" or "%x". A value that is \$other is
    /// followed, one level, as amavisd does. Valid until the settings change.
    const Value& scalar(std::string_view name) const;
    /// The elements of an "@x"; of the list that a "$x" holds or refers to; a plain
    /// value is a list of one, undef is an empty list. Elements stay as written:
    /// references among them are for the caller to follow.
    List list(std::string_view name) const;
    /// What a reference points to, one level. An unassigned variable gives its default.
    const Value& target(const Reference& reference) const;

    /// Nothing is undef. The errors name FILE:LINE:COLUMN, the setting and its value.
    Result<std::optional<std::string>> as_text(std::string_view name) const;
    /// '' is nothing as well.
    Result<std::optional<double>> as_number(std::string_view name) const;
    /// A whole number from `lowest` to `highest`.
    Result<std::optional<std::uint64_t>>
    as_count(std::string_view name, std::uint64_t lowest, std::uint64_t highest) const;
    /// Perl's truth; undef is false.
    bool as_bool(std::string_view name) const;
    /// list() where each element has to be a text or a number.
    Result<std::vector<std::string>> as_texts(std::string_view name) const;

    /// "FILE:LINE:COLUMN: NAME: `why`: <value>", permanent: for a value that has the
    /// right kind but no meaning to the program.
    Error refuse(std::string_view name, std::string_view why) const;

    /// Remarks on assignments that have no effect, in the order of the files.
    const std::vector<std::string>& warnings() const { return warnings_; }

    /// The settings named, and all that they refer to; no warnings. A program that
    /// keeps no others cannot depend on one that it does not declare.
    Settings only(const std::vector<std::string>& names) const;

    using Table = std::map<std::string, Setting, std::less<>>;
    /// What files assigned, and the defaults of everything else.
    const Table& assigned() const { return assigned_; }
    const Table& defaults() const { return defaults_; }

    // For the reader.
    Setting* find(std::string_view name);
    Setting& assign(std::string name, Setting setting);
    void forget(std::string_view name);
    void set_default(std::string name, Value value);
    void warn(std::string remark) { warnings_.push_back(std::move(remark)); }

    bool operator==(const Settings&) const = default;

private:
    const Setting& at(std::string_view name) const;

    Table assigned_;
    Table defaults_;
    std::vector<std::string> warnings_;
};

/// Reads the files of `directory` in the order and choice of run-parts(8): names of
/// letters, digits, "_" and "-" only. They share one set of variables.
Result<Settings> read_directory(const std::string& directory);
/// The same with the files of several, one directory after the other.
Result<Settings> read_directories(const std::vector<std::string>& directories);

/// Reads one text; `name` is the file name in messages.
Result<Settings> read_text(std::string_view name, std::string_view text);

/// settings.only(names) as text in the same language. read_text() of it gives these
/// settings, defaults included, with the same values and origins (columns above 1000
/// become 1000), gives no others, and asks the system for nothing.
std::string canonical(const Settings& settings, const std::vector<std::string>& names);

} // namespace chainmail::config

#endif
