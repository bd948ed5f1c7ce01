// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "auth_methods.h"
#include "auth_results.h"
#include "scan.h"

#include <algorithm>

namespace chainmail::spam_score {

namespace {

bool in_name(char c)
{
    return is_word(c) || c == '-';
}

// RFC 2045's token, and without "=".
bool in_token(char c)
{
    return !text::is_space(c) && !(c >= 0 && c < 0x20) && !text::is_8bit(c) &&
           std::string_view("()<>@,;:/[]?=\"").find(c) == npos;
}

// RFC 5322's atext, with the "@" and "\" that stand in many values.
bool in_atom(char c)
{
    return text::is_alnum(c) ||
           std::string_view("@!#$%&\\'*+-/=?^_`{|}~").find(c) != npos;
}

class Parser {
public:
    Parser(std::string_view text, const AuthResultsSettings& settings)
        : text_(text),
          settings_(settings)
    {
    }

    Result<MethodResults> parse(bool is_arc);

private:
    Status take_instance();
    Status take_server();
    Status take_method();
    Status take_version();
    Status take_remark(std::string_view name);
    Status take_properties(const AuthMethod& method);
    Status take_property(const AuthMethod& method);
    Status take_value();
    Status expect(char c);
    Status skip_comment();
    bool skip_quoted();
    template <typename InWord>
    std::string_view word(InWord in_word)
    {
        const auto begin = at_;
        at_ = skip_while(text_, at_, in_word);
        return text_.substr(begin, at_ - begin);
    }
    bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }
    bool take_word_ignore_case(std::string_view word);
    Error error(std::string_view what) const
    {
        return permanent(text::cat(what, ": ", text_.substr(at_)));
    }

    std::string_view text_;
    const AuthResultsSettings& settings_;
    std::size_t at_ = 0;
    std::string server_;
    MethodResults found_;
};

// White space and one comment, which may hold others.
Status Parser::skip_comment()
{
    at_ = skip_space(text_, at_);
    if (!next_is('(')) return {};
    std::size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
        if (text_[at_] == '(') ++depth;
        if (text_[at_] == ')' && --depth == 0) break;
    }
    if (at_ == text_.size()) return permanent("comment not ended");
    at_ = skip_space(text_, at_ + 1);
    return {};
}

// The character, and what may stand behind it.
Status Parser::expect(char c)
{
    if (!next_is(c)) return error(text::cat("missing \"", c, "\""));
    ++at_;
    return skip_comment();
}

bool Parser::take_word_ignore_case(std::string_view word)
{
    if (!text::starts_with_ignore_case(text_.substr(at_), word) ||
        !is_word_edge(text_, at_ + word.size()))
        return false;
    at_ += word.size();
    return true;
}

// "i=1;"
Status Parser::take_instance()
{
    constexpr std::uint64_t most = 50; // RFC 8617 4.2.1
    if (word(is_word) != "i") return error("missing instance");
    if (auto skipped = skip_comment(); !skipped) return skipped;
    if (auto equals = expect('='); !equals) return equals;
    const auto number = text::to_number(word(text::is_digit));
    if (!number || *number < 1 || *number > most) return error("invalid instance");
    if (auto skipped = skip_comment(); !skipped) return skipped;
    return expect(';');
}

// "mx.example.com 1;"
Status Parser::take_server()
{
    server_ = text::lower(word(in_token));
    if (server_.empty()) return error("invalid authserv");
    if (next_is('=')) return error("missing authserv");
    if (!settings_.trusted_servers.empty() &&
        !settings_.trusted_servers.contains(server_))
        return permanent(text::cat("authserv not trusted: ", server_));
    if (settings_.ignored_servers.contains(server_))
        return permanent(text::cat("ignored authserv: ", server_));
    if (auto skipped = skip_comment(); !skipped) return skipped;
    if (!word(text::is_digit).empty()) {
        if (auto skipped = skip_comment(); !skipped) return skipped;
    }
    return expect(';');
}

// "/1"
Status Parser::take_version()
{
    if (!next_is('/')) return {};
    if (auto slash = expect('/'); !slash) return slash;
    if (word(text::is_digit).empty()) return error("invalid version");
    return skip_comment();
}

