// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "spam-score/body_text.h"

#include "base/text.h"
#include "unit/check.h"

using namespace chainmail;
using namespace chainmail::spam_score;

namespace {

struct Texts {
    Message message;
    std::vector<std::string> contents;
    std::vector<RenderedPart> rendered;
    Pieces body;
    Pieces raw;

    explicit Texts(std::string_view text, ScanSizes sizes = {})
        : message(parse_message(text)),
          contents(decode_parts(message)),
          rendered(render_parts(message, contents)),
          body(body_paragraphs(message, rendered, sizes.body)),
          raw(raw_pieces(message, contents, sizes.rawbody))
    {
    }
};

std::string joined(const Pieces& pieces)
{
    std::string out;
    for (const auto piece : pieces.list())
        out += text::cat("[", piece, "]");
    return out;
}

} // namespace

// A line end within a paragraph is a blank, also the very last one.
TEST(the_subject_comes_first)
{
    const Texts texts("Subject: =?utf-8?q?h=C3=A9?=\n\none\ntwo\n\nthree\n");
    CHECK_EQUAL(joined(texts.body), "[h\xc3\xa9\n][one two\n][three ]");
}

TEST(white_space_is_one_blank)
{
    CHECK_EQUAL(joined(Texts("\n a \t b\n  c \n").body), "[\n][ a b c ]");
}

TEST(html_is_rendered)
{
    const Texts texts("Content-Type: text/html\n\n<p>one<p>t<b>w</b>o\n");
    CHECK_EQUAL(joined(texts.body), "[\n][\n][one\n][two ]");
    CHECK(texts.rendered.front().html);
}

TEST(attachments_are_not_read)
{
    const Texts texts("Content-Type: image/png\n\nhidden\n");
    CHECK_EQUAL(joined(texts.body), "[\n]");
    CHECK(texts.rendered.empty());
}

TEST(long_paragraphs_are_cut_between_words)
{
    std::string words;
    while (words.size() < 5000)
        words += "word ";
    const Texts texts("\n" + words + "\n");
    CHECK(texts.body.list().size() >= 3);
    for (const auto paragraph : texts.body.list())
        CHECK(paragraph.size() <= 2048);
    CHECK(texts.body.list()[1].ends_with("word ") ||
          texts.body.list()[1].ends_with("word"));
}

TEST(the_raw_body_is_decoded_and_not_rendered)
{
    const Texts texts("Content-Type: text/html\nContent-Transfer-Encoding: "
                      "quoted-printable\n\n<p>a=20\nb\n");
    CHECK_EQUAL(joined(texts.raw), "[<p>a \nb\n]");
}

TEST(raw_pieces_are_2_to_4_kilobytes)
{
    std::string lines;
    while (lines.size() < 50'000)
        lines += "a line of text\n";
    const Texts texts("\n" + lines);
    CHECK(texts.raw.list().size() > 10);
    for (const auto piece : texts.raw.list())
        CHECK(piece.size() <= 4096);
    std::string all;
    for (const auto piece : texts.raw.list())
        all += piece;
    CHECK_EQUAL(all.size(), lines.size());
}

TEST(only_the_beginning_of_a_part_is_read)
{
    std::string lines;
    while (lines.size() < 50'000)
        lines += "a line of text\n";
    const Texts texts("\n" + lines + "end\n", {10'000, 10'000});
    std::size_t size = 0;
    for (const auto paragraph : texts.body.list())
        size += paragraph.size();
    CHECK(size < 15'000);
    CHECK(joined(texts.raw).find("end\n]") == std::string::npos);
    CHECK(joined(Texts("\n" + lines + "end\n", {0, 0}).raw).find("end\n]") !=
          std::string::npos);
}

TEST(a_message_without_content_shows_no_subject)
{
    const Texts texts("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n");
    CHECK_EQUAL(joined(texts.body), "");
}
