// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "digest.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <openssl/evp.h>

namespace chainmail::smtp_out {

namespace {

std::string library_name(std::string_view algorithm)
{
    auto name = text::lower(algorithm);
    std::erase(name, '-');
    if (name.starts_with("md5")) return name;
    return name.starts_with("sha") ? name : "sha" + name;
}

bool is_known(std::string_view name)
{
    constexpr std::array<std::string_view, 6> known{
        "md5", "sha1", "sha224", "sha256", "sha384", "sha512"};
    return std::ranges::find(known, name) != known.end();
}

} // namespace

Result<Digest> Digest::make(std::string_view algorithm)
{
    Digest digest;
    digest.name_ = library_name(algorithm);
    if (!is_known(digest.name_))
        return permanent(
            "is none of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512");
    if (const auto first = digest.of(""); !first) return first.error();
    return digest;
}

Result<std::string> Digest::of(std::string_view bytes) const
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    const auto* kind = EVP_get_digestbyname(name_.c_str());
    if (kind == nullptr ||
        EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, kind, nullptr) !=
            1)
        return internal(text::cat("libcrypto has no ", name_));
    std::string out;
    for (unsigned i = 0; i < length; ++i)
        out += text::lower(text::hex(static_cast<char>(digest[i])));
    return out;
}

} // namespace chainmail::smtp_out