// A quoted text, to its end when nothing closes it.
bool Parser::skip_quoted()
{
    if (!next_is('"')) return false;
    ++at_;
    while (at_ < text_.size() && text_[at_] != '"') {
        const bool escapes = text_[at_] == '\\';
        if (escapes && at_ + 1 == text_.size()) return true;
        at_ += escapes ? 2 : 1;
    }
    at_ = std::min(at_ + 1, text_.size());
    return true;
}

// "reason=..." and "action=...", which say nothing to rules. What is no word is passed
// over on the way to one.
Status Parser::take_remark(std::string_view name)
{
    if (!take_word_ignore_case(name)) return {};
    if (auto skipped = skip_comment(); !skipped) return skipped;
    if (auto equals = expect('='); !equals) return equals;
    if (!skip_quoted()) {
        word([](char c) { return !in_token(c); });
        if (word(in_token).empty()) return error(text::cat("invalid ", name));
    }
    return skip_comment();
}

// A quoted text, else what stands before the next white space or ";" and ends like a
// value; what does not is passed over.
Status Parser::take_value()
{
    if (skip_quoted()) return skip_comment();
    const auto in_value = [](char c) { return !text::is_space(c) && c != ';'; };
    while (at_ < text_.size()) {
        const auto part = word(in_value);
        if (!part.empty() && (in_token(part.back()) || in_atom(part.back())))
            return skip_comment();
        if (at_ < text_.size()) ++at_;
    }
    return error("invalid value");
}

// "header.d=example.com"
Status Parser::take_property(const AuthMethod& method)
{
    const std::string type = text::lower(word(in_name));
    if (type.empty()) return error("invalid property type");
    if (auto skipped = skip_comment(); !skipped) return skipped;
    if (auto dot = expect('.'); !dot) return dot;
    const std::string property = text::lower(word(in_name));
    if (!method.has_property(type, property))
        return permanent(
            text::cat("unknown property for ", method.name, ": ", type, ".", property));
    if (auto skipped = skip_comment(); !skipped) return skipped;
    if (auto equals = expect('='); !equals) return equals;
    return take_value();
}

Status Parser::take_properties(const AuthMethod& method)
{
    while (at_ < text_.size() && !next_is(';')) {
        if (auto taken = take_property(method); !taken) return taken;
    }
    return at_ < text_.size() ? expect(';') : Status{};
}

// "dkim/1=pass reason=... header.d=example.com;"
Status Parser::take_method()
{
    const std::string name = text::lower(word(in_name));
    const AuthMethod* method = find_auth_method(name);
    if (method == nullptr) return permanent(text::cat("unknown method: ", name));
    if (auto skipped = skip_comment(); !skipped) return skipped;
    if (auto version = take_version(); !version) return version;
    if (auto equals = expect('='); !equals) return equals;
    const std::string result(word(is_word));
    if (!method->has_result(result))
        return permanent(text::cat("unknown result for ", name, ": ", result));
    if (auto skipped = skip_comment(); !skipped) return skipped;
    for (const auto* remark : {"reason", "action"}) {
        if (auto taken = take_remark(remark); !taken) return taken;
    }
    if (auto taken = take_properties(*method); !taken) return taken;
    found_.emplace_back(name, result);
    return {};
}

Result<MethodResults> Parser::parse(bool is_arc)
{
    if (is_arc) {
        if (const auto instance = take_instance(); !instance) return instance.error();
    }
    if (const auto server = take_server(); !server) return server.error();
    while (at_ < text_.size()) {
        // Some write the server's name once more.
        const auto behind = skip_space(text_, at_ + server_.size());
        if (text_.substr(at_).starts_with(server_) && behind < text_.size() &&
            text_[behind] == ';') {
            at_ = behind;
            if (const auto end = expect(';'); !end) return end.error();
        }
        if (take_word_ignore_case("none")) return permanent("method none");
        if (auto taken = take_method(); !taken) return taken.error();
    }
    return std::move(found_);
}

} // namespace

Result<MethodResults> parse_auth_results(std::string_view name,
                                         std::string_view text,
                                         const AuthResultsSettings& settings)
{
    return Parser(text, settings).parse(text::starts_with_ignore_case(name, "arc-"));
}

} // namespace chainmail::spam_score
