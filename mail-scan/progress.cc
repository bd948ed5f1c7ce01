// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "progress.h"

#include "base/text.h"
#include "os/clock.h"
#include "os/fd.h"

#include <algorithm>
#include <string_view>
#include <unistd.h>

namespace chainmail::mail_scan {

namespace {

constexpr std::uint64_t period_ms = 500;
// Back to the first column, and clear the line (ECMA-48 EL).
constexpr std::string_view clear_line = "\r\033[K";

void write(std::string_view text)
{
    // Nothing depends on it.
    static_cast<void>(static_cast<bool>(os::write_all(2, text)));
}

} // namespace

std::string progress_text(std::size_t done, std::size_t all, std::uint64_t elapsed_ms)
{
    const auto rate = done * 1000 / std::max<std::uint64_t>(elapsed_ms, 1);
    const auto left_s =
        done == 0 ? 0 : (all - std::min(done, all)) * elapsed_ms / done / 1000;
    const auto seconds = left_s % 60;
    return text::cat(done,
                     " of ",
                     all,
                     ", ",
                     rate,
                     " a second, ",
                     left_s / 60,
                     seconds < 10 ? ":0" : ":",
                     seconds,
                     " left");
}

Progress::Progress(std::size_t all)
    : all_(all),
      terminal_(::isatty(2) == 1),
      output_too_(::isatty(1) == 1),
      begun_ms_(os::monotonic_ms())
{
}

Progress::~Progress()
{
    if (!text_.empty()) write(clear_line);
}

void Progress::show(std::size_t done)
{
    const auto now = os::monotonic_ms();
    if (!terminal_ || now < shown_ms_ + period_ms) return;
    shown_ms_ = now;
    text_ = progress_text(done, all_, now - begun_ms_);
    write(clear_line);
    write(text_);
}

void Progress::make_room()
{
    if (output_too_ && !text_.empty()) write(clear_line);
}

void Progress::come_back()
{
    if (output_too_ && !text_.empty()) write(text_);
}

} // namespace chainmail::mail_scan
