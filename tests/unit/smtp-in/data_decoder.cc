// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The end of data, dots and line ends, in particular the shapes with which one server
// is made to see an end of data where another sees none (SMTP smuggling).
#include "smtp-in/data_decoder.h"

#include "tests/unit/check.h"

#include <vector>

namespace {

using chainmail::smtp_in::DataDecoder;
using chainmail::smtp_in::DataFacts;

struct Decoded {
    std::string text;
    std::size_t used = 0;
    bool done = false;
    DataFacts facts;
};

// The bytes in blocks that end at `cuts` (in order) and at the end.
Decoded decode(std::string_view bytes, const std::vector<std::size_t>& cuts = {})
{
    DataDecoder decoder;
    Decoded out;
    auto ends = cuts;
    ends.push_back(bytes.size());
    for (const auto end : ends) {
        const auto block = bytes.substr(out.used, end - out.used);
        out.used += decoder.decode(block, out.text);
        if (decoder.done()) break;
    }
    out.done = decoder.done();
    out.facts = decoder.facts();
    return out;
}

void replace_all(std::string& s, std::string_view from, std::string_view to)
{
    for (std::size_t at = 0; (at = s.find(from, at)) != std::string::npos;
         at += to.size())
        s.replace(at, from.size(), to);
}

// RFC 5321 4.5.2 in the words of the RFC: a slow second opinion on the whole text.
Decoded expect(std::string_view bytes)
{
    Decoded out;
    std::string all = "\r\n" + std::string(bytes);
    const auto end = all.find("\r\n.\r\n");
    out.done = end != std::string::npos;
    if (!out.done) return out;
    out.used = end + 3;
    all.resize(end + 2);
    replace_all(all, "\r\n.", "\r\n");
    replace_all(all, "\r\n", "\n");
    out.text = all.substr(1);
    std::string rest = all;
    replace_all(rest, "\n", "");
    out.facts.bare_cr = rest.find('\r') != std::string::npos;
    out.facts.nul = rest.find('\0') != std::string::npos;
    out.facts.length = out.text.size();
    out.facts.lines = all.size() - rest.size() - 1;
    const auto empty = all.find("\n\n");
    out.facts.header_length = empty == std::string::npos ? out.text.size() : empty;
    return out;
}

std::string show(const Decoded& d)
{
    std::string out = std::to_string(d.used) + (d.done ? " done" : " open");
    out += " cr " + std::to_string(d.facts.bare_cr) + " nul " +
           std::to_string(d.facts.nul);
    out += " length " + std::to_string(d.facts.length) + " lines " +
           std::to_string(d.facts.lines);
    return out + " header " + std::to_string(d.facts.header_length) + ": " + d.text;
}

std::string nth_word(std::size_t n, std::size_t length)
{
    constexpr char alphabet[] = {'\r', '\n', '.', 'a', '\0'};
    std::string word;
    for (; length > 0; --length, n /= sizeof alphabet)
        word += alphabet[n % sizeof alphabet];
    return word;
}

bool same(const Decoded& is, const Decoded& should)
{
    if (!should.done) return !is.done;
    return show(is) == show(should);
}

TEST(ends_at_crlf_dot_crlf_only)
{
    const auto d = decode("a\r\n.\r\nQUIT\r\n");
    CHECK(d.done);
    CHECK_EQUAL(d.used, 6U);
    CHECK_EQUAL(d.text, "a\n");
    CHECK(decode(".\r\n").done);
    CHECK_EQUAL(decode(".\r\n").text, "");
}

TEST(smuggling_shapes_do_not_end_the_data)
{
    const std::string end = "\r\n.\r\n";
    const std::string nul(1, '\0');
    const std::pair<std::string, std::string> shapes[] = {
        {"a\n.\nMAIL", "a\n.\nMAIL\n"},
        {"a\n.\r\nMAIL", "a\n.\nMAIL\n"},
        {"a\r\n.\nMAIL", "a\n\nMAIL\n"},
        {"a\r.\rMAIL", "a\r.\rMAIL\n"},
        {"a\r.\r\nMAIL", "a\r.\nMAIL\n"},
        {"a\r\n.\rMAIL", "a\n\rMAIL\n"},
        {"a\n\n.\r\nMAIL", "a\n\n.\nMAIL\n"},
        {"a\r\r\n.\r\r\nMAIL", "a\r\n\r\nMAIL\n"},
        {"a\r\n." + nul + "\r\nMAIL", "a\n" + nul + "\nMAIL\n"},
        {"a\r\n..\r\nMAIL", "a\n.\nMAIL\n"},
    };
    for (const auto& [bytes, text] : shapes) {
        const auto d = decode(bytes + end + "x");
        CHECK_EQUAL(d.text, text);
        CHECK_EQUAL(d.used, bytes.size() + end.size());
    }
}

TEST(a_leading_dot_is_removed_behind_crlf_only)
{
    CHECK_EQUAL(decode("..a\r\n.b\r\nc.\r\n.\r\n").text, ".a\nb\nc.\n");
    CHECK_EQUAL(decode("a\n.b\n..c\r\n.\r\n").text, "a\n.b\n..c\n");
}

TEST(header_length_and_size)
{
    const auto d = decode("A: b\r\nC: d\r\n\r\nbody\r\n\r\nx\r\n.\r\n");
    CHECK_EQUAL(d.facts.header_length, 10U);
    CHECK_EQUAL(d.facts.length, 19U);
    CHECK_EQUAL(d.facts.length + d.facts.lines, 25U);
    CHECK_EQUAL(decode("A: b\r\n.\r\n").facts.header_length, 5U);
    CHECK_EQUAL(decode("\r\nbody\r\n.\r\n").facts.header_length, 0U);
    CHECK_EQUAL(decode(".\r\n").facts.header_length, 0U);
}

// Every text of up to seven bytes of what matters, whole and cut in two at each byte,
// and byte by byte; then the same with an end of data behind it.
TEST(agrees_with_the_rfc_however_it_is_cut)
{
    std::size_t wrong = 0;
    std::size_t count = 1;
    for (std::size_t length = 0; length <= 7; ++length, count *= 5) {
        for (std::size_t n = 0; n < count; ++n) {
            const auto word = nth_word(n, length);
            for (const auto& bytes : {word, word + "\r\n.\r\nz"}) {
                const auto should = expect(bytes);
                std::vector<std::size_t> each;
                for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
                    each.push_back(cut);
                    wrong += same(decode(bytes, {cut}), should) ? 0U : 1U;
                }
                wrong += same(decode(bytes, each), should) ? 0U : 1U;
                wrong += same(decode(bytes), should) ? 0U : 1U;
            }
        }
    }
    CHECK_EQUAL(wrong, 0U);
}

} // namespace
