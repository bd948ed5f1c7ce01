// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// With the real engine and the one signature that we bring ourselves.
#include "virus-check/scanner.h"

#include "../check.h"
#include "os/clock.h"
#include "os/private_directory.h"
#include "virus-check/eicar.h"

#include <fstream>

using namespace chainmail;
using namespace chainmail::virus_check;

namespace {

constexpr std::uint64_t minute = 60'000;

Engine load(const std::string& signatures)
{
    const auto temp = os::PrivateDirectory::make("/tmp");
    const auto file = temp->path() + "/test.ndb";
    std::ofstream(file) << signatures;
    auto engine = std::move(*Engine::load(file, temp->path()));
    CHECK(bool(engine.move_to("/tmp")));
    return engine;
}

Engine& engine()
{
    static Engine loaded = load(eicar_database());
    return loaded;
}

std::string base64(std::string_view bytes)
{
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = held << 8U | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6)
            out += digits[held >> unsigned(bits - 6) & 63U];
    }
    if (bits > 0) out += digits[held << unsigned(6 - bits) & 63U];
    while (out.size() % 4 != 0)
        out += '=';
    return out;
}

const std::string header = "From: a@example.com\nSubject: a\nMIME-Version: 1.0\n";

Findings examine(const Structure& structure,
                 std::string_view message,
                 std::string_view store = {},
                 std::uint64_t time_ms = minute)
{
    return Scanner(engine(), os::monotonic_ms() + time_ms)
        .examine(structure, message, store, false);
}

} // namespace

TEST(one_signature_is_loaded)
{
    CHECK_EQUAL(engine().signatures(), 1U);
    CHECK(engine().version().starts_with("ClamAV "));
    CHECK(engine().version().find('/') == std::string::npos);
}

TEST(finds_the_test_file)
{
    const auto found = engine().scan(eicar_bytes(), MailReader::on, minute);
    CHECK(found.outcome == Outcome::infected);
    CHECK_EQUAL(found.what, "Eicar-Test-Signature.UNOFFICIAL");
    CHECK(engine().scan("words", MailReader::on, minute).outcome == Outcome::clean);
    CHECK(engine().scan("", MailReader::on, minute).outcome == Outcome::clean);
}

TEST(does_not_hold_the_test_file_itself)
{
    std::ifstream self("/proc/self/exe", std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(self), {});
    CHECK(bytes.size() > 10'000);
    CHECK(bytes.find(eicar_bytes()) == std::string::npos);
}

TEST(finds_it_in_a_part_without_the_engines_reader)
{
    const auto message = header + "\n" + eicar_bytes();
    const Structure structure{
        {{{"1", false, header.size() + 1, eicar_bytes().size(), true}}}, true};
    CHECK_EQUAL(examine(structure, message).summary(),
                "Eicar-Test-Signature.UNOFFICIAL in 1");
}

// Below both are parts that do not have it. The message's own bytes are left to those.
TEST(finds_it_in_a_container_that_is_not_encoded)
{
    const auto message = header + "\n" + eicar_bytes();
    Part part{"1", false, header.size() + 1, eicar_bytes().size(), false, false, true};
    CHECK_EQUAL(examine({{{part}}, true}, message).summary(),
                "Eicar-Test-Signature.UNOFFICIAL in 1");
    part.message = true;
    CHECK_EQUAL(examine({{{part}}, true}, message).summary(), "");
}

TEST(finds_it_in_a_stored_part)
{
    const auto message =
        header + "Content-Transfer-Encoding: base64\n\n" + base64(eicar_bytes()) + "\n";
    const auto store = std::string(64, '\0') + eicar_bytes();
    const Structure structure{{{{"1", true, 64, eicar_bytes().size()}}}, true};
    CHECK_EQUAL(examine(structure, message, store).summary(),
                "Eicar-Test-Signature.UNOFFICIAL in 1");
}

TEST(finds_it_in_the_message_alone_when_the_parts_are_unclear)
{
    const auto message = header +
                         "Content-Type: application/octet-stream; name=a.com\n"
                         "Content-Transfer-Encoding: base64\n\n" +
                         base64(eicar_bytes()) + "\n";
    CHECK_EQUAL(examine({{}, false}, message).summary(),
                "Eicar-Test-Signature.UNOFFICIAL in message");
    // This is what the shorter way would miss if the parts were wrong.
    CHECK_EQUAL(examine({{}, true}, message).summary(), "");
}

// never_asks_for_mail() relies on it: a new libclamav that decodes text before it
// compares it with patterns for mail makes this fail.
TEST(patterns_for_mail_find_the_same_with_either_reader)
{
    auto mail_only = load("Test.Mail:4:*:6465636f64656420776f726473\n");
    const std::string words = "decoded words\n";
    const auto encoded = "Content-Transfer-Encoding: base64\n\n" + base64(words) + "\n";
    const std::string parted = header + "Content-Type: multipart/mixed; boundary=b\n\n";
    for (const auto& message :
         {header + "\n" + words,
          header + "Content-Type: text/plain\n" + encoded,
          header + "Content-Type: text/html\n" + encoded,
          parted + "--b\nContent-Type: text/plain\n" + encoded + "--b--\n",
          parted + "--b\nContent-Type: message/rfc822\n\n" + header + encoded +
              "--b--\n"}) {
        const auto on = mail_only.scan(message, MailReader::on, minute);
        const auto off = mail_only.scan(message, MailReader::off, minute);
        CHECK_EQUAL(on.what, off.what);
    }
    CHECK_EQUAL(mail_only.scan(header + "\n" + words, MailReader::off, minute).what,
                "Test.Mail.UNOFFICIAL");
}

TEST(a_place_outside_is_a_failure)
{
    const Structure structure{{{{"1", true, 0, 10}}}, true};
    const auto found = examine(structure, header + "\nwords\n");
    CHECK(!found.infected());
    CHECK_EQUAL(found.failure(), "no content in part 1");
}

TEST(no_time_is_a_failure)
{
    const Structure structure{{{{"1", false, 0, 5, true}}}, true};
    CHECK_EQUAL(examine(structure, header + "\nwords\n", {}, 0).failure(),
                "time limit reached in part 1");
}

// The second is not scanned; it is reported all the same.
TEST(the_same_content_twice)
{
    const auto bytes = eicar_bytes();
    const Structure structure{{{{"1.1", true, 0, bytes.size()},
                                {"1.2", true, 128, bytes.size()},
                                {"1.3", true, 256, bytes.size()}}},
                              true};
    const auto filled = bytes + std::string(128 - bytes.size(), '\0');
    const auto other = std::string(bytes.size(), 'x');
    CHECK_EQUAL(examine(structure, header, filled + filled + other).summary(),
                "Eicar-Test-Signature.UNOFFICIAL in 1.1, "
                "Eicar-Test-Signature.UNOFFICIAL in 1.2");
}
