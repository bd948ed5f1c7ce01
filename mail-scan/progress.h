// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// How far it is, for a person at a terminal.
#ifndef CHAINMAIL_MAIL_SCAN_PROGRESS_H
#define CHAINMAIL_MAIL_SCAN_PROGRESS_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace chainmail::mail_scan {

/// "120 of 6000, 85 a second, 1:09 left". Pure.
std::string progress_text(std::size_t done, std::size_t all, std::uint64_t elapsed_ms);

/// Keeps one line on standard error up to date, when that is a terminal; else nothing.
class Progress {
public:
    explicit Progress(std::size_t all);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `done` files are. Shown twice a second.
    void show(std::size_t done);
    /// Before and after a line is written to standard output, for when that is the same
    /// terminal.
    void make_room();
    void come_back();

private:
    std::size_t all_;
    bool terminal_;
    bool output_too_; ///< standard output is a terminal as well
    std::uint64_t begun_ms_;
    std::uint64_t shown_ms_ = 0;
    std::string text_; ///< what stands there
};

} // namespace chainmail::mail_scan

#endif
