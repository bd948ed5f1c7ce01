// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The virus scanners that @av_scanners and @av_scanners_backup list, as amavisd writes
// them, and what becomes of each entry here.
#ifndef CHAINMAIL_SCANNER_ENTRIES_H
#define CHAINMAIL_SCANNER_ENTRIES_H

#include "config/settings.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace chainmail::scanner {

/// How a scanner is asked.
enum class Way {
    command, ///< a program: exit status and output
    daemon,  ///< a line over a socket, and text back
    stream,  ///< contents over clamd's socket (INSTREAM of clamd(8))
};

/// When a scanner's answer counts.
struct Condition {
    bool given = false;                 ///< undef never holds
    std::vector<int> statuses;          ///< one of these exit statuses, or
    std::optional<std::string> pattern; ///< found in the output; "" always is
};

struct Entry {
    std::string name; ///< for log and record
    Way way = Way::command;
    std::string program;              ///< with its path
    std::vector<std::string> sockets; ///< "/path" or "host:port", in order
    std::string query;                ///< the request, with {}, {}/* and *
    bool one_answer = false; ///< the daemon keeps the connection: one read is all
    Condition clean;         ///< not given: clean says nothing
    Condition infected;
    std::string name_pattern; ///< its groups are names of malware; "": no names
};

enum class Fate {
    asked,       ///< by virus-ask
    built_in,    ///< names ClamAV: the engine of virus-check answers
    absent,      ///< no such program on this machine, as in amavisd
    unsupported, ///< cannot be asked: `why`
};

struct Considered {
    Fate fate = Fate::asked;
    Entry entry; ///< only its name unless `fate` is `asked`
    std::string why;
};

struct Scanners {
    std::vector<Considered> primary, backup;

    /// Whether virus-ask has anyone to ask.
    bool any_asked() const;
};

/// Tells whether a path is a program that can be run.
using IsProgram = std::function<bool(const std::string& path)>;
bool is_program(const std::string& path);

/// What a program has to declare to call read_scanners().
const std::vector<std::string>& settings_of_scanners();

/// In the order of the lists; what is no entry is left out. Programs are looked for in
/// $path as amavisd does, by asking `exists`.
Scanners read_scanners(const config::Settings& settings,
                       const IsProgram& exists = is_program);

/// Whether virus-check scans by itself.
bool is_built_in(const config::Settings& settings);

} // namespace chainmail::scanner

#endif
