// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// How streams of a PDF file are encoded (ISO 32000-1, 7.4).
#ifndef CHAINMAIL_MIME_SPLIT_PDF_FILTERS_H
#define CHAINMAIL_MIME_SPLIT_PDF_FILTERS_H

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

enum class Undone { all, damaged, unknown };

/// Undoes `filters`, the first one first, and gives the result to `take` until that
/// answers false. ASCII filters may come before one that decompresses, not after.
Undone undo_filters(std::string_view data,
                    const std::vector<std::string>& filters,
                    const std::function<bool(std::string_view)>& take);

} // namespace chainmail::mime_split

#endif
