// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/date.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace chainmail::mail {

namespace {

// strftime(3) would write the locale's names.
constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array months = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

} // namespace

std::string date_time(std::int64_t unix_seconds)
{
    const std::time_t seconds = unix_seconds;
    std::tm local{};
    ::localtime_r(&seconds, &local);
    const long offset = std::labs(local.tm_gmtoff) / 60;
    std::array<char, 64> line;
    std::snprintf(line.data(),
                  line.size(),
                  "%s, %d %s %d %02d:%02d:%02d %c%02ld%02ld",
                  days.at(static_cast<std::size_t>(local.tm_wday)),
                  local.tm_mday,
                  months.at(static_cast<std::size_t>(local.tm_mon)),
                  local.tm_year + 1900,
                  local.tm_hour,
                  local.tm_min,
                  local.tm_sec,
                  local.tm_gmtoff < 0 ? '-' : '+',
                  offset / 60,
                  offset % 60);
    return line.data();
}

} // namespace chainmail::mail
