// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail_id.h"

#include "base/text.h"
#include "os/random.h"

#include <array>
#include <openssl/evp.h>

namespace chainmail::policy {

namespace {

constexpr std::size_t secret_bytes = 9;
constexpr std::size_t id_bytes = 9; ///< of the digest: 12 characters

} // namespace

std::string base64url(std::string_view bytes)
{
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    for (; bytes.size() >= 3; bytes.remove_prefix(3)) {
        unsigned group = 0;
        for (const char c : bytes.substr(0, 3))
            group = group << 8U | static_cast<unsigned char>(c);
        for (const unsigned shift : {18U, 12U, 6U, 0U})
            out += digits[group >> shift & 63U];
    }
    return out;
}

Result<std::string> id_of_secret(std::string_view secret)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    const int done = EVP_Digest(
        secret.data(), secret.size(), digest.data(), &length, EVP_md5(), nullptr);
    if (done != 1 || length < id_bytes) return internal("no MD5 in libcrypto");
    return base64url({reinterpret_cast<const char*>(digest.data()), id_bytes});
}

Result<MailId> make_mail_id()
{
    // So that it can be a file name and the local part of an address. A try fails with
    // a chance of 1/16.
    for (;;) {
        const auto secret = os::random_bytes(secret_bytes);
        if (!secret) return secret.error();
        const auto id = id_of_secret(*secret);
        if (!id) return id.error();
        if (text::is_alnum(id->front()) && text::is_alnum(id->back()))
            return MailId{*id, base64url(*secret)};
    }
}

} // namespace chainmail::policy
