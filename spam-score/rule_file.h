// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The lines of SpamAssassin's configuration files: comments, language prefixes,
// conditionals, include. What a directive means is up to the sink.
#ifndef CHAINMAIL_SPAM_SCORE_RULE_FILE_H
#define CHAINMAIL_SPAM_SCORE_RULE_FILE_H

#include "base/result.h"
#include "known_features.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// Where a directive stands; lines count from 1.
struct Place {
    std::string file;
    unsigned line = 0;

    std::string text() const;
};

/// One directive that is in force.
struct Directive {
    std::string_view key;   ///< lower case, "-" turned into "_"
    std::string_view value; ///< trimmed; "" when there is none
    const Place& place;
};

/// Something wrong, and where. A remark does not count as an error of the files.
struct Complaint {
    std::string place; ///< "FILE:LINE", or "" for the rule set as a whole
    std::string what;
    bool is_remark = false;
};

class RuleFileReader {
public:
    /// Reads a file named by `include`, by its full path.
    using Load = std::function<Result<std::string>(const std::string& path)>;
    /// Takes each directive in order; what it returns is reported with its place.
    using Sink = std::function<Status(const Directive&)>;

    /// `language` is a locale name ("de_AT"); lines that begin with "lang XX" are kept
    /// when XX begins it. `features` may change while reading. All three must outlive
    /// the reader.
    RuleFileReader(const Features& features, std::string language, Load load, Sink sink)
        : features_(features),
          language_(std::move(language)),
          load_(std::move(load)),
          sink_(std::move(sink))
    {
    }

    /// `text` is what `file` holds. Conditionals end with their file.
    void read(const std::string& file, std::string_view text);

    const std::vector<Complaint>& complaints() const { return complaints_; }

private:
    struct Open {
        bool skipped_before; ///< what `skipping` was in front of the "if"
        unsigned line;
    };
    struct State {
        Place place;
        std::vector<Open> open;
        bool skipping = false;
    };

    void read_line(State& state, std::string_view line);
    bool read_conditional(State& state, std::string_view key, std::string_view value);
    void begin_if(State& state, std::string_view condition);
    void begin_else(State& state);
    void end_if(State& state);
    void include(State& state, std::string_view name);
    void close(State& state);
    void complain(const State& state, std::string what, bool is_remark = false);

    const Features& features_;
    std::string language_;
    Load load_;
    Sink sink_;
    std::vector<Complaint> complaints_;
    int depth_ = 0;
};

/// The language that the environment asks for, "en_US" when it asks for none:
/// the first set one of LANGUAGE, LC_ALL, LC_MESSAGES, LANG as given here.
std::string rule_language(const std::vector<std::string>& environment_values);

} // namespace chainmail::spam_score

#endif
