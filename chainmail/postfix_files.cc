// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "postfix_files.h"

#include "base/text.h"

#include <vector>

namespace chainmail::supervisor {

namespace {

struct LogicalLine {
    std::string text;
    unsigned number = 0;
};

// A line that begins with white space goes on with the one before; comments and empty
// lines do not end one.
std::vector<LogicalLine> logical_lines(std::string_view file)
{
    std::vector<LogicalLine> lines;
    unsigned number = 0;
    for (const auto line : text::split(file, '\n')) {
        ++number;
        const auto words = text::trim(line);
        if (words.empty() || words.starts_with('#')) continue;
        const bool goes_on = line.front() == ' ' || line.front() == '\t';
        if (goes_on && !lines.empty())
            lines.back().text += text::cat(' ', words);
        else
            lines.push_back({std::string(words), number});
    }
    return lines;
}

std::vector<std::string_view> words_of(std::string_view line)
{
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const auto begin = line.find_first_not_of(" \t");
        if (begin == line.npos) break;
        const auto end = std::min(line.find_first_of(" \t", begin), line.size());
        words.push_back(line.substr(begin, end - begin));
        line.remove_prefix(end);
    }
    return words;
}

// "smtp-amavis:[127.0.0.1]:10024" -> "smtp-amavis" when the port is ours.
std::string_view transport_of(std::string_view filter, std::string_view port)
{
    const auto colon = filter.find(':');
    if (colon == filter.npos || !filter.ends_with(text::cat(':', port))) return {};
    return filter.substr(0, colon);
}

// The values of the parameter, in main.cf and behind -o in master.cf.
std::vector<std::string_view> values_in(std::string_view line, std::string_view name)
{
    std::vector<std::string_view> values;
    for (auto at = line.find(name); at != line.npos; at = line.find(name, at + 1)) {
        auto rest = text::trim(line.substr(at + name.size()));
        if (!rest.starts_with('=')) continue;
        const auto words = words_of(rest.substr(1));
        if (!words.empty()) values.push_back(words.front());
    }
    return values;
}

std::string find_name(const std::vector<LogicalLine>& lines, std::string_view port)
{
    for (const auto& line : lines)
        for (const auto filter : values_in(line.text, "content_filter"))
            if (const auto name = transport_of(filter, port); !name.empty())
                return std::string(name);
    return "";
}

} // namespace

std::optional<FilterTransport> find_filter_transport(std::string_view main_cf,
                                                     std::string_view master_cf,
                                                     std::string_view port,
                                                     unsigned long limit)
{
    const auto services = logical_lines(master_cf);
    auto name = find_name(logical_lines(main_cf), port);
    if (name.empty()) name = find_name(services, port);
    if (name.empty()) return {};
    constexpr std::size_t maxproc_column = 6;
    for (const auto& service : services) {
        const auto words = words_of(service.text);
        if (words.size() <= maxproc_column || words[0] != name) continue;
        const auto maxproc = text::to_number(words[maxproc_column]);
        return FilterTransport{name, maxproc.value_or(limit), service.number};
    }
    return {};
}

bool is_before_queue(std::string_view main_cf,
                     std::string_view master_cf,
                     std::string_view port)
{
    for (const auto file : {main_cf, master_cf})
        for (const auto& line : logical_lines(file))
            for (const auto filter : values_in(line.text, "smtpd_proxy_filter"))
                if (filter == port || filter.ends_with(text::cat(':', port)))
                    return true;
    return false;
}

} // namespace chainmail::supervisor
