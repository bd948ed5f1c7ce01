// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Evals on header fields.
#include "attachments.h"
#include "eval_argument.h"
#include "examination.h"
#include "mail/charset.h"
#include "scan.h"

#include <algorithm>
#include <array>
#include <set>

namespace chainmail::spam_score {

namespace {

bool is_control(char c)
{
    return c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r';
}

// Bytes that a header must not have: controls, DEL, everything above ASCII.
double illegal_share(std::string_view raw, bool is_subject, double& count)
{
    count = static_cast<double>(std::count_if(raw.begin(), raw.end(), [](char c) {
        return is_control(c) || c == 0x7F || text::is_8bit(c);
    }));
    if (count == 0) return 0;
    // One pound, cent or trademark sign in a Subject is forgiven.
    const auto signs = std::count_if(raw.begin(), raw.end(), [](char c) {
        return c == '\xA2' || c == '\xA3' || c == '\xAE';
    });
    if (count > 0 && is_subject && signs == 1) count -= 1;
    return count / static_cast<double>(raw.size());
}

Result<Eval> check_illegal_chars(const EvalArguments& arguments)
{
    std::string request = text_argument(arguments, 0);
    const bool is_subject = text::starts_with_ignore_case(request, "subject");
    if (!request.ends_with(":raw")) request += ":raw";
    const double least_share = number_argument(arguments, 1).value_or(0);
    const double least = number_argument(arguments, 2).value_or(0);
    return Eval([=](Examination& mail) {
        const std::string raw = mail.header().scalar(request);
        if (text::trim(raw).empty()) return 0.0;
        const bool has_8bit = !is_ascii(raw);
        // UTF-8 is allowed by RFC 6532.
        if (has_8bit && mail::is_utf8(raw) &&
            std::none_of(raw.begin(), raw.end(), is_control))
            return 0.0;
        double count = 0;
        const double share = illegal_share(raw, is_subject, count);
        return hit(share >= least_share && count >= least);
    });
}

// "Re: " and its kin in other languages, any number of them.
std::string_view without_reply_marks(std::string_view subject)
{
    constexpr std::array marks{
        std::string_view("re:"),
        std::string_view("fwd:"),
        std::string_view("fw:"),
        std::string_view("aw:"),
        std::string_view("antwort:"),
        std::string_view("wg:"),
        std::string_view("sv:"),
        std::string_view("vb:"),
        std::string_view("vs:"),
        std::string_view("vl:"),
    };
    for (;;) {
        const auto at =
            std::find_if(marks.begin(), marks.end(), [&](std::string_view m) {
                return text::starts_with_ignore_case(subject, m);
            });
        if (at == marks.end()) return subject;
        subject.remove_prefix(skip_space(subject, at->size()));
    }
}

bool has_caps_charset(std::string_view raw)
{
    for (auto at = raw.find("=?"); at != npos; at = raw.find("=?", at + 1)) {
        const auto end = raw.find('?', at + 2);
        if (end != npos && is_caps_charset(raw.substr(at + 2, end - at - 2)))
            return true;
    }
    return false;
}

Result<Eval> subject_is_all_caps(const EvalArguments&)
{
    constexpr std::size_t least_length = 10;
    return Eval([](Examination& mail) {
        const std::string whole = mail.header().scalar("Subject");
        const auto subject = without_reply_marks(text::trim(whole));
        if (std::none_of(subject.begin(), subject.end(), text::is_space) ||
            subject.size() < least_length)
            return 0.0;
        if (has_caps_charset(mail.header().scalar("Subject:raw"))) return 0.0;
        const bool upper = std::any_of(subject.begin(), subject.end(), text::is_upper);
        const bool lower = std::any_of(subject.begin(), subject.end(), text::is_lower);
        return hit(upper && !lower);
    });
}

// `what` in `s`, a word of its own at both ends, case ignored.
bool holds_word(std::string_view s, std::string_view what)
{
    for (auto at = find_ignore_case(s, what); at != npos;
         at = find_ignore_case(s, what, at + 1)) {
        if (is_word_edge(s, at) && is_word_edge(s, at + what.size())) return true;
    }
    return false;
}

// The user alone, greeted, or behind "Re:" and at most one word.
bool greets_user(std::string_view subject, std::string_view user)
{
    constexpr std::string_view marks = ",:;!?-";
    if (subject.ends_with('\n')) subject.remove_suffix(1);
    if (text::equal_ignore_case(subject, user)) return true;
    if (subject.starts_with(user)) {
        const auto mark = skip_space(subject, user.size());
        if (mark < subject.size() && marks.find(subject[mark]) != npos &&
            (mark + 1 == subject.size() || text::is_space(subject[mark + 1])))
            return true;
    }
    if (subject.starts_with(',')) {
        const auto begin = skip_space(subject, 1);
        const auto rest = subject.substr(begin);
        if (text::starts_with_ignore_case(rest, user) &&
            rest.size() == user.size() + 1 && marks.find(rest.back()) != npos)
            return true;
    }
    for (const std::string_view reply : {"re:", "fw:"}) {
        if (!text::starts_with_ignore_case(subject, reply)) continue;
        auto rest = subject.substr(skip_space(subject, reply.size()));
        if (text::equal_ignore_case(rest, user)) return true;
        const auto word = skip_while(rest, 0, is_word);
        const auto next = skip_space(rest, word);
        if (word > 0 && next > word && text::equal_ignore_case(rest.substr(next), user))
            return true;
    }
    return false;
}

Result<Eval> check_for_to_in_subject(const EvalArguments& arguments)
{
    const bool whole = text_argument(arguments, 0) == "address";
    return Eval([=](Examination& mail) {
        const std::string to = mail.header().scalar("To:addr");
        if (to.empty()) return 0.0;
        const std::string subject = mail.header().scalar("Subject");
        if (whole) return hit(holds_word(subject, to));
        return hit(greets_user(subject, std::string_view(to).substr(0, to.find('@'))));
    });
}

Result<Eval> check_header_count_range(const EvalArguments& arguments)
{
    const std::string key = text::lower(text_argument(arguments, 0));
    const double least = number_argument(arguments, 1).value_or(0);
    const double most = number_argument(arguments, 2).value_or(0);
    return Eval([=](Examination& mail) {
        std::set<std::string_view> different;
        for (const auto* field : mail.message().header().find(key))
            different.insert(field->decoded);
        const auto count = static_cast<double>(different.size());
        return hit(count >= least && count <= most);
    });
}

// Fields in which a percent sign and capitals are nothing unusual.
bool may_hold_templates(std::string_view key)
{
    constexpr std::array keys{
        std::string_view("x-vms-to"),
        std::string_view("x-uidl"),
        std::string_view("x-face"),
        std::string_view("to"),
        std::string_view("cc"),
        std::string_view("from"),
        std::string_view("subject"),
        std::string_view("references"),
        std::string_view("in-reply-to"),
        std::string_view("message-id"),
        std::string_view("x-message-id"),
        std::string_view("resent-message-id"),
        std::string_view("x-original-message-id"),
    };
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool holds_template(std::string_view line)
{
    for (auto at = line.find('%'); at != npos; at = line.find('%', at + 1)) {
        if (at + 2 >= line.size() || !text::is_upper(line[at + 1])) continue;
        const char next = line[at + 2];
        if (text::is_upper(next) || next == '_' || next == '-') return true;
    }
    return false;
}

Result<Eval> check_unresolved_template(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const auto& fields = mail.message().header().fields();
        return hit(std::any_of(fields.begin(), fields.end(), [](const HeaderField& f) {
            return !may_hold_templates(f.key) &&
                   (holds_template(f.decoded) || holds_template(f.name));
        }));
    });
}

// <28 capitals . NAME> as Message-ID, and the same NAME as address of From.
Result<Eval> check_ratware_name_id(const EvalArguments&)
{
    constexpr std::size_t capitals = 28;
    return Eval([](Examination& mail) {
        const std::string id = mail.header().scalar("MESSAGEID");
        const std::string from = mail.header().scalar("From");
        for (auto open = id.find('<'); open != std::string::npos;
             open = id.find('<', open + 1)) {
            const auto dot = skip_while(id, open + 1, text::is_upper);
            const auto close = id.find('>', open);
            if (dot != open + 1 + capitals || dot >= id.size() || id[dot] != '.' ||
                close == std::string::npos || close < dot + 2)
                continue;
            const std::string address = text::cat("<", id.substr(dot + 1, close - dot));
            const auto at = from.find(address);
            if (at == std::string::npos) return 0.0;
            const auto before = text::trim(std::string_view(from).substr(0, at));
            const auto quote =
                before.ends_with('"') ? before.rfind('"', before.size() - 2) : npos;
            return hit(quote != npos && quote + 2 < before.size());
        }
        return 0.0;
    });
}

bool is_srs(std::string_view address)
{
    return text::starts_with_ignore_case(address, "srs") && address.size() > 4 &&
           text::is_digit(address[3]) &&
           std::string_view("=+-").find(address[4]) != npos;
}

// The recipient's address written into the sender's: "list-example.com=user@...".
Result<Eval> check_ratware_envelope_from(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const std::string to = mail.header().scalar("To:addr");
        const std::string from = mail.header().scalar("EnvelopeFrom:addr");
        const auto at = to.find('@');
        if (from.empty() || at == std::string::npos || at == 0 || at + 1 == to.size() ||
            is_srs(from))
            return 0.0;
        const Registry& registry = mail.settings().registry;
        const std::string domain = registry.registered_domain(to.substr(at + 1));
        if (!registry.has_known_tld(domain)) return 0.0;
        const std::string user = text::cat(to.substr(0, at), "@");
        for (auto found = find_ignore_case(from, domain); found != npos;
             found = find_ignore_case(from, domain, found + 1)) {
            const auto behind = found + domain.size() + 1;
            if (is_word_edge(from, found) && behind <= from.size() &&
                text::starts_with_ignore_case(std::string_view(from).substr(behind),
                                              user))
                return 1.0;
        }
        return 0.0;
    });
}

