// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What is asked of lookup(8) and what it answers: records as in chainmail-record(5),
// over one stream connection, one question at a time. Pure: values to text and back.
#ifndef CHAINMAIL_LOOKUP_QUESTION_H
#define CHAINMAIL_LOOKUP_QUESTION_H

#include "base/result.h"
#include "wire/record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chainmail::lookup {

struct Address {
    std::string address; ///< unquoted, any bytes
    bool local = false; ///< by the tables of the configuration: it has keys without "@"
};

/// More senders than these are not to be asked for.
constexpr std::size_t most_senders = 64;

/// Everything about one message, in one go.
struct Question {
    std::uint64_t number = 0;      ///< comes back with the answer
    std::uint64_t deadline_ms = 0; ///< CLOCK_MONOTONIC; 0 is none
    std::vector<Address> recipients;
    /// Envelope sender and authors, for the white- and blacklists; none: not asked.
    std::vector<Address> senders;
    /// Of these the rows are wanted, and no white- and blacklists.
    std::vector<Address> others = {};
};

/// Names in lower case, each once (the last column of that name counts), in the order
/// of the columns; nothing is NULL. Of a row with the column "email" = "@." but none
/// called "local", the last is "local", NULL: the catch-all does not make anybody
/// local.
using Row = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// What the white- and blacklist of the user `id` of that row says of that sender: the
/// first "wb" that is not NULL. No entry: nothing. All numbers count from 0, in the
/// order of the question.
struct ListEntry {
    std::size_t recipient = 0;
    std::size_t row = 0;
    std::size_t sender = 0;
    std::string value;
};

struct Answer {
    std::uint64_t number = 0;
    /// For each recipient, then for each of the others, in the database's order.
    std::vector<std::vector<Row>> rows;
    /// Ordered by recipient, sender, row: as they are to be looked at.
    std::vector<ListEntry> lists;
};

/// The text of a whole record, its empty line included. Too large is a permanent error.
Result<std::string> write(const Question& question);
Result<std::string> write(const Answer& answer);
/// The answer to a question that could not be looked up.
std::string write_failure(std::uint64_t number, const std::string& why);

/// A record that is no question (or answer) is a permanent error. The text of
/// write_failure() is a temporary one.
Result<Question> parse_question(const wire::Record& record);
Result<Answer> parse_answer(const wire::Record& record);

} // namespace chainmail::lookup

#endif
