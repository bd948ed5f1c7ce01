// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "engine.h"

#include "examination.h"
#include "mime_header_rule.h"
#include "scan.h"
#include "template_rule.h"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace chainmail::spam_score {

namespace {

using Lines = std::vector<std::string_view>;

// What the rules said of one message.
class Tally {
public:
    explicit Tally(const RuleSet& set)
        : set_(set),
          values_(set.rules.size(), 0),
          times_(set.rules.size(), 0)
    {
    }

    /// A rule hit, with a value for the metas that use it; a strange value is 1.
    void hit(std::size_t rule, double value, std::size_t times = 1)
    {
        values_[rule] = value > 0 ? value : 1;
        times_[rule] = times;
    }
    void count(std::size_t rule, std::size_t matches)
    {
        if (matches > 0) hit(rule, static_cast<double>(matches), matches);
    }
    const std::vector<double>& values() const { return values_; }

    Verdict verdict() const
    {
        Verdict verdict;
        for (std::size_t i = 0; i < times_.size(); ++i) {
            const Rule& rule = set_.rules[i];
            if (times_[i] == 0 || rule.score == 0) continue;
            auto& list = rule.is_hidden ? verdict.subhits : verdict.hits;
            list.push_back({rule.name, rule.is_hidden ? 0 : rule.score, times_[i]});
            if (!rule.is_hidden) verdict.score += rule.score;
        }
        const auto by_name = [](const Hit& a, const Hit& b) { return a.name < b.name; };
        std::sort(verdict.hits.begin(), verdict.hits.end(), by_name);
        std::sort(verdict.subhits.begin(), verdict.subhits.end(), by_name);
        // A sum of decimal fractions in binary is a little beside its value.
        verdict.score = std::round(verdict.score * 1000) / 1000;
        return verdict;
    }

private:
    const RuleSet& set_;
    std::vector<double> values_;
    std::vector<std::size_t> times_;
};

class Clock {
public:
    explicit Clock(std::uint64_t deadline_ms) : deadline_ms_(deadline_ms) {}
    bool is_over()
    {
        if (deadline_ms_ == 0 || over_) return over_;
        timespec now{};
        clock_gettime(CLOCK_MONOTONIC, &now);
        const auto now_ms = static_cast<std::uint64_t>(now.tv_sec) * 1000 +
                            static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
        over_ = now_ms >= deadline_ms_;
        return over_;
    }

private:
    std::uint64_t deadline_ms_;
    bool over_ = false;
};

class Run {
public:
    Run(const RuleSet& set, const MessageView& message)
        : set_(set),
          mail_(set, message.text),
          clock_(message.deadline_ms),
          tally_(set)
    {
    }

    Verdict run()
    {
        run_header_rules();
        run_evals(set_.header_evals);
        run_body_rules();
        run_text_rules(set_.uri_rules, uri_lines());
        run_evals(set_.body_evals);
        run_mime_header_rules();
        run_uri_detail_rules();
        run_text_rules(set_.rawbody_rules, mail_.raw_body());
        run_evals(set_.rawbody_evals);
        run_text_rules(set_.full_rules, {mail_.message().pristine});
        run_evals(set_.full_evals);
        run_template_rules();
        if (!clock_.is_over()) run_metas();
        Verdict verdict = tally_.verdict();
        verdict.limits_hit = mail_.scratch().limits_hit();
        verdict.out_of_time = clock_.is_over();
        return verdict;
    }

private:
    const Lines& uri_lines()
    {
        uri_lines_.assign(mail_.uris().cleaned.begin(), mail_.uris().cleaned.end());
        return uri_lines_;
    }

