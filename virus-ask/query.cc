// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "query.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::virus_ask {

namespace {

// As amavisd: what POSIX promises is 4096.
constexpr std::size_t longest_line = 4000;

void replace_all(std::string& in, std::string_view what, const std::string& by)
{
    for (std::size_t at = 0; (at = in.find(what, at)) != std::string::npos;
         at += by.size())
        in.replace(at, what.size(), by);
}

std::string
expand(std::string_view request, const std::string& directory, const std::string& file)
{
    std::string out;
    for (std::size_t i = 0; i < request.size();) {
        const auto rest = request.substr(i);
        if (rest.starts_with("{}/*")) {
            out += text::cat(directory, '/', file);
            i += 4;
        } else if (rest.starts_with("{}")) {
            out += directory;
            i += 2;
        } else if (rest.starts_with('*')) {
            out += file;
            i += 1;
        } else {
            out += request[i++];
        }
    }
    return out;
}

Words split_blanks(std::string_view text)
{
    Words words;
    std::string word;
    for (const char c : text) {
        if (!text::is_space(c)) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    }
    if (!word.empty()) words.push_back(std::move(word));
    return words;
}

bool is_for_files(const std::string& word)
{
    return word == "{}/*" || word == "*";
}

std::string
with_file(const std::string& word, const std::string& directory, const std::string& f)
{
    return word == "*" ? f : text::cat(directory, '/', f);
}

} // namespace

Words requests(std::string_view request,
               const std::string& directory,
               const Words& files)
{
    if (request.find('*') == std::string_view::npos)
        return {expand(request, directory, "")};
    Words out;
    for (const auto& file : files)
        out.push_back(expand(request, directory, file));
    return out;
}

std::vector<Words> command_lines(std::string_view arguments,
                                 const std::string& program,
                                 const std::string& directory,
                                 const Words& files)
{
    auto words = split_blanks(arguments);
    std::size_t fixed = program.size() + 1;
    for (auto& word : words) {
        if (is_for_files(word)) continue;
        replace_all(word, "{}", directory);
        fixed += word.size() + 1;
    }
    const bool by_files = std::ranges::any_of(words, is_for_files);
    std::vector<Words> lines;
    for (std::size_t k = 0; k < files.size();) {
        const auto first = k;
        auto size = fixed;
        for (; by_files && k < files.size(); ++k) {
            for (const auto& word : words)
                if (is_for_files(word))
                    size += with_file(word, directory, files[k]).size() + 1;
            if (k > first && size > longest_line) break;
        }
        if (!by_files) k = files.size();
        Words line{program};
        for (const auto& word : words) {
            if (!is_for_files(word)) line.push_back(word);
            for (auto i = first; i < k && is_for_files(word); ++i)
                line.push_back(with_file(word, directory, files[i]));
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

void replace_path(std::string& arguments,
                  const std::string& from,
                  const std::string& to)
{
    for (std::size_t at = 0;
         !from.empty() && (at = arguments.find(from, at)) != std::string::npos;) {
        const auto end = at + from.size();
        const bool whole = end == arguments.size() || arguments[end] == '/' ||
                           text::is_space(arguments[end]);
        if (whole) arguments.replace(at, from.size(), to);
        at += whole ? to.size() : from.size();
    }
}

} // namespace chainmail::virus_ask
