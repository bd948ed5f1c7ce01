// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The files of tests/vectors: lines "KEY VALUE", an empty line behind each vector.
#ifndef CHAINMAIL_TESTS_SPAM_SCORE_VECTORS_H
#define CHAINMAIL_TESTS_SPAM_SCORE_VECTORS_H

#include "unit/check.h"

#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vectors {

inline std::string unescape(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const char c = text[++i];
        out += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'e' ? '\x1B' : c;
    }
    return out;
}

struct Vector {
    std::string place; ///< "FILE:LINE"
    std::vector<std::pair<std::string, std::string>> lines;

    bool has(std::string_view key) const
    {
        for (const auto& line : lines)
            if (line.first == key) return true;
        return false;
    }
    std::vector<std::string> all(std::string_view key) const
    {
        std::vector<std::string> out;
        for (const auto& line : lines)
            if (line.first == key) out.push_back(line.second);
        return out;
    }
    /// The first of that key, "" without.
    std::string one(std::string_view key) const
    {
        const auto found = all(key);
        return found.empty() ? "" : found.front();
    }
};

/// Fails when there are not `count` vectors: a file that is not found tests nothing.
inline std::vector<Vector> read(const std::string& name, std::size_t count)
{
    const std::string path = "tests/vectors/" + name;
    std::ifstream file(path);
    std::vector<Vector> out;
    bool is_open = false;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.starts_with('#')) continue;
        if (line.empty()) {
            is_open = false;
            continue;
        }
        if (!is_open) out.push_back({path + ":" + std::to_string(number), {}});
        is_open = true;
        const auto blank = line.find(' ');
        out.back().lines.emplace_back(
            line.substr(0, blank),
            blank == line.npos ? "" : unescape(line.substr(blank + 1)));
    }
    if (out.size() != count)
        check::fail(path.c_str(), 0, std::to_string(out.size()) + " vectors");
    return out;
}

inline void
equal(const Vector& vector, const std::string& is, const std::string& should)
{
    if (is == should) return;
    check::fail(
        vector.place.c_str(), 0, "\n  is     <" + is + ">\n  should <" + should + ">");
}

} // namespace vectors

#endif
