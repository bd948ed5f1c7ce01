// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The files with the texts of disclaimers. All that can be asked for are read at the
// start: mail is handled by processes that can open none.
#ifndef CHAINMAIL_SMTP_OUT_DISCLAIMER_FILES_H
#define CHAINMAIL_SMTP_OUT_DISCLAIMER_FILES_H

#include "base/result.h"
#include "config/settings.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::smtp_out {

class DisclaimerFiles {
public:
    /// Bounds; what is beyond them is as if it were not there.
    static constexpr std::size_t most_files = 10'000;
    static constexpr std::size_t most_bytes = 256U * 1024U; ///< of one file

    /// The files that @altermime_args_disclaimer names, in the settings or in a policy
    /// bank, if there is something that allows disclaimers. A path with "_OPTION_"
    /// stands for all files with another name in this place. `remarks` are for the log:
    /// what is wrong with options and files.
    static DisclaimerFiles read(const config::Settings& settings,
                                std::vector<std::string>& remarks);

    /// As UTF-8 with LF line ends, the last line with one. The error says why there is
    /// none.
    Result<std::string_view> text(const std::string& path) const;

private:
    Status add(const std::string& path);
    void add_pattern(std::string_view pattern);

    std::map<std::string, std::string, std::less<>> texts_;
};

/// The names of the settings that read() asks for.
std::vector<std::string> disclaimer_setting_names();

} // namespace chainmail::smtp_out

#endif
