// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/bulk.h"

#include "../check.h"

#include <string>

using namespace chainmail;
using namespace chainmail::policy;

namespace {

bool bulk(const std::string& text,
          std::string_view sender = "a@b.example",
          std::string_view author = "a@b.example")
{
    return is_bulk(mail::split_header(text), sender, author);
}

} // namespace

TEST(mail_of_people_is_not_bulk)
{
    CHECK(!bulk("From: a\nPrecedence: first-class\nAuto-Submitted: No (person)\n"));
    CHECK(!bulk("", "owner@b.example", "admin@b.example"));
}

TEST(lists_are)
{
    CHECK(bulk("List-Id: x\n") && bulk("mailing-list: x\n"));
    CHECK(bulk("Precedence: LIST\n") && bulk("Precedence: bulk\n"));
    CHECK(bulk("", "x-bounces@b.example") && bulk("", "owner-x@b.example"));
    CHECK(bulk("", "x-admin@b.example") &&
          !bulk("", "a@b.example", "x-admin@b.example"));
    CHECK(bulk("", "a@b.example", "X-Request@b.example"));
}

TEST(machines_are)
{
    CHECK(bulk("", "") && bulk("", "MAILER-DAEMON@b.example"));
    CHECK(bulk("Auto-Submitted: auto-replied; owner-email=\"a@b\"\n"));
    CHECK(bulk("", "a@b.example", "postmaster@b.example"));
    CHECK(bulk("", "a@b.example", "fax-relay@b.example"));
    CHECK(!bulk("", "postmaster@b.example"));
}
