// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "configuration.h"

#include "base/text.h"
#include "config/constants.h"
#include "header_field.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

// The first error is kept, so that the settings can be read one after the other.
class Reader {
public:
    explicit Reader(const config::Settings& settings) : settings_(settings) {}

    std::optional<std::string> text(std::string_view name)
    {
        return take(settings_.as_text(name));
    }

    std::string needed_text(std::string_view name)
    {
        auto value = text(name).value_or("");
        if (value.empty()) refuse(name, "must be set");
        return value;
    }

    std::vector<std::string> texts(std::string_view name)
    {
        return take(settings_.as_texts(name));
    }

    bool truth(std::string_view name) const { return settings_.as_bool(name); }

    Lookup lookup(std::string_view name) { return take(Lookup::read(settings_, name)); }

    /// undef and '' are none.
    std::optional<Level> level(std::string_view name)
    {
        const auto number = take(settings_.as_number(name));
        if (!number) return {};
        return Level{*number, settings_.scalar(name).text().value_or("")};
    }

    Destiny destiny(std::string_view name)
    {
        const auto number = take(settings_.as_number(name)).value_or(0.5);
        if (number == int{config::D_PASS}) return Destiny::pass;
        if (number == int{config::D_DISCARD}) return Destiny::discard;
        if (number == int{config::D_REJECT}) return Destiny::reject;
        if (number == int{config::D_TEMPFAIL}) return Destiny::tempfail;
        refuse(name, "D_PASS, D_DISCARD, D_REJECT or D_TEMPFAIL is needed");
        return Destiny::tempfail;
    }

    void refuse(std::string_view name, std::string_view why)
    {
        if (!error_) error_ = settings_.refuse(name, why);
    }
    const std::optional<Error>& error() const { return error_; }

private:
    template <typename T>
    T take(Result<T> result)
    {
        if (result) return std::move(*result);
        if (!error_) error_ = result.error();
        return {};
    }

    const config::Settings& settings_;
    std::optional<Error> error_;
};

// A chain of a site's own choice may do without some of them.
std::vector<std::string> required_programs(const std::vector<std::string>& chain)
{
    std::vector<std::string> required;
    for (const auto* name : {"mime-split", "virus-check", "spam-score"})
        if (std::ranges::find(chain, name) != chain.end()) required.emplace_back(name);
    return required;
}

// undef restores amavisd's default for both, '' switches the field off.
void read_scanned_field(Reader& from, Configuration& to)
{
    to.scanned_name = from.text("$X_HEADER_TAG").value_or("X-Virus-Scanned");
    const auto domain = from.text("$mydomain").value_or("");
    const auto line = from.text("$X_HEADER_LINE")
                          .value_or(text::cat(to.product_name, " at ", domain));
    if (to.scanned_name.empty()) return;
    if (!is_field_name(to.scanned_name))
        from.refuse("$X_HEADER_TAG", "is no name of a header field");
    if (std::ranges::any_of(line, text::is_control))
        from.refuse("$X_HEADER_LINE", "has a control character");
    if (!line.empty()) to.scanned_field = field(to.scanned_name, line);
}

char read_level_character(Reader& from)
{
    const auto value = from.text("$sa_spam_level_char").value_or("");
    if (value.empty()) return '\0';
    if (value.size() == 1 && value[0] > ' ' && value[0] < 0x7F) return value[0];
    from.refuse("$sa_spam_level_char", "must be one visible ASCII character");
    return '\0';
}

} // namespace

std::string_view text(Destiny destiny)
{
    switch (destiny) {
    case Destiny::pass:
        return "pass";
    case Destiny::discard:
        return "discard";
    case Destiny::reject:
        return "reject";
    case Destiny::tempfail:
        break;
    }
    return "tempfail";
}

std::vector<std::string> setting_names()
{
    return {"$myhostname",
            "$mydomain",
            "$localhost_name",
            "$myproduct_name",
            "@chain",
            "$forward_method",
            "$final_virus_destiny",
            "$final_spam_destiny",
            "$sa_tag_level_deflt",
            "$sa_tag2_level_deflt",
            "$sa_kill_level_deflt",
            "$sa_spam_level_char",
            "@local_domains_acl",
            "@local_domains_maps",
            "@bypass_virus_checks_maps",
            "@bypass_spam_checks_maps",
            "$X_HEADER_TAG",
            "$X_HEADER_LINE",
            "$remove_existing_x_scanned_headers",
            "$remove_existing_spam_headers"};
}

Result<Configuration> read_configuration(const config::Settings& settings)
{
    Reader from(settings);
    Configuration to;
    to.host_name = from.needed_text("$myhostname");
    to.localhost_name = from.needed_text("$localhost_name");
    to.product_name = from.needed_text("$myproduct_name");
    to.required = required_programs(from.texts("@chain"));
    to.forward_method = from.needed_text("$forward_method");
    to.virus = from.destiny("$final_virus_destiny");
    to.spam = from.destiny("$final_spam_destiny");
    to.levels.tag = from.level("$sa_tag_level_deflt");
    to.levels.tag2 = from.level("$sa_tag2_level_deflt");
    to.levels.kill = from.level("$sa_kill_level_deflt");
    to.local_domains = from.lookup("@local_domains_maps");
    to.bypass_virus_checks = from.lookup("@bypass_virus_checks_maps");
    to.bypass_spam_checks = from.lookup("@bypass_spam_checks_maps");
    read_scanned_field(from, to);
    to.level_character = read_level_character(from);
    to.remove_spam_fields = from.truth("$remove_existing_spam_headers");
    to.remove_scanned_fields = from.truth("$remove_existing_x_scanned_headers");
    if (from.error()) return *from.error();
    return to;
}

} // namespace chainmail::policy