    void run_header_rules();
    void run_body_rules();
    void run_header_rule(const HeaderRule& rule, std::string_view text, bool may_match);
    void run_text_rules(const std::vector<TextRule>& rules, const Lines& lines);
    void run_text_rule(const TextRule& rule, const Lines& lines, LiteralPlaces& places);
    bool match_line(const TextRule& rule, std::string_view line, std::size_t& hits);
    void run_evals(const std::vector<EvalRule>& rules);
    void run_mime_header_rules();
    void run_uri_detail_rules();
    void run_template_rules();
    void run_metas();
    void capture(const Regex& regex,
                 const std::vector<Capture>& captures,
                 std::string_view text);

    const RuleSet& set_;
    Examination mail_;
    Clock clock_;
    Tally tally_;
    Lines uri_lines_;
};

void Run::capture(const Regex& regex,
                  const std::vector<Capture>& captures,
                  std::string_view text)
{
    const auto groups = regex.groups(text, mail_.scratch());
    for (const auto& [tag, group] : captures) {
        if (group >= groups.size() || groups[group].empty()) continue;
        auto& values = mail_.captured[tag];
        if (std::find(values.begin(), values.end(), groups[group]) == values.end())
            values.emplace_back(groups[group]);
    }
}

// What a header rule asks for, and which literals occur in it.
struct Answer {
    std::optional<std::string> text;
    std::vector<bool> literals;

