// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What of a message a recipient does not want to get by its name or type. Pure.
#ifndef CHAINMAIL_POLICY_BAN_H
#define CHAINMAIL_POLICY_BAN_H

#include "ban_rules.h"
#include "parts.h"

#include <memory>
#include <string>
#include <vector>

namespace chainmail::policy {

struct BannedPart {
    std::string path;       ///< "multipart/mixed | application/zip,.zip,a.zip | .exe"
    std::string attributes; ///< the same as "P=p003,L=1,M=multipart/mixed | ..."
    std::string value;      ///< what the rule says of it, "1" as a rule
    std::string key;        ///< the expression
    std::string comment;    ///< what it says in (?#...), else the expression
};

/// Why a mail is banned.
struct Ban {
    std::string reason; ///< of the first part: "COMMENT:application/zip,.zip,a.zip"
    std::vector<BannedPart> parts; ///< at most most_banned_parts
};
constexpr std::size_t most_banned_parts = 100;

/// Null: nothing is banned by these tables. Each part that no other lies in is tested
/// with all that the way to it says: types, short types behind a dot, names, and
/// UNDECIPHERABLE. Time grows with the number of parts, however deep they lie, but for
/// `for_paths`.
std::shared_ptr<const Ban> find_ban(const std::vector<Part>& parts,
                                    const BanTables& tables,
                                    const BanTables& for_paths);

/// What (?# ... ) says in an expression, joined by blanks.
std::string comments_in(std::string_view expression);

} // namespace chainmail::policy

#endif
