// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Content-Type and Content-Disposition: a value and its parameters (RFC 2045 5.1,
// RFC 2183, RFC 2231). Real mail breaks this grammar often; the reader is lenient and
// keeps a second reading where clients are known to disagree.
#ifndef CHAINMAIL_MAIL_CONTENT_TYPE_H
#define CHAINMAIL_MAIL_CONTENT_TYPE_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

struct Parameter {
    std::string name;  ///< lower case, without the marks of RFC 2231
    std::string value; ///< quotes and escapes removed; UTF-8 when `extended`, else the
                       ///< bytes as they stand
    std::string other; ///< what clients that read up to the ";" see, where it differs:
                       ///< "my file.exe" for the value "my" of name=my file.exe
    bool extended = false; ///< came as name*=, name*0=, ...: no RFC 2047 words in it
};

/// A parsed Content-Type or Content-Disposition.
struct ContentType {
    std::string type;    ///< lower case: "text"; of a disposition "attachment"
    std::string subtype; ///< lower case: "plain"; empty for a disposition
    std::vector<Parameter> parameters; ///< in order; a name given twice is there twice
    bool valid = false; ///< the type (and for a content type the subtype) could be read
    bool is_cut = false; ///< there are more parameters than are read

    /// "text/plain", "attachment"
    std::string full() const { return subtype.empty() ? type : type + "/" + subtype; }
    /// The first parameter of that (lower case) name, or nullptr.
    const Parameter* find(std::string_view name) const;
    /// Its value, "" without.
    std::string_view parameter(std::string_view name) const;
};

/// More parameters than these (pieces of RFC 2231 count one each) are not read.
constexpr std::size_t max_parameters = 1000;

/// `value` is a field's value as it stands (folds and comments allowed).
ContentType parse_content_type(std::string_view value);

/// The same for Content-Disposition, whose value is one word.
ContentType parse_disposition(std::string_view value);

} // namespace chainmail::mail

#endif
