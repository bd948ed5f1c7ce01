// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "options.h"

#include "config/banks.h"

#include <algorithm>
#include <optional>

namespace chainmail::smtp_in {

namespace {

// RFC 5321 4.5.3.1.7: a server takes at least this much.
constexpr std::uint64_t least_message_size = 65536;
constexpr std::uint64_t most_seconds = 86400;

// amavisd does not even load a checker when the first element of its bypass list is a
// plain true value; anything else in the list depends on the recipient.
bool is_switched_off(const config::Settings& settings, std::string_view bypass_maps)
{
    const auto maps = settings.list(bypass_maps);
    if (maps.empty()) return false;
    const auto& first = maps.front();
    const bool plain =
        first.get<std::string>() != nullptr || first.get<double>() != nullptr;
    return plain && first.is_true();
}

// Reads numbers one after the other; the first wrong one is kept.
class Numbers {
public:
    explicit Numbers(const config::Settings& settings) : settings_(settings) {}

    std::uint64_t get(std::string_view name,
                      std::uint64_t lowest,
                      std::uint64_t highest,
                      std::uint64_t otherwise)
    {
        const auto count = settings_.as_count(name, lowest, highest);
        if (count) return count->value_or(otherwise);
        if (status_) status_ = count.error();
        return otherwise;
    }
    const Status& status() const { return status_; }

private:
    const config::Settings& settings_;
    Status status_;
};

// What the last of the interface's policy banks says; nothing when none mentions it.
std::optional<config::Value> bank_value(const config::Settings& settings,
                                        std::string_view interface,
                                        std::string_view name)
{
    std::optional<config::Value> found;
    for (const auto& bank_name : config::interface_banks(settings, interface)) {
        const auto bank = config::find_bank(settings, bank_name);
        const auto* own = bank.keys != nullptr ? bank.find(name) : nullptr;
        if (own == nullptr) continue;
        const auto* reference = own->get<config::Reference>();
        found = reference != nullptr ? settings.target(*reference) : *own;
    }
    return found;
}

// amavisd's own words are as good as none: this is another program.
std::string banner_at(const config::Settings& settings,
                      std::string_view interface,
                      std::string_view name,
                      std::string_view amavisds)
{
    const auto value =
        bank_value(settings, interface, name).value_or(settings.scalar(name));
    auto text = value.text().value_or("");
    return text == amavisds ? std::string() : text;
}

} // namespace

std::vector<std::string> option_names()
{
    return {"$smtpd_timeout",
            "$smtpd_recipient_limit",
            "$smtpd_message_size_limit",
            "@smtpd_discard_ehlo_keywords",
            "$smtpd_greeting_banner",
            "$smtpd_quit_banner",
            "$myhostname",
            "$myproduct_name",
            "%interface_policy",
            "%policy_bank",
            "$child_timeout",
            "$TEMPBASE",
            "@bypass_virus_checks_maps",
            "@bypass_spam_checks_maps"};
}

Result<Options> read_options(const config::Settings& settings)
{
    Options options;
    Numbers numbers(settings);
    options.client_timeout_ms =
        1000 * numbers.get("$smtpd_timeout", 1, most_seconds, 480);
    options.child_timeout_ms =
        1000 * numbers.get("$child_timeout", 1, most_seconds, 480);
    options.session.recipients =
        numbers.get("$smtpd_recipient_limit", 1, 1'000'000, 1100);
    const auto size = numbers.get("$smtpd_message_size_limit", 0, 1ULL << 62U, 0);
    if (!numbers.status()) return numbers.status().error();
    options.session.message_size = size == 0 ? 0 : std::max(size, least_message_size);
    auto discarded = settings.as_texts("@smtpd_discard_ehlo_keywords");
    if (!discarded) return discarded.error();
    options.session.discarded = std::move(*discarded);
    const auto temp = settings.as_text("$TEMPBASE");
    if (!temp) return temp.error();
    options.temp_directory = temp->value_or("");
    if (is_switched_off(settings, "@bypass_virus_checks_maps"))
        options.skip.insert("virus-check");
    if (is_switched_off(settings, "@bypass_spam_checks_maps"))
        options.skip.insert("spam-score");
    return options;
}

std::vector<std::string> discarded_at(const config::Settings& settings,
                                      std::string_view interface)
{
    constexpr std::string_view name = "@smtpd_discard_ehlo_keywords";
    config::List words = settings.list(name);
    if (const auto value = bank_value(settings, interface, name)) {
        const auto* list = value->get<config::List>();
        words = list != nullptr ? *list : config::List{*value};
    }
    std::vector<std::string> texts;
    for (const auto& word : words)
        if (auto text = word.text(); text && !text->empty())
            texts.push_back(std::move(*text));
    return texts;
}

void set_banners(const config::Settings& settings,
                 std::string_view interface,
                 SessionOptions& to)
{
    to.greeting = banner_at(settings,
                            interface,
                            "$smtpd_greeting_banner",
                            "${helo-name} ${protocol} ${product} service ready");
    to.farewell = banner_at(settings,
                            interface,
                            "$smtpd_quit_banner",
                            "${helo-name} ${product} closing transmission channel");
    to.host_name = settings.scalar("$myhostname").text().value_or("");
    to.product_name = settings.scalar("$myproduct_name").text().value_or("");
}

} // namespace chainmail::smtp_in
