// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// White-, black- and soft lists: what recipients and the site think of senders.
#ifndef CHAINMAIL_POLICY_SENDER_LISTS_H
#define CHAINMAIL_POLICY_SENDER_LISTS_H

#include "table.h"
#include "table_reader.h"

#include <span>

namespace chainmail::policy {

/// Tables of senders, chosen by the address of the recipient.
struct ByRecipient {
    struct Row {
        pattern::Regex regex;
        Maps senders;
    };
    std::unordered_map<std::string, Maps> entries;  ///< by key, as in a HashTable
    std::vector<Row> rows;                          ///< the same by expression
    std::shared_ptr<pattern::MatchScratch> scratch; ///< with rows
};

struct SenderLists {
    Maps white, black;
    std::vector<ByRecipient> own_white,
        own_black;                   ///< of single recipients; first match
    std::vector<ByRecipient> scores; ///< all that match the recipient count

    static Result<SenderLists> read(TableReader& reader, const View& view);
};

/// The `wb` column of the database for one sender and one row of the recipient.
struct ListEntry {
    std::size_t row = 0;
    std::size_t sender = 0;
    std::string value;
};

struct Opinion {
    bool white = false;
    bool black = false;
    bool settled = false; ///< amavisd would not ask the scorer for this recipient
    double points = 0;    ///< to be added to the score
    bool operator==(const Opinion&) const = default;
};

/// What `lists`, and before them the database, say of `senders` (the envelope's first,
/// then those of From). `why` gets a line for each thing found, unless it is null.
Opinion opinion_on(std::span<const Subject> senders,
                   const Subject& recipient,
                   const SenderLists& lists,
                   std::span<const ListEntry> entries,
                   std::vector<std::string>* why = nullptr);

} // namespace chainmail::policy

#endif
