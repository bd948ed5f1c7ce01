// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The options of altermime(1), as amavisd's @altermime_args_disclaimer has them: what
// is to be added to the text of a mail. Pure.
#ifndef CHAINMAIL_MAIL_ALTER_OPTIONS_H
#define CHAINMAIL_MAIL_ALTER_OPTIONS_H

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mail {

/// A field of the message's header that gets other words.
struct FieldChange {
    enum class Mode { prefix, suffix, replace };
    std::string name;
    std::string words;
    Mode mode = Mode::prefix;
    bool operator==(const FieldChange&) const = default;
};

struct AlterOptions {
    std::string text_file;   ///< --disclaimer=FILE, "" is none
    std::string html_file;   ///< --disclaimer-html=FILE
    std::string base64_file; ///< --disclaimer-b64=FILE: in place of text_file where the
                             ///< part is base64; what is in it is base64 as well
    bool text_into_html = false; ///< --htmltoo
    bool into_base64 = false;    ///< --force-into-b64
    bool into_bad_html = false;  ///< --force-for-bad-html: without a </body> or </html>
    bool into_signed = false;    ///< --altersigned
    std::vector<std::string> new_fields; ///< --xheader=FIELD, whole fields on one line
    std::vector<FieldChange> changes; ///< --alter-header=, --alter-with=, --alter-mode=

    bool has_text() const { return !text_file.empty() || !html_file.empty(); }
};

/// Options that only say what altermime prints are passed over. A permanent error names
/// the option: one that is unknown or takes attachments away, and options that ask for
/// nothing.
Result<AlterOptions> read_alter_options(const std::vector<std::string>& arguments);

/// In place of "_OPTION_" in arguments stands what @disclaimer_options_bysender_maps
/// has for the sender.
constexpr std::string_view option_mark = "_OPTION_";

} // namespace chainmail::mail

#endif
