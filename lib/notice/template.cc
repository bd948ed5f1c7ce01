// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/template.h"

#include "base/text.h"
#include "notice/tokens.h"
#include "pattern/regex.h"

#include <algorithm>
#include <deque>
#include <map>

namespace chainmail::notice {

namespace {

using Kind = Token::Kind;

bool is_blank(std::string_view s)
{
    return text::trim(s).empty();
}

Token as_text(std::string text)
{
    return {Kind::text, std::move(text)};
}

// "%3" -> 3
std::optional<std::size_t> argument_number(const Token& token)
{
    if (token.kind != Kind::simple || token.text.size() != 2) return {};
    if (!text::is_digit(token.text[1])) return {};
    return static_cast<std::size_t>(token.text[1] - '0');
}

// A call whose arguments are being collected.
struct Call {
    Kind kind;
    std::vector<Tokens> arguments{1};
    bool quotes = false; ///< its arguments are taken as they are
};

class Expansion {
public:
    Expansion(const Macros& macros, const Limits& limits)
        : macros_(macros),
          limits_(limits)
    {
    }

    Result<std::string> run(std::string_view form)
    {
        push(read_tokens(form));
        for (std::size_t steps = 0; !input_.empty(); ++steps) {
            if (steps > limits_.steps || out_.size() > limits_.bytes ||
                pending_ > limits_.bytes || calls_.size() > limits_.depth)
                return permanent("a template that does not come to an end");
            auto token = std::move(input_.front());
            input_.pop_front();
            pending_ -= std::min(pending_, token.text.size());
            take(std::move(token));
        }
        return std::move(out_);
    }

private:
    void push(const Tokens& tokens)
    {
        for (const auto& token : tokens)
            pending_ += token.text.size();
        input_.insert(input_.begin(), tokens.begin(), tokens.end());
    }

    void emit(Token token)
    {
        if (calls_.empty())
            out_ += token.text;
        else
            calls_.back().arguments.back().push_back(std::move(token));
    }

    void emit(const Tokens& tokens)
    {
        for (const auto& token : tokens)
            emit(token);
    }

    void quote(Kind by)
    {
        depth_ += by == Kind::open_quote ? 2 : 1;
        quotes_.push_back(by);
    }

    void unquote()
    {
        depth_ -= quotes_.back() == Kind::open_quote ? 2 : 1;
        quotes_.pop_back();
    }

    // A depth of 1 is that of arguments a call takes as they are: its own "|" and "]"
    // count, all else waits for what becomes of the arguments.
    void take(Token token)
    {
        if (token.kind == Kind::text) return emit(std::move(token));
        if (token.opens()) return open(std::move(token));
        if (token.kind == Kind::separator && depth_ <= 1 && !calls_.empty())
            return next_argument();
        if (token.closes() && depth_ > 1) {
            unquote();
            if (token.kind == Kind::close || depth_ > 0) emit(std::move(token));
            return;
        }
        if (token.closes() && !calls_.empty()) return close(token);
        if (depth_ > 0) return emit(std::move(token));
        call_simple(std::move(token));
    }

    void open(Token token)
    {
        if (depth_ > 0) {
            quote(token.kind);
            emit(std::move(token));
        } else if (token.kind == Kind::open_quote) {
            quote(token.kind);
        } else {
            calls_.push_back({token.kind});
            if (token.kind == Kind::iterate) quote_arguments();
        }
    }

    void quote_arguments()
    {
        calls_.back().quotes = true;
        quote(calls_.back().kind);
    }

    void next_argument()
    {
        auto& call = calls_.back();
        call.arguments.emplace_back();
        if (call.kind == Kind::select && call.arguments.size() == 2) quote_arguments();
    }

    void close(const Token& token)
    {
        if (token.kind == Kind::close_quote) emit(as_text("\""));
        if (calls_.back().quotes && depth_ > 0) unquote();
        auto call = std::move(calls_.back());
        calls_.pop_back();
        const auto result = evaluate(call);
        if (call.kind == Kind::neutral)
            emit(result);
        else
            push(result);
    }

    void call_simple(Token token)
    {
        switch (token.kind) {
        case Kind::comment:
            skip_line();
            break;
        case Kind::simple:
            emit(simple(token.text));
            break;
        case Kind::capitals:
            emit(capitals(token.text));
            break;
        default:
            emit(std::move(token));
        }
    }

    void skip_line()
    {
        while (!input_.empty()) {
            const auto token = std::move(input_.front());
            input_.pop_front();
            pending_ -= std::min(pending_, token.text.size());
            if (token.kind == Kind::text && token.text == "\n") return;
        }
    }

    Tokens evaluate(Call& call)
    {
        switch (call.kind) {
        case Kind::select:
            return select(call);
        case Kind::match:
            return match(call);
        case Kind::iterate:
            return iterate(call);
        case Kind::define:
            if (call.arguments.size() > 1)
                defined_[name_of(call.arguments[0])] = call.arguments[1];
            return {};
        default:
            return named(name_of(call.arguments[0]), call.arguments);
        }
    }

    static std::string name_of(const Tokens& tokens)
    {
        return std::string(text::trim(join(tokens)));
    }

