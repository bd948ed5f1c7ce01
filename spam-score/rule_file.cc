// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "rule_file.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

constexpr int most_includes = 20; // files within files

// A "#" begins a comment unless a backslash stands before it; such a backslash goes.
std::string without_comment(std::string_view line)
{
    std::string out;
    for (const char c : line) {
        if (c == '#') {
            if (out.empty() || out.back() != '\\') break;
            out.back() = '#';
        } else {
            out += c;
        }
    }
    return out;
}

// The first word, and the rest without the blanks between.
std::pair<std::string_view, std::string_view> first_word(std::string_view line)
{
    const auto end = std::find_if(line.begin(), line.end(), text::is_space);
    const auto length = static_cast<std::size_t>(end - line.begin());
    return {line.substr(0, length), text::trim(line.substr(length))};
}

std::string normal_key(std::string_view word)
{
    std::string key = text::lower(word);
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
}

} // namespace

std::string Place::text() const
{
    return text::cat(file, ":", line);
}

void RuleFileReader::complain(const State& state, std::string what, bool is_remark)
{
    complaints_.push_back({state.place.text(), std::move(what), is_remark});
}

void RuleFileReader::read(const std::string& file, std::string_view text)
{
    State state{{file, 0}, {}, false};
    if (++depth_ > most_includes) {
        complain(state, "files include each other too deeply");
    } else {
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            ++state.place.line;
            read_line(state, text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        close(state);
    }
    --depth_;
}

void RuleFileReader::read_line(State& state, std::string_view line)
{
    const std::string plain = without_comment(line);
    std::string_view rest = text::trim(plain);
    if (rest.empty() || rest == "0") return;
    auto [word, value] = first_word(rest);
    if (word == "lang") {
        const auto [wanted, behind] = first_word(value);
        if (!text::starts_with_ignore_case(language_, wanted)) return;
        std::tie(word, value) = first_word(behind);
    }
    const std::string key = normal_key(word);
    if (read_conditional(state, key, value) || state.skipping) return;
    if (key == "require_version") {
        if (value == rules_version || value == "@@VERSION@@") return;
        complain(state,
                 text::cat("the rest of this file is for version ",
                           value,
                           ", these are the rules of ",
                           rules_version));
        state.skipping = true;
        return;
    }
    if (const auto taken = sink_({key, value, state.place}); !taken)
        complain(state,
                 text::cat(taken.error().what, ": ", text::printable(rest, 200)));
}

bool RuleFileReader::read_conditional(State& state,
                                      std::string_view key,
                                      std::string_view value)
{
    if (key == "if")
        begin_if(state, value);
    else if (key == "ifplugin")
        begin_if(state, value.empty() ? "" : text::cat("plugin(", value, ")"));
    else if (key == "else" && value.empty())
        begin_else(state);
    else if (key == "endif" && value.empty())
        end_if(state);
    else if (key == "else" || key == "endif")
        complain(state, text::cat(key, " takes nothing behind it"));
    else if (key == "include")
        include(state, value);
    else
        return false;
    return true;
}

void RuleFileReader::begin_if(State& state, std::string_view condition)
{
    if (condition.empty()) return complain(state, "a condition is missing");
    std::string fault;
    const auto holds = features_.holds(condition, fault);
    if (!holds) fault = holds.error().what;
    if (!fault.empty())
        complain(state,
                 text::cat("condition not understood (", fault, "): ", condition));
    // A word that is not known opens nothing, and its endif will be complained of too.
    if (!holds) return;
    state.open.push_back({state.skipping, state.place.line});
    if (!*holds) state.skipping = true;
}

void RuleFileReader::begin_else(State& state)
{
    if (state.open.empty()) return complain(state, "else without its if");
    const bool outside_skipped =
        std::any_of(state.open.begin(), state.open.end(), [](const Open& open) {
            return open.skipped_before;
        });
    state.skipping = outside_skipped || !state.skipping;
}

void RuleFileReader::end_if(State& state)
{
    if (state.open.empty()) return complain(state, "endif without its if");
    state.skipping = state.open.back().skipped_before;
    state.open.pop_back();
}

// An include ends the conditionals of the file it stands in, and they are not taken up
// again behind it; and it is followed even where lines are skipped.
void RuleFileReader::include(State& state, std::string_view name)
{
    if (name.empty()) return complain(state, "include without a file name");
    close(state);
    std::string path(name);
    const auto slash = state.place.file.rfind('/');
    if (!path.starts_with('/') && slash != std::string::npos)
        path = state.place.file.substr(0, slash + 1) + path;
    const auto text = load_(path);
    if (!text) return complain(state, text.error().what);
    read(path, *text);
}

void RuleFileReader::close(State& state)
{
    for (const auto& open : state.open)
        complaints_.push_back({text::cat(state.place.file, ":", open.line),
                               "if without its endif",
                               false});
    state.open.clear();
    state.skipping = false;
}

std::string rule_language(const std::vector<std::string>& environment_values)
{
    for (const auto& value : environment_values) {
        const auto name = value.substr(0, value.find(':'));
        if (name.empty()) continue;
        if (name == "C" || name == "POSIX") break;
        return name.substr(0, name.find_first_of("@.+,"));
    }
    return "en_US";
}

} // namespace chainmail::spam_score
