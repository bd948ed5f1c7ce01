// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail_date.h"

#include "scan.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace chainmail::spam_score {

namespace {

struct Zone {
    std::string_view name;
    int minutes; ///< east of UTC
};

// Abbreviations without two meanings in mail, first those of RFC 5322 section 4.3.
constexpr std::array zones{
    Zone{"UT", 0},      Zone{"GMT", 0},     Zone{"EST", -300},  Zone{"EDT", -240},
    Zone{"CST", -360},  Zone{"CDT", -300},  Zone{"MST", -420},  Zone{"MDT", -360},
    Zone{"PST", -480},  Zone{"PDT", -420},  Zone{"UTC", 0},     Zone{"NDT", -150},
    Zone{"NST", -210},  Zone{"AST", -240},  Zone{"ADT", -180},  Zone{"HST", -600},
    Zone{"AKST", -540}, Zone{"AKDT", -480}, Zone{"HADT", -540}, Zone{"HAST", -600},
    Zone{"BST", 60},    Zone{"IST", 60},    Zone{"WET", 0},     Zone{"WEST", 60},
    Zone{"CET", 60},    Zone{"CEST", 120},  Zone{"EET", 120},   Zone{"EEST", 180},
    Zone{"MSK", 180},   Zone{"MSD", 240},   Zone{"MET", 60},    Zone{"MEZ", 60},
    Zone{"MEST", 120},  Zone{"MESZ", 120},  Zone{"BRST", -120}, Zone{"BRT", -180},
    Zone{"AEST", 600},  Zone{"AEDT", 660},  Zone{"ACST", 570},  Zone{"ACDT", 630},
    Zone{"AWST", 480},  Zone{"NZST", 720},  Zone{"NZDT", 780},  Zone{"JST", 540},
    Zone{"KST", 540},   Zone{"HKT", 480},   Zone{"SGT", 480},   Zone{"PHT", 480},
    Zone{"IDT", 180},
};

int month_of(std::string_view word)
{
    constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (word.size() != 3) return 0;
    const auto at = months.find(text::lower(word));
    return at == npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

bool is_number(std::string_view s)
{
    return !s.empty() && std::all_of(s.begin(), s.end(), text::is_digit);
}

int number(std::string_view s)
{
    return static_cast<int>(
        std::min<std::uint64_t>(text::to_number(s).value_or(9999), 9999));
}

// Above 31 all days are alike: out of range.
int day_number(std::string_view s)
{
    return std::min(number(s), 32);
}

struct Time {
    int hour = 0;
    int minute = 0;
    int second = 0;
};

// hh:mm or hh:mm:ss
std::optional<Time> time_of(std::string_view word)
{
    const auto fields = text::split(word, ':');
    if (fields.size() < 2 || fields.size() > 3 || fields[0].size() > 2) return {};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!is_number(fields[i]) || (i > 0 && fields[i].size() != 2)) return {};
    }
    Time time{std::min(number(fields[0]), 23), std::min(number(fields[1]), 59), 0};
    if (fields.size() == 3) time.second = std::min(number(fields[2]), 59);
    return time;
}

struct Day {
    int year = 0;
    int month = 0;
    int day = 0;
    std::size_t first = 0; ///< the words that said so
    std::size_t count = 0;
};

using Words = std::vector<std::string_view>;

// "d Mon yyyy" with a year of so many digits
std::optional<Day> find_day(const Words& words, std::size_t least, std::size_t most)
{
    for (std::size_t i = 0; i + 2 < words.size(); ++i) {
        const int month = month_of(words[i + 1]);
        const auto year = words[i + 2];
        if (month == 0 || !is_number(words[i]) || !is_number(year) ||
            year.size() < least || year.size() > most)
            continue;
        return Day{number(year), month, day_number(words[i]), i, 3};
    }
    return {};
}

