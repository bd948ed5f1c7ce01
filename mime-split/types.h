// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What the content of a part is, whatever it is declared or called: amavisd's short
// types ("zip", "exe" and "exe-ms"), and which of our readers opens it.
#ifndef CHAINMAIL_MIME_SPLIT_TYPES_H
#define CHAINMAIL_MIME_SPLIT_TYPES_H

#include "base/result.h"
#include "magic.h"
#include "type_table.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::mime_split {

/// What holds members that can be taken out; see unpack.h.
enum class Format {
    none,
    zip,
    zip_stream, ///< the same without a look at its directory
    seven_zip,
    rar,
    tar,
    cpio,
    ar,
    rpm,
    cab,
    iso,
    lha,
    gzip,
    bzip2,
    xz,
    lzma,
    lzip,
    zstd,
    lz4,
    compress,
    tnef,
    ole,
    pdf,
    rtf,
    program, ///< may extract itself: an archive stands somewhere in it
};

struct Type {
    std::vector<std::string> shorts; ///< the most important first; empty only by
                                     ///< tables of the administrator
    Format format = Format::none;
    bool text = false; ///< file(1) would say so
};

class Types {
public:
    /// Opens libmagic's database; to be done before confinement. Without one, `warning`
    /// says so and what our own tables do not know is "dat".
    /// `table` has the first say about short types.
    static Types load(std::string& warning, TypeTable table = {});

    /// Time is linear in the size of `content`; of long texts only the beginning is
    /// looked at.
    Type of(std::string_view content) const;

private:
    Type by_own_tables(std::string_view content) const;
    std::string describe(std::string_view content) const;

    std::optional<Magic> magic_;
    TypeTable table_;
};

} // namespace chainmail::mime_split

#endif
