// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Huge pages for a heap that is about to be forked many times: fork copies page tables,
// and a huge page needs 1/512 of them (12.2 ms -> 0.86 ms with 430 MB of signatures).
#ifndef CHAINMAIL_OS_HUGEPAGES_H
#define CHAINMAIL_OS_HUGEPAGES_H

#include <string>

namespace chainmail::os {

/// Collapses the large anonymous regions of this process into huge pages, as far as the
/// kernel can (MADV_COLLAPSE, Linux 6.1). Best effort. Call at the end of loading,
/// before confinement: it reads /proc/self/maps. Returns "12 of 14 MB in huge pages".
std::string collapse_heap();

} // namespace chainmail::os

#endif