    bool has_any(const LiteralChoice& choice) const
    {
        return std::any_of(choice.begin(), choice.end(), [&](std::uint32_t literal) {
            return literals[literal];
        });
    }
};

std::vector<Answer> ask(const RuleSet& set, const HeaderValues& header)
{
    std::vector<Answer> answers(set.requests.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
        answers[i].text = header.text(set.requests[i]);
        if (!answers[i].text) continue;
        answers[i].literals.resize(set.literals.size());
        set.literals.mark(*answers[i].text, answers[i].literals);
    }
    return answers;
}

void Run::run_header_rules()
{
    const auto answers = ask(set_, mail_.header());
    for (const auto& rule : set_.header_rules) {
        if (clock_.is_over()) return;
        const Answer& answer = answers[rule.request];
        if (rule.exists) {
            if (answer.text) tally_.hit(rule.rule, 1);
        } else if (answer.text) {
            run_header_rule(
                rule, *answer.text, rule.needed.empty() || answer.has_any(rule.needed));
        } else if (rule.if_unset) {
            run_header_rule(rule, *rule.if_unset, true);
        } else if (rule.matches_nothing != rule.negated) {
            tally_.hit(rule.rule, 1);
        }
    }
}

void Run::run_header_rule(const HeaderRule& rule, std::string_view text, bool may_match)
{
    const Rule& about = set_.rules[rule.rule];
    if (rule.negated) {
        if (!may_match || !rule.regex->matches(text, mail_.scratch()))
            tally_.hit(rule.rule, 1);
    } else if (!may_match) {
        return;
    } else if (about.counts_all) {
        tally_.count(rule.rule,
                     rule.regex->count(text, about.most_hits, mail_.scratch()));
    } else if (rule.regex->matches(text, mail_.scratch())) {
        tally_.hit(rule.rule, 1);
        if (!rule.captures.empty()) capture(*rule.regex, rule.captures, text);
    }
}

// Whether the rule has hit as often as it counts.
bool Run::match_line(const TextRule& rule, std::string_view line, std::size_t& hits)
{
    const Rule& about = set_.rules[rule.rule];
    const std::size_t before = hits;
    if (about.counts_all)
        hits += rule.regex.count(line, about.most_hits - hits, mail_.scratch());
    else if (rule.regex.matches(line, mail_.scratch()))
        ++hits;
    if (hits > before && !rule.captures.empty())
        capture(rule.regex, rule.captures, line);
    return hits >= about.most_hits;
}

void Run::run_text_rule(const TextRule& rule, const Lines& lines, LiteralPlaces& places)
{
    const std::uint32_t first = rule.without_subject ? 1 : 0;
    std::size_t hits = 0;
    if (rule.needed.empty()) {
        for (std::size_t i = first; i < lines.size(); ++i)
            if (match_line(rule, lines[i], hits)) break;
    } else {
        for (const auto i : places.texts_with(rule.needed))
            if (i >= first && match_line(rule, lines[i], hits)) break;
    }
    tally_.count(rule.rule, hits);
}

void Run::run_text_rules(const std::vector<TextRule>& rules, const Lines& lines)
{
    const bool is_indexed =
        std::any_of(rules.begin(), rules.end(), [](const TextRule& r) {
            return !r.needed.empty();
        });
    LiteralPlaces places(set_.literals, is_indexed ? lines : Lines{});
    for (const auto& rule : rules) {
        if (clock_.is_over()) return;
        run_text_rule(rule, lines, places);
    }
}

void Run::run_body_rules()
{
    const Lines& original = mail_.original_body();
    const Lines& edited = mail_.body();
    LiteralPlaces in_original(set_.literals, original);
    std::optional<LiteralPlaces> in_edited;
    if (&edited != &original) in_edited.emplace(set_.literals, edited);
    for (const auto& rule : set_.body_rules) {
        if (clock_.is_over()) return;
        if (rule.before_edit || !in_edited)
            run_text_rule(rule, original, in_original);
        else
            run_text_rule(rule, edited, *in_edited);
    }
}

void Run::run_evals(const std::vector<EvalRule>& rules)
{
    for (const auto& rule : rules) {
        if (clock_.is_over()) return;
        const double value = rule.eval(mail_);
        if (value != 0) tally_.hit(rule.rule, value);
    }
}

void Run::run_mime_header_rules()
{
    for (const auto& rule : set_.mime_header_rules) {
        if (clock_.is_over()) return;
        const Rule& about = set_.rules[rule.rule];
        tally_.count(rule.rule,
                     match_mime_header(rule, about, mail_.message(), mail_.scratch()));
    }
}

void Run::run_uri_detail_rules()
{
    for (const auto& rule : set_.uri_detail_rules) {
        if (clock_.is_over()) return;
        const auto& records = mail_.uris().records;
        const bool found =
            std::any_of(records.begin(), records.end(), [&](const UriRecord& uri) {
                return std::all_of(rule.conditions.begin(),
                                   rule.conditions.end(),
                                   [&](const UriCondition& condition) {
                                       return condition.holds(uri, mail_.scratch());
                                   });
            });
        if (found) tally_.hit(rule.rule, 1);
    }
}

void Run::run_template_rules()
{
    for (const auto& rule : set_.template_rules) {
        if (clock_.is_over()) return;
        Lines lines;
        std::string header;
        switch (rule.kind) {
        case RuleKind::uri:
            lines = uri_lines_;
            break;
        case RuleKind::body:
            lines = mail_.body();
            break;
        case RuleKind::rawbody:
            lines = mail_.raw_body();
            break;
        case RuleKind::header:
            header = mail_.header().text(*rule.request).value_or("");
            lines = {header};
            break;
        default:
            lines = {mail_.message().pristine};
        }
        tally_.count(
            rule.rule,
            match_template(
                rule, set_.rules[rule.rule], lines, mail_.captured, mail_.scratch()));
    }
}

// A meta with score 0 is true for nobody: SpamAssassin never settles its value then,
// and no meta made of it either. When it is false it is as good as any other.
void Run::run_metas()
{
    std::vector<bool> unsettled(set_.rules.size(), false);
    for (const auto& meta : set_.metas) {
        const bool blocked =
            std::any_of(meta.metas.begin(), meta.metas.end(), [&](std::size_t part) {
                return unsettled[part];
            });
        if (blocked || (!meta.is_scored && meta.is_late)) {
            unsettled[meta.rule] = true;
            continue;
        }
        const double value = meta.expression.value(tally_.values());
        if (value == 0) continue;
        if (meta.is_scored)
            tally_.hit(meta.rule, value);
        else
            unsettled[meta.rule] = true;
    }
}

} // namespace

Verdict examine(const RuleSet& rules, const MessageView& message)
{
    return Run(rules, message).run();
}

} // namespace chainmail::spam_score
