// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "log_form.h"

#include "base/text.h"
#include "notice/status.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <set>

namespace chainmail::smtp_out {

namespace {

using notice::List;
using notice::Value;
using text::cat;

bool got_it(const outcome::LogRecipient& one)
{
    return one.outcome.state == outcome::State::delivered;
}

// What every recipient has of something, each once and in their order.
List each_once(const std::vector<outcome::LogRecipient>& recipients,
               const std::function<std::string(const outcome::LogRecipient&)>& of)
{
    List all;
    for (const auto& one : recipients)
        if (auto text = of(one); !text.empty() && std::ranges::count(all, text) == 0)
            all.push_back(std::move(text));
    return all;
}

List addresses(const LogStory& story, bool delivered)
{
    List all;
    for (const auto& one : story.recipients)
        if (got_it(one) == delivered) all.push_back(cat("<", one.address, ">"));
    return all;
}

std::string_view name_of_test(std::string_view test)
{
    return test.substr(0, test.find('='));
}

Value tests(const LogStory& story, const List& arguments, bool with_scores)
{
    List all;
    for (const auto& test : story.mail.tests)
        all.emplace_back(with_scores ? test : name_of_test(test));
    if (arguments.empty()) return all;
    return text::join(all, arguments.front());
}

// Domains of our own recipients, and EXT for all others.
std::string domains(const LogStory& story)
{
    std::set<std::string> all;
    for (const auto& one : story.recipients) {
        const auto at = one.address.rfind('@');
        const auto domain =
            at == std::string::npos ? "" : text::lower(one.address.substr(at + 1));
        all.insert(one.local ? domain : "EXT");
    }
    return text::join(std::vector<std::string>(all.begin(), all.end()), ",");
}

// "%%s" of the template has become "%s": all that amavisd's own templates use.
std::string with_format(const std::string& value, const List& arguments)
{
    if (value.empty() || arguments.size() < 2) return value;
    auto out = arguments[1];
    if (const auto at = out.find("%s"); at != std::string::npos)
        out.replace(at, 2, value);
    return out;
}

std::string supplement(const LogStory& story, const List& arguments)
{
    const bool known = !arguments.empty() && arguments.front() == "AUTOLEARN" &&
                       story.facts.hits != "-";
    return known ? with_format(story.mail.autolearn, arguments) : std::string();
}

bool reaches(const LogStory& story, char level)
{
    return story.reached.find(level) != story.reached.npos;
}

std::string flag(const LogStory& story, char level)
{
    return reaches(story, level) ? "Y" : "0";
}

std::string yes_or_no(const LogStory& story, const List& arguments)
{
    const bool spammy = reaches(story, '2');
    const std::size_t at = spammy ? 0 : 1;
    if (arguments.size() > at) return arguments[at];
    return spammy ? "Yes" : "No";
}

std::string stars(const LogStory& story, const List& arguments)
{
    constexpr int most = 50;
    const int score = std::clamp(std::atoi(story.facts.hits.c_str()), 0, most);
    std::string out;
    for (int i = 0; i < score; ++i)
        out += arguments.empty() ? "*" : arguments.front();
    return out;
}

List next_hops(const LogStory& story)
{
    return each_once(story.recipients, [](const auto& one) {
        return one.outcome.answer.empty() ? std::string()
                                          : notice::next_hop(one.outcome.reply);
    });
}

using Function = Value (*)(const LogStory&, const List&);

const std::map<std::string_view, Function>& functions()
{
    using S = const LogStory&;
    using A = const List&;
    static const std::map<std::string_view, Function> all{
        {"y", [](S s, A) { return Value(std::to_string(s.facts.elapsed_ms)); }},
        {"actions_performed",
         [](S s, A) { return Value(outcome::action_words(s.facts, s.recipients)); }},
        {"D", [](S s, A) { return Value(addresses(s, true)); }},
        {"O", [](S s, A) { return Value(addresses(s, false)); }},
        {"c",
         [](S s, A) {
             return Value(s.facts.hits.empty() ? std::string("-") : s.facts.hits);
         }},
        {"e", [](S s, A) { return Value(s.facts.public_addr); }},
        {"q", [](S s, A) { return Value(s.facts.quarantine); }},
        {"m", [](S s, A) { return Value(s.facts.message_id); }},
        {"r", [](S s, A) { return Value(s.facts.resent_message_id); }},
        {"T", [](S s, A) { return tests(s, {}, true); }},
        {"TESTS", [](S s, A a) { return tests(s, a, false); }},
        {"TESTSSCORES", [](S s, A a) { return tests(s, a, true); }},
        {"log_domains", [](S s, A) { return Value(domains(s)); }},
        {"supplementary_info", [](S s, A a) { return Value(supplement(s, a)); }},
        {"1", [](S s, A) { return Value(flag(s, '1')); }},
        {"2", [](S s, A) { return Value(flag(s, '2')); }},
        {"k", [](S s, A) { return Value(flag(s, 'k')); }},
        {"STARS", [](S s, A a) { return Value(stars(s, a)); }},
        {"REQD", [](S s, A) { return Value(s.required); }},
        {"remote_mta", [](S s, A) { return Value(next_hops(s)); }},
        {"YESNO", [](S s, A a) { return Value(yes_or_no(s, a)); }},
        {"YESNOCAPS",
         [](S s, A a) {
             return Value(a.empty() ? text::upper(yes_or_no(s, a)) : yes_or_no(s, a));
         }},
        {"remote_mta_smtp_response",
         [](S s, A) {
             return Value(each_once(
                 s.recipients, [](const auto& one) { return one.outcome.answer; }));
         }},
        {"smtp_response",
         [](S s, A) {
             return Value(each_once(s.recipients,
                                    [](const auto& one) { return one.outcome.reply; }));
         }},
        {"rfc2822_sender", [](S, A) { return Value(std::string()); }},
        {"partition_tag", [](S, A) { return Value(std::string()); }},
        {"tls_in", [](S, A) { return Value(std::string()); }},
        {"rusage", [](S, A) { return Value(std::string()); }},
        {"score_boost", [](S, A) { return Value(std::string("0")); }},
        {"REMOTEHOSTADDR", [](S s, A) { return Value(s.mail.envelope->peer); }},
    };
    return all;
}

std::string_view short_name(std::string_view name)
{
    if (name == "SCORE") return "c";
    return name == "P" ? "partition_tag" : name;
}

} // namespace

Result<std::vector<std::string>> formed_lines(const std::string& form,
                                              const LogStory& story)
{
    const notice::NoticeFacts none;
    const auto of_mail = notice::mail_macros(story.mail, none);
    const notice::Macros macros = [&](std::string_view name, const List& arguments) {
        const auto found = functions().find(short_name(name));
        if (found != functions().end())
            return std::optional<Value>(found->second(story, arguments));
        return of_mail(name, arguments);
    };
    const auto text = notice::expand(form, macros);
    if (!text) return text.error();
    std::vector<std::string> lines;
    for (auto line : text::split(*text, '\n')) {
        while (!line.empty() && text::is_blank(line.back()))
            line.remove_suffix(1);
        if (!line.empty()) lines.emplace_back(line);
    }
    return lines;
}

} // namespace chainmail::smtp_out
