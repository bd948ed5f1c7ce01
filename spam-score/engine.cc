// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "engine.h"

#include "deadline.h"
#include "examination.h"
#include "mime_header_rule.h"
#include "scan.h"
#include "tally.h"
#include "template_rule.h"
#include "window_match.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace chainmail::spam_score {

namespace {

using Lines = std::vector<std::string_view>;

// What body rules see: FreeMail edits the body before most of them run.
enum class Which { all, before_edit, behind_edit };

class Run {
public:
    Run(const RuleSet& set, Examination& mail, Workbench& bench, const Terms& terms)
        : set_(set),
          bench_(bench),
          use_prefilter_(terms.use_prefilter),
          mail_(mail),
          deadline_(terms.deadline_ms),
          tally_(set)
    {
    }

    Verdict run()
    {
        timed("header rules", [&] { run_header_rules(); });
        timed("header evals", [&] { run_evals(set_.header_evals); });
        timed("body rules", [&] { run_body_rules(); });
        timed("uri rules", [&] { run_text_rules(set_.uri_rules, uri_lines()); });
        timed("body evals", [&] { run_evals(set_.body_evals); });
        timed("mimeheader rules", [&] { run_mime_header_rules(); });
        timed("uri_detail rules", [&] { run_uri_detail_rules(); });
        timed("rawbody rules",
              [&] { run_text_rules(set_.rawbody_rules, mail_.raw_body()); });
        timed("rawbody evals", [&] { run_evals(set_.rawbody_evals); });
        timed("full rules",
              [&] { run_text_rules(set_.full_rules, {mail_.message().pristine}); });
        timed("full evals", [&] { run_evals(set_.full_evals); });
        timed("rules with captured text", [&] { run_template_rules(); });
        timed("meta rules", [&] {
            if (!deadline_.is_over()) tally_.settle_metas();
        });
        Verdict verdict;
        tally_.report(verdict);
        verdict.given_up.assign(given_up_.begin(), given_up_.end());
        verdict.out_of_time = deadline_.is_over();
        return verdict;
    }

private:
    // From here to the end of the block is one run of a rule: its time, and whether
    // one of its matches was given up.
    class RuleWatch {
    public:
        RuleWatch(Run& run, std::size_t rule)
            : run_(run),
              rule_(rule),
              limits_before_(run.mail_.scratch().limits_hit()),
              timer_(run.mail_.times, rule)
        {
        }
        RuleWatch(const RuleWatch&) = delete;
        RuleWatch& operator=(const RuleWatch&) = delete;
        ~RuleWatch()
        {
            if (run_.mail_.scratch().limits_hit() > limits_before_)
                run_.given_up_.insert(run_.set_.rules[rule_].name);
        }

    private:
        Run& run_;
        std::size_t rule_;
        std::size_t limits_before_;
        RuleTimer timer_;
    };

    template <typename Work>
    void timed(std::string_view phase, Work work)
    {
        const PhaseTimer timer(mail_.times, phase);
        work();
    }

    const Lines& uri_lines()
    {
        uri_lines_.assign(mail_.uris().cleaned.begin(), mail_.uris().cleaned.end());
        return uri_lines_;
    }

    void run_header_rules();
    void run_header_group(const HeaderGroup& group, std::string_view text);
    void run_absent_group(const HeaderGroup& group);
    // `place`: in the group whose candidates `text` was last looked through for.
    void run_header_rule(const HeaderRule& rule,
                         std::string_view text,
                         std::optional<std::uint32_t> place);
    void run_body_rules();
    void run_text_rules(const TextRules& list, const Lines& lines)
    {
        run_text_rules(list, lines, Which::all);
    }
    void run_text_rules(const TextRules& list, const Lines& lines, Which which);
    std::size_t match_line(const TextRule& rule,
                           std::uint32_t place,
                           std::string_view line,
                           std::size_t before);
    std::size_t count(const Regex& regex,
                      const std::optional<FactorIndex>& starts,
                      std::uint32_t place,
                      std::string_view text,
                      std::size_t most);
    std::size_t
    count_anywhere(const Regex& regex, std::string_view text, std::size_t most);
    void
    find_candidates(const FactorIndex& index, std::string_view text, std::size_t rules);
    void run_evals(const std::vector<EvalRule>& rules);
    void run_mime_header_rules();
    void run_uri_detail_rules();
    void take_header_tags(const TemplateRule& rule);
    bool says_all(const TemplateRule& rule, const Lines& lines);
    void run_template_rules();
    void capture(const Regex& regex,
                 const std::vector<Capture>& captures,
                 std::string_view text);

