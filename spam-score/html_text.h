// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What an HTML part shows, links to and is made of: the text that body rules read, the
// URIs, and the figures that HTML rules ask for.
#ifndef CHAINMAIL_SPAM_SCORE_HTML_TEXT_H
#define CHAINMAIL_SPAM_SCORE_HTML_TEXT_H

#include "characters.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

/// A URI as written, and what refers to it.
struct HtmlLink {
    Characters uri;
    std::set<std::string> types; ///< "a", "img", ...; empty when only text stood there
    std::vector<Characters> anchor_texts;
};

struct HtmlDocument {
    Characters text;             ///< invisible text included
    std::vector<HtmlLink> links; ///< in order of appearance, each URI once
    bool uri_truncated = false;

    // Figures, by the names that rules use for them.
    bool font_low_contrast = false;
    bool font_invalid_color = false;
    bool font_face_bad = false;
    bool form_action_mailto = false;
    bool embeds = false;
    std::size_t length = 0;      ///< characters of the source
    std::size_t html_length = 0; ///< characters of the text
    std::size_t non_space_length = 0;
    std::optional<double> ratio; ///< of markup to source
    double image_area = 0;       ///< square pixels
    double min_size = 3;
    double max_size = 3;
    std::optional<double> closed_extra_ratio;
    std::optional<double> bad_tag_ratio;
    std::optional<double> non_element_ratio;
    std::optional<double> obfuscation_ratio;
    std::optional<std::size_t> backhair_count;
    std::map<std::string, int, std::less<>> inside; ///< every tag seen; how many open
    std::vector<std::string> comments;
    std::vector<Characters> scripts;
    std::vector<Characters> titles;
    std::vector<Characters> anchors;
};

constexpr std::size_t max_uri_length = 8192;

/// `source` is the part's text; `byte_count` its size before its charset became UTF-8.
HtmlDocument render_html(const Characters& source, std::size_t byte_count);

} // namespace chainmail::spam_score

#endif
