// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/message_file.h"

#include "unit/check.h"

#include <sys/mman.h>
#include <unistd.h>

using namespace chainmail;
using namespace chainmail::mail;

namespace {

// The view of a file with that content.
std::string view_of(std::string_view content)
{
    const os::Fd file(::memfd_create("message", MFD_CLOEXEC));
    CHECK(os::write_all(file.get(), content));
    auto message = MessageFile::of(file.get(), content.size());
    CHECK(message);
    // Moving it must not leave the view behind.
    const MessageFile moved = std::move(*message);
    return std::string(moved.view());
}

bool is_converted(std::string_view content)
{
    const os::Fd file(::memfd_create("message", MFD_CLOEXEC));
    CHECK(os::write_all(file.get(), content));
    return MessageFile::of(file.get(), content.size())->converted();
}

} // namespace

TEST(lf_ends_are_not_copied)
{
    CHECK_EQUAL(view_of("A: 1\nB: 2\n\nbody\n"), "A: 1\nB: 2\n\nbody\n");
    CHECK(!is_converted("A: 1\nB: 2\n\nbody\n"));
    CHECK_EQUAL(view_of(""), "");
}

TEST(crlf_ends_become_lf)
{
    CHECK_EQUAL(view_of("A: 1\r\n\r\nx\r\ny\rz\n"), "A: 1\n\nx\ny\rz\n");
    CHECK(is_converted("A: 1\r\n\r\nx"));
}

TEST(one_cr_more_is_no_crlf_file)
{
    CHECK(!is_converted("A: 1\r\nB: 2\n\nbody\r\n"));
    CHECK(!is_converted("A: 1\n\nbody\r\n"));
    CHECK(!is_converted("A: 1"));
}

TEST(mbox_line_is_left_out)
{
    CHECK_EQUAL(view_of("From a@b Mon Jan  1\nA: 1\n\nx"), "A: 1\n\nx");
    CHECK_EQUAL(view_of("From a@b Mon Jan  1\r\nA: 1\r\n\r\nx"), "A: 1\n\nx");
    CHECK_EQUAL(view_of("From : a@b\nA: 1\n\nx"), "From : a@b\nA: 1\n\nx");
    CHECK_EQUAL(view_of("From here to the end"), "");
}

TEST(file_shorter_than_the_record_says)
{
    const os::Fd file(::memfd_create("message", MFD_CLOEXEC));
    CHECK(os::write_all(file.get(), "abc"));
    const auto message = MessageFile::of(file.get(), 4);
    CHECK(!message);
    CHECK(message.error().fault == Fault::permanent);
}
