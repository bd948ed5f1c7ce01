// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/log.h"

#include "base/text.h"

#include <unistd.h>

namespace chainmail::os {

namespace {

struct Form {
    std::string_view name;
    bool person = false; ///< descriptor 2 is a terminal: no "<PRIO>"
};

// The one global of the library: all lines of a process look alike.
Form& form()
{
    static Form form; // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
    return form;
}

} // namespace

void log_name(std::string_view name)
{
    // Asked once: a confined program cannot ask any more.
    form() = {name, ::isatty(2) == 1};
}

void log(Level level, std::string_view text)
{
    const auto name = text.starts_with('(') ? std::string_view{} : form().name;
    const auto priority = text::cat("<", static_cast<int>(level), ">");
    const std::string line = text::cat(form().person ? "" : priority,
                                       name,
                                       name.empty() ? "" : ": ",
                                       text::printable(text, 2000),
                                       "\n");
    // A log that cannot be written is no reason to lose or delay mail.
    [[maybe_unused]] const auto written = ::write(2, line.data(), line.size());
}

} // namespace chainmail::os
