// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on addresses at free mail providers. One of them edits the body that later
// rules see: see Examination::body().
#include "base/text.h"
#include "eval_argument.h"
#include "examination.h"
#include "freemail.h"

#include <algorithm>
#include <array>
#include <memory>

namespace chainmail::spam_score {

namespace {

constexpr std::size_t most_linked = 20; // addresses taken from links
constexpr std::size_t most_found = 40;  // in all

std::vector<std::string> lowered(const std::vector<std::string>& addresses)
{
    std::vector<std::string> out;
    for (const auto& address : addresses)
        out.push_back(text::lower(address));
    return out;
}

bool has_freemail(const std::vector<std::string>& addresses,
                  const FreemailSettings& settings)
{
    return std::any_of(addresses.begin(), addresses.end(), [&](const std::string& a) {
        return is_freemail(a, settings);
    });
}

void add_new(std::vector<std::string>& addresses, std::string address)
{
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
        addresses.push_back(std::move(address));
}

void add_linked(const Examination& mail, std::vector<std::string>& addresses)
{
    constexpr std::string_view scheme = "mailto:";
    for (const auto& uri : mail.uris().records) {
        if (!uri.types.contains("a") || uri.types.contains("parsed") ||
            !text::starts_with_ignore_case(uri.raw, scheme))
            continue;
        const auto found =
            find_address(uri.raw, scheme.size(), false, mail.settings().registry);
        if (!found || found->begin != scheme.size()) continue;
        add_new(addresses,
                text::lower(uri.raw.substr(found->begin, found->end - found->begin)));
        if (addresses.size() >= most_linked) return;
    }
}

// Takes quoted addresses out of the body for all rules that follow, and collects the
// others.
void edit_and_collect(Examination& mail, std::vector<std::string>& addresses)
{
    const Registry& registry = mail.settings().registry;
    std::vector<std::string> edited;
    bool is_full = false;
    for (const auto paragraph : mail.original_body()) {
        if (is_full) {
            edited.emplace_back(paragraph);
            continue;
        }
        edited.push_back(without_quoted_addresses(paragraph, registry));
        const std::string& text = edited.back();
        std::size_t from = 0;
        while (const auto found = find_address(text, from, false, registry)) {
            from = found->end;
            add_new(addresses,
                    text::lower(std::string_view(text).substr(
                        found->begin, found->end - found->begin)));
            if (addresses.size() < most_found) continue;
            is_full = true;
            break;
        }
    }
    mail.edit_body(std::move(edited));
}

// The free addresses of the body; nothing when there are so many addresses that it
// looks like a list.
const std::optional<std::vector<std::string>>& body_freemails(Examination& mail)
{
    if (mail.freemail_body) return *mail.freemail_body;
    const FreemailSettings& settings = mail.settings().freemail;
    std::vector<std::string> addresses;
    add_linked(mail, addresses);
    edit_and_collect(mail, addresses);
    std::vector<std::string> freemails;
    std::size_t count = 0;
    bool over = false;
    for (const auto& address : addresses) {
        over = over || ++count == settings.most_body_addresses;
        if (over || !is_freemail(address, settings)) continue;
        freemails.push_back(address);
        over = freemails.size() == settings.most_body_freemails;
    }
    if (over && settings.skip_when_over_most)
        mail.freemail_body.emplace(std::nullopt);
    else
        mail.freemail_body.emplace(std::move(freemails));
    return *mail.freemail_body;
}

// Whether the answer would go to another free address than the one in the text.
double replies_elsewhere(Examination& mail, bool from_counts)
{
    const FreemailSettings& settings = mail.settings().freemail;
    const auto envelope_from = mail.header().envelope_from();
    if (settings.skip_bulk_senders && envelope_from && looks_like_bulk(*envelope_from))
        return 0;
    const auto from = lowered(mail.header().list("From:addr"));
    const auto reply = lowered(mail.header().list("Reply-To:addr"));
    const bool from_is_free = has_freemail(from, settings);
    const bool reply_is_free = has_freemail(reply, settings);
    const bool same = std::any_of(from.begin(), from.end(), [&](const std::string& a) {
        return std::find(reply.begin(), reply.end(), a) != reply.end();
    });
    if (from_is_free && reply_is_free && !same) return 1;
    if (!from_counts && !reply_is_free) return 0;
    if (from_counts && ((!reply.empty() && !reply_is_free) || !from_is_free)) return 0;
    const auto& in_body = body_freemails(mail);
    if (!in_body) return 0;
    const auto& answers = !from_counts || reply_is_free ? reply : from;
    return hit(std::any_of(in_body->begin(), in_body->end(), [&](const std::string& a) {
        return std::any_of(answers.begin(), answers.end(), [&](const std::string& b) {
            return a != b;
        });
    }));
}

Result<std::shared_ptr<const Regex>> optional_regex(const EvalArguments& arguments,
                                                    std::size_t place)
{
    if (place >= arguments.size()) return std::shared_ptr<const Regex>();
    auto regex = Regex::compile(arguments[place]);
    if (!regex) return regex.error();
    return std::make_shared<const Regex>(std::move(*regex));
}

// `addresses` gives those to look at.
template <typename Addresses>
Result<Eval> any_freemail(const EvalArguments& arguments,
                          std::size_t pattern_place,
                          Addresses addresses)
{
    const auto regex = optional_regex(arguments, pattern_place);
    if (!regex) return regex.error();
    return Eval([pattern = *regex, addresses](Examination& mail) {
        for (const auto& address : lowered(addresses(mail))) {
            if (is_freemail(address, mail.settings().freemail) &&
                (!pattern || pattern->matches(address, mail.scratch())))
                return 1.0;
        }
        return 0.0;
    });
}

Result<Eval> check_freemail_from(const EvalArguments& arguments)
{
    return any_freemail(
        arguments, 0, [](Examination& mail) { return mail.header().senders(); });
}

Result<Eval> check_freemail_header(const EvalArguments& arguments)
{
    if (arguments.empty()) return permanent("the name of a header field is missing");
    const auto request = HeaderRequest::parse(arguments.front() + ":addr");
    if (!request) return permanent("not a header field name");
    return any_freemail(arguments, 1, [request = *request](Examination& mail) {
        return mail.header().list(request);
    });
}

Result<Eval> check_freemail_body(const EvalArguments& arguments)
{
    const auto regex = optional_regex(arguments, 0);
    if (!regex) return regex.error();
    return Eval([pattern = *regex](Examination& mail) {
        const auto& found = body_freemails(mail);
        return hit(found &&
                   std::any_of(found->begin(), found->end(), [&](const std::string& a) {
                       return !pattern || pattern->matches(a, mail.scratch());
                   }));
    });
}

Result<Eval> check_freemail_replyto(const EvalArguments& arguments)
{
    const std::string what = text_argument(arguments, 0);
    if (!what.empty() && what != "reply" && what != "replyto")
        return permanent(text::cat("no such choice: ", what));
    return Eval([from_counts = what == "reply"](Examination& mail) {
        return replies_elsewhere(mail, from_counts);
    });
}

constexpr std::array entries{
    EvalEntry{"check_freemail_from", check_freemail_from},
    EvalEntry{"check_freemail_header", check_freemail_header},
    EvalEntry{"check_freemail_body", check_freemail_body},
    EvalEntry{"check_freemail_replyto", check_freemail_replyto},
};

} // namespace

std::span<const EvalEntry> freemail_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
