// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What readers of containers give: one member after the other, each in blocks.
#ifndef CHAINMAIL_MIME_SPLIT_MEMBERS_H
#define CHAINMAIL_MIME_SPLIT_MEMBERS_H

#include <string>
#include <string_view>

namespace chainmail::mime_split {

/// amavisd's letters for a part.
namespace attribute {
constexpr std::string_view encrypted = "UC";
constexpr std::string_view undecodable = "U";
constexpr std::string_view directory = "D";
constexpr std::string_view link = "L";
constexpr std::string_view special = "S";
} // namespace attribute

struct Member {
    std::string name;  ///< as stored, path and all; empty: it has none
    std::string other; ///< a second name a reader may take, or empty
    std::string_view attributes;
};

/// Who takes them. Every answer false means: no more is wanted, a limit was reached.
class Members {
public:
    Members() = default;
    Members(const Members&) = delete;
    Members& operator=(const Members&) = delete;
    virtual ~Members() = default;

    virtual bool begin(const Member& member) = 0;
    /// The next bytes of the member begun last.
    virtual bool add(std::string_view block) = 0;
    /// Asked by who works long without giving anything; false as above.
    virtual bool wanted() = 0;
    /// The member begun last turned out to be so: letters of amavisd.
    virtual void mark(std::string_view attributes) = 0;
};

/// How it went with the container itself.
struct Opened {
    std::string damage;          ///< why not all of it could be read, or empty
    std::string_view attributes; ///< of the container: its list of members is
                                 ///< encrypted, or was not all read
};

} // namespace chainmail::mime_split

#endif