    const RuleSet& set_;
    Workbench& bench_;
    bool use_prefilter_;
    Examination& mail_;
    Deadline deadline_;
    Tally tally_;
    Lines uri_lines_;
    std::vector<std::uint32_t> candidates_;
    bool filtered_ = false; ///< candidates_ are not simply all
    std::map<std::pair<RuleKind, std::string_view>, bool> said_; ///< tags, by lines
    std::set<std::string_view> given_up_;
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

// Which of the rules in `index` have to be run on `text`, to candidates_.
void Run::find_candidates(const FactorIndex& index,
                          std::string_view text,
                          std::size_t rules)
{
    filtered_ = use_prefilter_ && index.reads_text();
    if (filtered_) {
        bench_.kinds.read(text);
        index.find(bench_.kinds, bench_.marks, candidates_);
    } else {
        candidates_.resize(rules);
        std::iota(candidates_.begin(), candidates_.end(), 0U);
    }
}

void Run::run_header_rules()
{
    for (const auto& group : set_.header_groups) {
        if (deadline_.is_over()) return;
        const auto text = mail_.header().text(group.request);
        if (text)
            run_header_group(group, *text);
        else
            run_absent_group(group);
    }
}

void Run::run_header_group(const HeaderGroup& group, std::string_view text)
{
    find_candidates(group.index, text, group.rules.size());
    for (const auto place : group.negated) {
        if (std::find(candidates_.begin(), candidates_.end(), place) ==
            candidates_.end())
            tally_.hit(group.rules[place].rule, 1);
    }
    for (const auto place : candidates_) {
        if (deadline_.is_over()) return;
        const HeaderRule& rule = group.rules[place];
        if (rule.exists)
            tally_.hit(rule.rule, 1);
        else
            run_header_rule(rule, text, place);
    }
}

void Run::run_absent_group(const HeaderGroup& group)
{
    for (const auto& rule : group.rules) {
        if (rule.exists) continue;
        if (rule.if_unset)
            run_header_rule(rule, *rule.if_unset, {});
        else if (rule.matches_nothing != rule.negated)
            tally_.hit(rule.rule, 1);
    }
}

void Run::run_header_rule(const HeaderRule& rule,
                          std::string_view text,
                          std::optional<std::uint32_t> place)
{
    const RuleWatch watch(*this, rule.rule);
    const Rule& about = set_.rules[rule.rule];
    const std::size_t most = about.counts_all && !rule.negated ? about.most_hits : 1;
    const auto hits = place ? count(*rule.regex, {}, *place, text, most)
                            : count_anywhere(*rule.regex, text, most);
    if (rule.negated) {
        if (hits == 0 && !deadline_.is_over()) tally_.hit(rule.rule, 1);
        return;
    }
    tally_.count(rule.rule, hits);
    if (hits > 0 && !about.counts_all && !rule.captures.empty())
        capture(*rule.regex, rule.captures, text);
}

// How often the pattern of a rule that the prefilter let through matches.
std::size_t Run::count(const Regex& regex,
                       const std::optional<FactorIndex>& starts,
                       std::uint32_t place,
                       std::string_view text,
                       std::size_t most)
{
    auto& windows = bench_.windows;
    if (filtered_ && starts)
        starts->find_windows(bench_.kinds, windows);
    else if (!filtered_ || !bench_.marks.windows_of(place, windows))
        return count_anywhere(regex, text, most);
    else if (regex.is_anchored())
        return windows.front().first == 0 ? count_anywhere(regex, text, most) : 0;
    return count_in_windows(regex, text, windows, most, bench_.match, deadline_);
}

std::size_t
Run::count_anywhere(const Regex& regex, std::string_view text, std::size_t most)
{
    if (most == 1) return regex.matches(text, bench_.match) ? 1 : 0;
    return regex.count(text, most, bench_.match);
}

// How often the rule hits here, when it hit `before` times in the lines before.
std::size_t Run::match_line(const TextRule& rule,
                            std::uint32_t place,
                            std::string_view line,
                            std::size_t before)
{
    if (use_prefilter_ && rule.run && !holds_run(line, *rule.run)) return 0;
    const Rule& about = set_.rules[rule.rule];
    const RuleWatch watch(*this, rule.rule);
    const std::size_t most = about.counts_all ? about.most_hits - before : 1;
    const auto hits = count(rule.regex, rule.starts, place, line, most);
    if (hits > 0 && !rule.captures.empty()) capture(rule.regex, rule.captures, line);
    return hits;
}

void Run::run_text_rules(const TextRules& list, const Lines& lines, Which which)
{
    std::vector<std::size_t> hits(list.rules.size(), 0);
    for (std::size_t i = 0; i < lines.size() && !deadline_.is_over(); ++i) {
        find_candidates(list.index, lines[i], list.rules.size());
        for (const auto place : candidates_) {
            const TextRule& rule = list.rules[place];
            if ((i == 0 && rule.without_subject) ||
                hits[place] >= set_.rules[rule.rule].most_hits ||
                (which == Which::before_edit && !rule.before_edit) ||
                (which == Which::behind_edit && rule.before_edit))
                continue;
            if (deadline_.is_over()) break;
            hits[place] += match_line(rule, place, lines[i], hits[place]);
        }
    }
    for (std::size_t place = 0; place < hits.size(); ++place)
        tally_.count(list.rules[place].rule, hits[place]);
}

void Run::run_body_rules()
{
    const Lines& original = mail_.original_body();
    const Lines& edited = mail_.body();
    if (&edited == &original)
        return run_text_rules(set_.body_rules, original, Which::all);
    run_text_rules(set_.body_rules, original, Which::before_edit);
    run_text_rules(set_.body_rules, edited, Which::behind_edit);
}

void Run::run_evals(const std::vector<EvalRule>& rules)
{
    for (const auto& rule : rules) {
        if (deadline_.is_over()) return;
        const RuleWatch watch(*this, rule.rule);
        const double value = rule.eval(mail_);
        if (value != 0) tally_.hit(rule.rule, value);
    }
}

void Run::run_mime_header_rules()
{
    for (const auto& rule : set_.mime_header_rules) {
        if (deadline_.is_over()) return;
        const Rule& about = set_.rules[rule.rule];
        std::string text;
        const RuleWatch watch(*this, rule.rule);
        const auto found =
            match_mime_header(rule, about, mail_.message(), mail_.scratch(), text);
        tally_.count(rule.rule, found);
        if (found > 0 && !rule.captures.empty())
            capture(rule.regex, rule.captures, text);
    }
}

void Run::run_uri_detail_rules()
{
    for (const auto& rule : set_.uri_detail_rules) {
        if (deadline_.is_over()) return;
        const RuleWatch watch(*this, rule.rule);
        const auto& records = mail_.uris().records;
        const bool found =
            std::any_of(records.begin(), records.end(), [&](const UriRecord& uri) {
                return all_hold(rule.conditions, uri, mail_.scratch());
            });
        if (found) tally_.hit(rule.rule, 1);
    }
}

// "%{HEADER(From:addr)}" is a tag as well, and known before any rule is run.
void Run::take_header_tags(const TemplateRule& rule)
{
    constexpr std::string_view begin = "HEADER(";
    for (const std::string_view tag : rule.tags) {
        if (!tag.starts_with(begin) || !tag.ends_with(')') ||
            mail_.captured.contains(tag))
            continue;
        const auto inside = tag.substr(begin.size(), tag.size() - begin.size() - 1);
        const auto request = HeaderRequest::parse(inside);
        const auto value = request ? mail_.header().text(*request) : std::nullopt;
        if (value && !value->empty())
            mail_.captured[std::string(tag)].push_back(*value);
    }
}

// Whether `lines` hold a text of each tag: most mail does not, and compiling costs more
// than looking. Rules of one kind look at the same lines, but those on the header.
bool Run::says_all(const TemplateRule& rule, const Lines& lines)
{
    return std::all_of(rule.tags.begin(), rule.tags.end(), [&](const std::string& tag) {
        const auto texts = mail_.captured.find(tag);
        if (texts == mail_.captured.end()) return false;
        if (rule.kind == RuleKind::header) return holds_one(lines, texts->second);
        const auto [said, is_new] = said_.try_emplace({rule.kind, tag}, false);
        if (is_new) said->second = holds_one(lines, texts->second);
        return said->second;
    });
}

void Run::run_template_rules()
{
    for (const auto& rule : set_.template_rules) {
        if (deadline_.is_over()) return;
        const RuleWatch watch(*this, rule.rule);
        take_header_tags(rule);
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
        const auto found = !says_all(rule, lines)
                               ? 0
                               : match_template(rule,
                                                set_.rules[rule.rule],
                                                std::move(lines),
                                                mail_.captured,
                                                mail_.scratch(),
                                                use_prefilter_ ? &bench_ : nullptr);
        const bool is_ready =
            std::all_of(rule.tags.begin(), rule.tags.end(), [&](const auto& tag) {
                return mail_.captured.contains(tag);
            });
        tally_.count(rule.rule,
                     rule.negated && is_ready ? 1 - std::min<std::size_t>(found, 1)
                     : rule.negated           ? 0
                                              : found);
    }
}

} // namespace

Verdict
examine(const RuleSet& rules, Examination& mail, Workbench& bench, const Terms& terms)
{
    const auto limits_before = bench.match.limits_hit();
    Verdict verdict = Run(rules, mail, bench, terms).run();
    verdict.limits_hit = bench.match.limits_hit() - limits_before;
    return verdict;
}

Verdict examine(const RuleSet& rules, const MessageView& message, Workbench& bench)
{
    Examination mail(rules, message.text, bench.match);
    return examine(rules, mail, bench, message.terms);
}

Verdict examine(const RuleSet& rules, const MessageView& message)
{
    Workbench bench;
    return examine(rules, message, bench);
}

} // namespace chainmail::spam_score
