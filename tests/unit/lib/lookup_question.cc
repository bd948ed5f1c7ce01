// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/question.h"

#include "../check.h"
#include "base/text.h"

using namespace chainmail;
using namespace chainmail::lookup;

namespace {

Result<wire::Record> record_of(std::string text)
{
    if (text.size() < 2 || text.substr(text.size() - 2) != "\n\n")
        return permanent("not closed by an empty line");
    text.pop_back();
    return wire::Record::parse(std::move(text));
}

Result<Answer> read_answer(const std::string& text)
{
    const auto record = record_of(text);
    if (!record) return record.error();
    return parse_answer(*record);
}

Result<Question> read_question(const std::string& text)
{
    const auto record = record_of(text);
    if (!record) return record.error();
    return parse_question(*record);
}

std::string fault(const Error& error)
{
    return error.fault == Fault::permanent   ? "permanent"
           : error.fault == Fault::temporary ? "temporary"
                                             : "internal";
}

} // namespace

TEST(a_question_comes_back_as_it_was)
{
    Question question;
    question.number = 18446744073709551615U;
    question.deadline_ms = 12345;
    question.recipients = {{"a b\t\n=%@x", true}, {"", false}, {"j\xFF@y", false}};
    question.senders = {{"s@z", false}, {"t", true}};
    const auto again = read_question(*write(question));
    CHECK(again);
    CHECK_EQUAL(again->number, question.number);
    CHECK_EQUAL(again->deadline_ms, question.deadline_ms);
    CHECK_EQUAL(again->recipients.size(), std::size_t{3});
    CHECK_EQUAL(again->recipients[0].address, "a b\t\n=%@x");
    CHECK(again->recipients[0].local && !again->recipients[1].local);
    CHECK_EQUAL(again->recipients[1].address, "");
    CHECK_EQUAL(again->recipients[2].address, "j\xFF@y");
    CHECK_EQUAL(again->senders.size(), std::size_t{2});
    CHECK(!again->senders[0].local && again->senders[1].local);
}

TEST(an_answer_comes_back_as_it_was)
{
    Answer answer;
    answer.number = 7;
    const std::string odd("=\t\n\0\xFF%20", 8);
    answer.rows = {
        {{{"id", "1"}, {"note", odd}, {"local", std::nullopt}}, {}}, {}, {{{"x", ""}}}};
    answer.lists = {{0, 1, 2, "W"}, {2, 0, 0, " "}};
    const auto again = read_answer(*write(answer));
    CHECK(again);
    CHECK_EQUAL(again->number, answer.number);
    CHECK(again->rows == answer.rows);
    CHECK_EQUAL(again->lists.size(), std::size_t{2});
    CHECK_EQUAL(again->lists[0].row, std::size_t{1});
    CHECK_EQUAL(again->lists[0].sender, std::size_t{2});
    CHECK_EQUAL(again->lists[1].recipient, std::size_t{2});
    CHECK_EQUAL(again->lists[1].value, " ");
}

TEST(a_failure_is_a_temporary_error_with_its_text)
{
    const auto answer = read_answer(write_failure(3, "no database\n100%"));
    CHECK(!answer);
    CHECK_EQUAL(fault(answer.error()), "temporary");
    CHECK_EQUAL(answer.error().what, "lookup: no database\n100%");
}

TEST(what_is_too_large_is_not_written)
{
    Question question;
    question.recipients.assign(wire::Limits::lines, {"a@b", false});
    CHECK(!write(question));
    question.recipients.assign(1100, {std::string(320, 'a'), true});
    CHECK(write(question));
    question.senders.assign(most_senders + 1, {"a@b", false});
    CHECK(!write(question));
    Answer answer;
    answer.rows = {{{{"x", std::string(70000, 'x')}}}};
    CHECK(!write(answer));
}

TEST(hostile_records_are_refused)
{
    for (const std::string text : {"\n\n",
                                   "recipient=1\tx\n\n",
                                   "question=\n\n",
                                   "question=-1\n\n",
                                   "question=x\n\n",
                                   "question=99999999999999999999999\n\n",
                                   "question=1\nquestion=2\n\n",
                                   "question=1\ndeadline=soon\n\n",
                                   "question=1\nrecipient=x@y\n\n",
                                   "question=1\nrecipient=2\tx@y\n\n",
                                   "question=1\nrecipient=1\tx@y\tz\n\n",
                                   "question=1\nsender=\n\n",
                                   "question=1\nother=\n\n"})
        CHECK(!read_question(text));
    std::string many = "question=1\n";
    for (std::size_t i = 0; i <= most_senders; ++i)
        many += "sender=0\tx\n";
    CHECK(!read_question(many + "\n"));

    for (const std::string text :
         {"answer=1\nrow=0\ta=b\n\n",
          "answer=1\nrecipients=1\nrow=1\ta=b\n\n",
          "answer=1\nrecipients=100001\n\n",
          "answer=1\nrecipients=1\nrecipients=2\n\n",
          "answer=1\nrecipients=1\nrow=\n\n",
          "answer=1\nrecipients=1\nlist=0\t0\t0\tW\n\n",
          "answer=1\nrecipients=1\nrow=0\ta\nlist=0\t0\t64\tW\n\n",
          "answer=1\nrecipients=1\nrow=0\ta\nlist=0\t1\t0\tW\n\n",
          "answer=1\nrecipients=1\nrow=0\ta\nlist=0\t0\t0\n\n"}) {
        const auto answer = read_answer(text);
        CHECK(!answer);
        if (!answer) CHECK_EQUAL(fault(answer.error()), "permanent");
    }
}

TEST(a_name_with_an_equals_sign_cannot_forge_a_value)
{
    Answer answer;
    answer.rows = {{{{"local=1", "x"}}}};
    const auto again = read_answer(*write(answer));
    CHECK(again);
    CHECK_EQUAL(again->rows[0][0][0].first, "local?1");
    CHECK_EQUAL(again->rows[0][0][0].second.value_or("NULL"), "x");
}