// "Mon d hh:mm:ss yyyy", as ctime(3) writes; the time stays for time_of().
std::optional<Day> find_ctime_day(const Words& words)
{
    for (std::size_t i = 0; i + 3 < words.size(); ++i) {
        const int month = month_of(words[i]);
        const auto fields = text::split(words[i + 2], ':');
        if (month == 0 || !is_number(words[i + 1]) || words[i + 3].size() != 4 ||
            !is_number(words[i + 3]) || fields.size() != 3 ||
            !std::all_of(fields.begin(), fields.end(), is_number))
            continue;
        return Day{number(words[i + 3]), month, day_number(words[i + 1]), i, 4};
    }
    return {};
}

std::optional<Day> day_of(const Words& words)
{
    if (const auto day = find_day(words, 4, 4)) return day;
    if (const auto day = find_ctime_day(words)) return day;
    auto day = find_day(words, 2, 3);
    if (!day) return {};
    // RFC 5322 section 4.3.
    const bool two_digits = words[day->first + 2].size() == 2;
    day->year += two_digits && day->year < 50 ? 2000 : 1900;
    return day;
}

// "+0200", "CEST"; the first word in capitals decides, known or not.
int zone_minutes(const std::string& line)
{
    for (const auto word : split_words(line)) {
        const bool numeric = word.size() == 5 && (word[0] == '+' || word[0] == '-') &&
                             is_number(word.substr(1));
        if (!numeric) continue;
        const int minutes = number(word.substr(1, 2)) * 60 + number(word.substr(3));
        return word[0] == '-' ? -minutes : minutes;
    }
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (!text::is_upper(line[at]) || !is_word_edge(line, at)) continue;
        const auto end = skip_while(line, at, text::is_upper);
        if (end - at < 2 || end - at > 4 || !is_word_edge(line, end)) continue;
        const auto name = std::string_view(line).substr(at, end - at);
        if (std::string_view(line).substr(end).starts_with("-DST")) return 0;
        const auto known = std::find_if(
            zones.begin(), zones.end(), [&](const Zone& z) { return z.name == name; });
        return known == zones.end() ? 0 : known->minutes;
    }
    return 0;
}

std::int64_t unix_seconds(Day day, const Time& time)
{
    using namespace std::chrono;
    const auto valid = [](const Day& d) {
        return year_month_day{year{d.year},
                              month{static_cast<unsigned>(d.month)},
                              std::chrono::day{static_cast<unsigned>(d.day)}};
    };
    if (day.day > 28 && !valid(day).ok()) {
        day.day = 1;
        if (++day.month > 12) {
            day.month = 1;
            ++day.year;
        }
    }
    day.year = std::clamp(day.year, 1970, 2037);
    // The day was looked at in another year: in a common year there is no 29 February.
    const auto days = sys_days{valid(day)}.time_since_epoch();
    return std::int64_t{days.count()} * 86400 + time.hour * 3600 + time.minute * 60 +
           time.second;
}

} // namespace

std::optional<std::int64_t> parse_date(std::string_view given)
{
    std::string line(given);
    std::replace(line.begin(), line.end(), ',', ' ');
    const Words words = split_words(line);
    const auto day = day_of(words);
    if (!day || day->day == 0) return {};
    // The zone is looked for in what the date and the time leave over.
    std::string rest;
    std::optional<Time> time;
    const bool is_ctime = day->count == 4;
    if (is_ctime) time = time_of(words[day->first + 2]);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i >= day->first && i < day->first + day->count) {
            rest += ' ';
            continue;
        }
        if (!time && !is_ctime) {
            time = time_of(words[i]);
            if (time) continue;
        }
        rest += text::cat(words[i], ' ');
    }
    const std::int64_t seconds = unix_seconds(*day, time.value_or(Time{}));
    const std::int64_t offset = std::int64_t{zone_minutes(rest)} * 60;
    return std::max<std::int64_t>(0, seconds - offset);
}

} // namespace chainmail::spam_score
