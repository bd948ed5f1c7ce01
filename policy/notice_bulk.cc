// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice_bulk.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace chainmail::policy {

namespace {

using text::cat;

std::string_view local_part(std::string_view address)
{
    return address.substr(0, address.find('@'));
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names)
{
    return std::ranges::any_of(names, [&](std::string_view one) {
        return text::equal_ignore_case(name, one);
    });
}

// "friends-request", but not "-request".
bool has_ending(std::string_view name, std::initializer_list<std::string_view> endings)
{
    return std::ranges::any_of(endings, [&](std::string_view one) {
        return name.size() > one.size() &&
               text::equal_ignore_case(name.substr(name.size() - one.size()), one);
    });
}

bool is_list_address(std::string_view address, bool of_envelope)
{
    const auto name = local_part(address);
    if (has_ending(name, {"-request", "-bounces", "-owner"})) return true;
    if (of_envelope && has_ending(name, {"-admin"})) return true;
    constexpr std::string_view owner = "owner-";
    return name.size() > owner.size() && text::starts_with_ignore_case(name, owner);
}

bool is_machine(std::string_view address)
{
    return is_one_of(local_part(address),
                     {"mailer-daemon", "double-bounce", "mailer", "autoreply"});
}

std::string
list_sign(const mail::Header& header, std::string_view sender, std::string_view author)
{
    for (const auto* name :
         {"List-Id", "List-Post", "List-Unsubscribe", "Mailing-List"})
        if (const auto* field = mail::find(header, name))
            return "ml:" + mail::unfold(field->value);
    if (is_list_address(sender, true)) return cat("ml:sender=", sender);
    return is_list_address(author, false) ? cat("ml:From:", author) : std::string();
}

// The value without comments.
std::string bare_value(const mail::Field& field)
{
    auto value = mail::unfold(field.value);
    for (auto open = value.find('('); open != std::string::npos;
         open = value.find('(')) {
        const auto end = value.find(')', open);
        value.erase(open, end == std::string::npos ? end : end + 1 - open);
    }
    return std::string(text::trim(value));
}

std::string machine_sign(const mail::Header& header,
                         std::string_view sender,
                         std::string_view author)
{
    if (const auto* field = mail::find(header, "Auto-Submitted")) {
        // RFC 3834 5: "no" is a person's.
        const auto value = bare_value(*field);
        return text::equal_ignore_case(value, "no") ? "" : "Auto-Submitted:" + value;
    }
    if (sender.empty()) return "sender=<>";
    if (is_machine(sender)) return cat("sender=", sender);
    return is_machine(author) ? cat("From:", author) : std::string();
}

} // namespace

std::string
bulk_sign(const mail::Header& header, std::string_view sender, std::string_view author)
{
    if (auto sign = list_sign(header, sender, author); !sign.empty()) return sign;
    const auto* field = mail::find(header, "Precedence");
    const auto precedence = field == nullptr ? "" : mail::unfold(field->value);
    const auto is = [&](std::string_view word) {
        return text::starts_with_ignore_case(precedence, word);
    };
    if (is("list") || is("autoreply") || is("auto-reply") || is("auto_reply"))
        return precedence;
    if (auto sign = machine_sign(header, sender, author); !sign.empty()) return sign;
    if (is("bulk") || is("junk")) return precedence;
    const auto name = local_part(author);
    const bool service =
        is_one_of(name, {"postmaster", "uucp"}) || has_ending(name, {"-relay"});
    return service ? cat("From:", author) : std::string();
}

} // namespace chainmail::policy
