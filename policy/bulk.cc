// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "bulk.h"

#include "base/text.h"
#include "mail/address.h"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace chainmail::policy {

namespace {

using Words = std::initializer_list<std::string_view>;

std::string value_of(const mail::Header& header, std::string_view name)
{
    const auto* field = mail::find(header, name);
    if (field == nullptr) return "";
    const auto value = text::lower(mail::unfold(field->value));
    // Parameters and comments do not matter.
    return std::string(
        text::trim(std::string_view(value).substr(0, value.find_first_of(";("))));
}

std::string local_part(std::string_view address)
{
    return text::lower(mail::split_address(address).local);
}

bool is_one_of(std::string_view text, Words words)
{
    return std::ranges::find(words, text) != words.end();
}

bool ends_in(std::string_view local, Words endings)
{
    return std::ranges::any_of(
        endings, [&](std::string_view ending) { return local.ends_with(ending); });
}

bool is_of_list(const mail::Header& header,
                std::string_view sender,
                std::string_view author)
{
    for (const auto* name :
         {"List-Id", "List-Post", "List-Unsubscribe", "Mailing-List"})
        if (mail::find(header, name) != nullptr) return true;
    for (const auto local : {sender, author})
        if (ends_in(local, {"-request", "-bounces", "-owner"}) ||
            local.starts_with("owner-"))
            return true;
    return sender.ends_with("-admin") || value_of(header, "Precedence") == "list";
}

bool is_automatic(const mail::Header& header,
                  std::string_view sender,
                  std::string_view author)
{
    const auto submitted = value_of(header, "Auto-Submitted");
    if (!submitted.empty() && submitted != "no") return true;
    for (const auto local : {sender, author})
        if (is_one_of(local, {"mailer-daemon", "double-bounce", "mailer", "autoreply"}))
            return true;
    return is_one_of(value_of(header, "Precedence"), {"auto-reply", "auto_reply"});
}

} // namespace

bool is_bulk(const mail::Header& header,
             std::string_view sender,
             std::string_view author)
{
    const auto from = local_part(sender);
    const auto written_by = local_part(author);
    return sender.empty() || is_of_list(header, from, written_by) ||
           is_automatic(header, from, written_by) ||
           is_one_of(value_of(header, "Precedence"), {"bulk", "junk"}) ||
           is_one_of(written_by, {"postmaster", "uucp"}) ||
           written_by.ends_with("-relay");
}

} // namespace chainmail::policy
