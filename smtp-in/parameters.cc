// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "parameters.h"

#include "base/text.h"
#include "mail/xtext.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

namespace chainmail::smtp_in {

namespace {

using text::cat;

struct Parameter {
    std::string name; ///< in upper case
    std::optional<std::string_view> value;
    std::string_view whole;
};

std::optional<Parameter> parse_one(std::string_view word)
{
    Parameter parameter;
    parameter.whole = word;
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const bool named =
        !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
            return text::is_alnum(c) || c == '-';
        });
    if (!named) return {};
    parameter.name = text::upper(name);
    if (equals == std::string_view::npos) return parameter;
    parameter.value = word.substr(equals + 1);
    if (parameter.value->empty()) return {};
    return parameter;
}

// Nothing when one of the words has no name or an empty value.
std::optional<std::vector<Parameter>> split_parameters(std::string_view text)
{
    std::vector<Parameter> all;
    for (text = text::trim(text); !text.empty(); text = text::trim(text)) {
        const auto length = std::min(text.find_first_of(" \t"), text.size());
        auto one = parse_one(text.substr(0, length));
        if (!one) return {};
        all.push_back(std::move(*one));
        text.remove_prefix(length);
    }
    return all;
}

std::string bad_mail(std::string_view name)
{
    return cat("501 5.5.4 Syntax error in MAIL parameter: ", name);
}

// RFC 1870 allows 20 digits; more than 64 bits is more than any limit.
std::optional<std::uint64_t> to_size(std::string_view digits)
{
    if (const auto size = text::to_number(digits)) return size;
    const bool large = digits.size() <= 20 &&
                       std::all_of(digits.begin(), digits.end(), text::is_digit);
    if (!large || digits.empty()) return {};
    return std::numeric_limits<std::uint64_t>::max();
}

std::string read_ret(std::string_view value, MailParameters& to)
{
    to.ret = text::upper(value);
    if (to.ret == "FULL" || to.ret == "HDRS") return "";
    return cat("501 5.5.4 Syntax error in MAIL parameter RET: ", value);
}

std::string read_one(const Parameter& one, MailParameters& to)
{
    const auto value = one.value.value_or("");
    if (one.name == "SIZE") {
        const auto size = to_size(value);
        to.size = size;
        return size ? "" : bad_mail(one.name);
    }
    if (one.name == "BODY") {
        to.body = text::upper(value);
        return to.body == "7BIT" || to.body == "8BITMIME" ? "" : bad_mail(one.name);
    }
    if (one.name == "SMTPUTF8") {
        to.smtputf8 = true;
        return one.value ? bad_mail(one.name) : "";
    }
    if (one.name == "RET") return read_ret(value, to);
    if (one.name == "ENVID") {
        to.envid = value;
        return one.value && mail::is_xtext(value) ? "" : bad_mail(one.name);
    }
    if (one.name == "AUTH") {
        to.auth = value;
        return one.value ? "" : bad_mail(one.name);
    }
    return cat("504 5.5.4 MAIL command parameter error: ", one.whole);
}

std::string read_notify(const Parameter& one, RcptParameters& to)
{
    constexpr std::string_view error = "501 5.5.4 Error in RCPT parameter NOTIFY, ";
    if (!one.value) return cat(error, "missing value");
    to.notify = text::upper(*one.value);
    const auto words = text::split(to.notify, ',');
    for (const auto word : words)
        if (word != "NEVER" && word != "SUCCESS" && word != "FAILURE" &&
            word != "DELAY")
            return cat(error, "illegal value: ", *one.value);
    if (words.size() > 1 &&
        std::find(words.begin(), words.end(), "NEVER") != words.end())
        return cat(error, "illegal combination of values: ", *one.value);
    return "";
}

// RFC 3461 4.2: type ";" xtext
bool is_original_recipient(std::string_view value)
{
    const auto end = value.find(';');
    return end != std::string_view::npos && end != 0 && mail::is_xtext(value);
}

std::string read_one(const Parameter& one, RcptParameters& to)
{
    if (one.name == "NOTIFY") return read_notify(one, to);
    if (one.name != "ORCPT")
        return cat("555 5.5.4 RCPT command parameter unrecognized: ", one.name);
    to.orcpt = one.value.value_or("");
    if (is_original_recipient(to.orcpt)) return "";
    return "501 5.5.4 Syntax error in RCPT parameter: ORCPT";
}

template <typename Parameters>
std::string read_all(std::string_view rest, std::string_view command, Parameters& to)
{
    const auto all = split_parameters(rest);
    if (!all) return cat("501 5.5.4 Syntax error in ", command, " parameters");
    for (const auto& one : *all)
        if (auto refusal = read_one(one, to); !refusal.empty()) return refusal;
    return "";
}

std::string* find_field(wire::Client& client, std::string_view name)
{
    if (name == "NAME") return &client.name;
    if (name == "ADDR") return &client.addr;
    if (name == "PORT") return &client.port;
    if (name == "PROTO") return &client.proto;
    if (name == "HELO") return &client.helo;
    if (name == "IDENT") return &client.ident;
    if (name == "SOURCE") return &client.source;
    return nullptr;
}

std::string forwarded_value(std::string_view name, std::string_view value)
{
    auto decoded = mail::decode_xtext(value);
    if (text::equal_ignore_case(decoded, "[UNAVAILABLE]")) return "";
    // These values end up in header fields and log lines.
    std::replace_if(decoded.begin(), decoded.end(), text::is_control, '?');
    if (name == "ADDR" && text::starts_with_ignore_case(decoded, "IPV6:"))
        decoded.erase(0, 5);
    return decoded;
}

} // namespace

std::string read_mail_parameters(std::string_view rest, MailParameters& to)
{
    return read_all(rest, "MAIL", to);
}

std::string read_rcpt_parameters(std::string_view rest, RcptParameters& to)
{
    return read_all(rest, "RCPT", to);
}

std::string read_xforward(std::string_view argument, wire::Client& to)
{
    const auto all = split_parameters(argument);
    if (!all) return "501 5.5.4 Syntax error in XFORWARD parameters";
    auto client = to;
    for (const auto& one : *all) {
        if (!one.value) return "501 5.5.4 Syntax error in XFORWARD parameters";
        auto* field = find_field(client, one.name);
        if (field == nullptr)
            return cat("501 5.5.4 XFORWARD command parameter error: ", one.whole);
        *field = forwarded_value(one.name, *one.value);
    }
    to = std::move(client);
    return "";
}

} // namespace chainmail::smtp_in