    static Tokens select(const Call& call)
    {
        const auto chosen = join(call.arguments[0]);
        const auto count = call.arguments.size() - 1;
        auto number = is_blank(chosen) ? std::optional<std::uint64_t>(0)
                                       : text::to_number(text::trim(chosen));
        if (!number) number = 1;
        if (count >= 2) number = std::min<std::uint64_t>(*number, count - 1);
        if (*number >= count) return {};
        return call.arguments[1 + static_cast<std::size_t>(*number)];
    }

    Tokens match(const Call& call)
    {
        const auto subject = join(call.arguments[0]);
        std::vector<std::string> groups{subject};
        std::size_t at = 1;
        for (; at + 1 < call.arguments.size(); at += 2) {
            const auto regex = pattern::Regex::compile(join(call.arguments[at]));
            if (!regex) continue;
            const auto found = regex->groups(subject, scratch_);
            if (found.empty()) continue;
            groups.insert(groups.end(), found.begin() + 1, found.end());
            return filled(call.arguments[at + 1], groups);
        }
        if (at >= call.arguments.size()) return {};
        return filled(call.arguments[at], groups);
    }

    static Tokens filled(const Tokens& body, const std::vector<std::string>& groups)
    {
        Tokens result;
        for (const auto& token : body) {
            const auto number = argument_number(token);
            if (!number)
                result.push_back(token);
            else if (*number < groups.size())
                result.push_back(as_text(groups[*number]));
        }
        return result;
    }

    Tokens iterate(const Call& call)
    {
        const auto& arguments = call.arguments;
        const bool full = arguments.size() >= 3;
        const auto& body = arguments[full ? 1 : 0];
        const auto variable = std::ranges::find_if(arguments[0], [](const Token& one) {
            return one.kind == Kind::simple && one.text.size() == 2;
        });
        std::string name;
        std::string mark = "%x";
        if (variable != arguments[0].end())
            name = variable->text[1], mark = variable->text;
        else if (full)
            name = name_of(arguments[0]);
        if (name.empty()) return {};
        const auto value = value_of(name);
        if (!value) return {};
        const auto* list = std::get_if<List>(&*value);
        const auto items = list != nullptr ? *list : List{text_of(*value)};
        Tokens result;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const auto between = full ? 2U : 1U;
            if (i != 0 && arguments.size() > between)
                result.insert(
                    result.end(), arguments[between].begin(), arguments[between].end());
            for (const auto& token : body)
                result.push_back(token.kind == Kind::simple && token.text == mark
                                     ? as_text(items[i])
                                     : token);
        }
        return result;
    }

    std::optional<Value> value_of(const std::string& name)
    {
        if (const auto own = defined_.find(name); own != defined_.end())
            return Value(join(called(own->second, {{as_text(name)}})));
        return macros_(name, {});
    }

    static Tokens called(const Tokens& body, const std::vector<Tokens>& arguments)
    {
        Tokens result;
        for (const auto& token : body) {
            const auto number = argument_number(token);
            if (!number)
                result.push_back(token);
            else if (*number < arguments.size())
                result.insert(
                    result.end(), arguments[*number].begin(), arguments[*number].end());
        }
        return result;
    }

    Tokens named(const std::string& name, std::vector<Tokens>& arguments)
    {
        if (const auto own = defined_.find(name); own != defined_.end()) {
            arguments[0] = {as_text(name)};
            return called(own->second, arguments);
        }
        List texts;
        for (std::size_t i = 1; i < arguments.size(); ++i)
            texts.push_back(join(arguments[i]));
        const auto value = macros_(name, texts);
        return value ? Tokens{as_text(text_of(*value))} : Tokens{};
    }

    // %x, %#x
    Token simple(const std::string& written)
    {
        const auto value = value_of(written.substr(written.size() - 1));
        if (written.size() == 2) return as_text(value ? text_of(*value) : "");
        const auto* list = value ? std::get_if<List>(&*value) : nullptr;
        if (list != nullptr) return as_text(std::to_string(list->size()));
        return as_text(value && !is_blank(text_of(*value)) ? "1" : "0");
    }

    // _NAME_, _NAME(ARGUMENT)_
    Tokens capitals(std::string_view written)
    {
        written = written.substr(1, written.size() - 2);
        const auto bracket = written.find('(');
        std::vector<Tokens> arguments(1);
        if (bracket != written.npos)
            arguments.push_back({as_text(std::string(
                written.substr(bracket + 1, written.size() - bracket - 2)))});
        return named(std::string(written.substr(0, bracket)), arguments);
    }

    const Macros& macros_;
    const Limits& limits_;
    std::deque<Token> input_;
    std::size_t pending_ = 0; ///< bytes in input_
    std::vector<Call> calls_;
    std::vector<Kind> quotes_; ///< what opened them, the innermost last
    int depth_ = 0;
    std::map<std::string, Tokens> defined_;
    pattern::MatchScratch scratch_;
    std::string out_;
};

} // namespace

Result<std::string>
expand(std::string_view form, const Macros& macros, const Limits& limits)
{
    return Expansion(macros, limits).run(form);
}

std::string text_of(const Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return text::join(std::get<List>(value), ", ");
}

} // namespace chainmail::notice
