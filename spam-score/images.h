// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The pictures of a message: how many, and how large on a screen.
#ifndef CHAINMAIL_SPAM_SCORE_IMAGES_H
#define CHAINMAIL_SPAM_SCORE_IMAGES_H

#include "message.h"

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chainmail::spam_score {

struct ImageCount {
    std::size_t count = 0;
    double area = 0; ///< square pixels of those whose size could be read
    std::set<std::pair<std::size_t, std::size_t>> sizes; ///< height, width
};

struct Images {
    ImageCount gif, png, jpeg, all;
    std::set<std::string> names;

    /// By the names that rules use; nullptr for others.
    const ImageCount* of(std::string_view type) const;
};

/// `contents` as decode_parts() gives them.
Images look_at_images(const Message& message, const std::vector<std::string>& contents);

} // namespace chainmail::spam_score

#endif