// The last two labels of an address's domain.
std::string short_domain(std::string_view address)
{
    const auto at = address.rfind('@');
    if (at == npos) return {};
    const auto domain = address.substr(at + 1);
    const auto last = domain.rfind('.');
    const auto dot = last == npos || last == 0 ? npos : domain.rfind('.', last - 1);
    const bool has_more =
        dot != npos && dot > 0 && last + 1 < domain.size() && dot + 1 < last;
    return text::lower(has_more ? domain.substr(dot + 1) : domain);
}

Result<Eval> check_equal_from_domains(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        const auto from = short_domain(mail.header().scalar("From:addr"));
        const auto envelope = short_domain(mail.header().scalar("EnvelopeFrom:addr"));
        return hit(!from.empty() && !envelope.empty() && from != envelope);
    });
}

Result<Eval> check_for_matching_env_and_hdr_from(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        return hit(text::equal_ignore_case(mail.header().scalar("EnvelopeFrom:addr"),
                                           mail.header().scalar("From:addr")));
    });
}

Result<Eval> check_for_missing_to_header(const EvalArguments&)
{
    return Eval([](Examination& mail) {
        return hit(mail.header().scalar("To").empty() &&
                   mail.header().scalar("Apparently-To").empty());
    });
}

// Who it is to, without neighbours that are the same.
std::vector<std::string> recipients(const Examination& mail)
{
    constexpr std::size_t enough = 5;
    constexpr std::size_t most = 256;
    std::vector<std::string> all;
    for (const auto* request : {"ToCc:addr", "Bcc:addr"}) {
        const auto& listed = mail.header().list(request);
        all.insert(all.end(), listed.begin(), listed.end());
        if (all.size() >= enough) break;
    }
    std::vector<std::string> out;
    for (auto& address : all) {
        if (out.size() == most || address.empty() || address == "0") break;
        if (!text::equal_ignore_case(address, out.empty() ? "" : out.back()))
            out.push_back(std::move(address));
    }
    return out;
}

