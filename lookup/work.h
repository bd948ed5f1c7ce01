// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One question on its way: which queries it needs, and what their tables amount to.
// Pure.
#ifndef CHAINMAIL_LOOKUP_WORK_H
#define CHAINMAIL_LOOKUP_WORK_H

#include "configuration.h"
#include "database.h"
#include "lookup/question.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace chainmail::lookup {

class Work {
public:
    /// `configuration` outlives this.
    Work(Question question, const Configuration& configuration);

    /// Whether answer() is complete.
    bool is_done() const { return step_ == Step::done; }
    /// What to ask the database now; nothing when done.
    std::vector<Query> queries() const;
    /// The tables of queries(), one for each. An error: too much for an answer.
    Status take(std::vector<Table> tables);

    Answer answer() const { return answer_; }
    const Question& question() const { return question_; }

private:
    enum class Step { policy, lists, done };
    using ListKey = std::pair<std::string, std::size_t>; ///< users.id and sender

    Query make_query(const Clause& clause,
                     const Address& address,
                     const std::optional<std::string>& extra) const;
    Status find_lists();
    void take_lists(const std::vector<Table>& tables);

    Question question_;
    const Configuration* configuration_;
    Answer answer_;
    Step step_ = Step::done;
    std::map<ListKey, std::size_t> lists_; ///< number of its query
};

/// See Row. Trailing spaces of values go where `trims` says so.
std::vector<Row> make_rows(Table table, bool trims);

} // namespace chainmail::lookup

#endif
