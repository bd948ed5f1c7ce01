// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "policy/mail_id.h"

#include "../check.h"
#include "base/text.h"

#include <set>

using namespace chainmail;
using namespace chainmail::policy;

TEST(base64url_has_its_own_last_digits)
{
    CHECK_EQUAL(base64url(""), "");
    CHECK_EQUAL(base64url("abc"), "YWJj");
    CHECK_EQUAL(base64url("\xFB\xFF\xFE"), "-__-");
}

TEST(the_name_follows_from_the_secret)
{
    // printf 123456789 | openssl md5 -binary | base64 | tr +/ -_ | cut -c 1-12
    CHECK_EQUAL(*id_of_secret("123456789"), "JfnnlDI7RTiF");
}

TEST(names_are_fit_for_files_and_never_the_same)
{
    std::set<std::string> seen;
    for (int i = 0; i < 2000; ++i) {
        const auto made = make_mail_id();
        CHECK(bool(made));
        CHECK_EQUAL(made->id.size(), 12U);
        CHECK_EQUAL(made->secret.size(), 12U);
        CHECK(text::is_alnum(made->id.front()) && text::is_alnum(made->id.back()));
        seen.insert(made->id);
    }
    CHECK_EQUAL(seen.size(), 2000U);
}