Result<Eval> sorted_recipients(const EvalArguments&)
{
    constexpr std::size_t least = 7;
    return Eval([](Examination& mail) {
        const auto all = recipients(mail);
        return hit(all.size() >= least && std::is_sorted(all.begin(), all.end()));
    });
}

// How many pairs begin alike, by user and by host. A recipient without a host shifts
// the hosts of those behind it.
double similarity(const std::vector<std::string>& all)
{
    constexpr std::size_t least = 5;
    constexpr std::size_t looked_at = 2;
    if (all.size() < least) return 0;
    std::vector<std::string> hosts;
    for (const auto& address : all) {
        const auto at = address.find('@');
        if (at != std::string::npos) hosts.push_back(address.substr(at + 1));
    }
    hosts.resize(all.size());
    std::size_t hits = 0;
    std::size_t pairs = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size(); ++j) {
            const auto start = [](const std::string& s) {
                return s.substr(0, looked_at);
            };
            hits += start(all[i]) == start(all[j]) ? 1U : 0U;
            hits +=
                start(hosts[i]) == start(hosts[j]) && hosts[i] != hosts[j] ? 1U : 0U;
            ++pairs;
        }
    }
    return static_cast<double>(hits) / static_cast<double>(pairs);
}

Result<Eval> similar_recipients(const EvalArguments& arguments)
{
    const auto bound = [&](std::size_t place) {
        return text_argument(arguments, place) == "undef"
                   ? std::nullopt
                   : number_argument(arguments, place);
    };
    const auto least = bound(0);
    const auto below = bound(1);
    return Eval([=](Examination& mail) {
        const double share = similarity(recipients(mail));
        return hit((!least || share >= *least) && (!below || share < *below));
    });
}

// What tells of a short-circuit is no rule of its own.
Result<Eval> never(const EvalArguments&)
{
    return Eval([](Examination&) { return 0.0; });
}

constexpr std::array entries{
    EvalEntry{"check_illegal_chars", check_illegal_chars},
    EvalEntry{"subject_is_all_caps", subject_is_all_caps},
    EvalEntry{"check_for_to_in_subject", check_for_to_in_subject},
    EvalEntry{"check_header_count_range", check_header_count_range},
    EvalEntry{"check_unresolved_template", check_unresolved_template},
    EvalEntry{"check_ratware_name_id", check_ratware_name_id},
    EvalEntry{"check_ratware_envelope_from", check_ratware_envelope_from},
    EvalEntry{"check_equal_from_domains", check_equal_from_domains},
    EvalEntry{"check_for_matching_env_and_hdr_from",
              check_for_matching_env_and_hdr_from},
    EvalEntry{"check_for_missing_to_header", check_for_missing_to_header},
    EvalEntry{"sorted_recipients", sorted_recipients},
    EvalEntry{"similar_recipients", similar_recipients},
    EvalEntry{"check_shortcircuit", never, "Shortcircuit"},
};

} // namespace

std::span<const EvalEntry> header_evals()
{
    return entries;
}

} // namespace chainmail::spam_score
