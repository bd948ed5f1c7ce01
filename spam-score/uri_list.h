// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// All URIs of a message, of its text and of its HTML, with what they clean up to.
#ifndef CHAINMAIL_SPAM_SCORE_URI_LIST_H
#define CHAINMAIL_SPAM_SCORE_URI_LIST_H

#include "body_text.h"
#include "header_request.h"
#include "regex.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::spam_score {

struct UriRecord {
    std::string raw;                  ///< as found, with a scheme
    std::set<std::string> types;      ///< "parsed" from text, or the HTML elements
    std::vector<std::string> cleaned; ///< what uri rules see
    std::set<std::string> anchor_texts;
    std::set<std::string> domains;
    std::map<std::string, std::string> hosts; ///< host -> its domain
};

struct UriList {
    std::vector<UriRecord> records;
    std::vector<std::string> cleaned; ///< of all records, each once
    bool truncated = false;           ///< one was too long
};

UriList collect_uris(const HeaderValues& header,
                     const std::vector<std::string_view>& body,
                     const std::vector<RenderedPart>& parts,
                     const std::vector<Regex>& redirectors,
                     bool with_dkim,
                     MatchScratch& scratch);

} // namespace chainmail::spam_score

#endif
