// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A digest of a mail, for names of files: amavisd's $mail_digest_algorithm.
#ifndef CHAINMAIL_SMTP_OUT_DIGEST_H
#define CHAINMAIL_SMTP_OUT_DIGEST_H

#include "base/result.h"

#include <string>
#include <string_view>

namespace chainmail::smtp_out {

class Digest {
public:
    /// "MD5", "SHA-256", "sha256", "256": as Perl's Digest::SHA has them. libcrypto
    /// opens files for its first digest: to be made before confinement.
    static Result<Digest> make(std::string_view algorithm);

    /// In hexadecimal digits.
    Result<std::string> of(std::string_view bytes) const;

private:
    std::string name_ = "md5"; ///< as libcrypto has it
};

} // namespace chainmail::smtp_out

#endif
