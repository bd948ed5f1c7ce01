// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "lookup/question.h"

#include "base/text.h"

#include <algorithm>

namespace chainmail::lookup {

namespace {

using text::cat;

// A failure is for a log line.
constexpr std::size_t failure_bytes = 1000;

Error bad_line(const wire::Record::Line& line)
{
    return permanent(
        cat("lookup: a line that makes no sense: ", text::printable(line.whole, 80)));
}

void add_addresses(wire::Builder& to,
                   std::string_view name,
                   const std::vector<Address>& addresses)
{
    for (const auto& [address, local] : addresses)
        to.add(name, std::vector<std::string>{local ? "1" : "0", address});
}

bool read_address(std::string_view value, std::vector<Address>& to)
{
    auto fields = wire::split_fields(value);
    if (fields.size() != 2 || (fields[0] != "0" && fields[0] != "1")) return false;
    to.push_back({std::move(fields[1]), fields[0] == "1"});
    return true;
}

bool read_number(std::string_view value, std::uint64_t& to)
{
    const auto number = text::to_number(value);
    to = number.value_or(0);
    return number.has_value();
}

// "name=value", or "name" for NULL.
void add_row(wire::Builder& to, std::size_t recipient, const Row& row)
{
    std::vector<std::string> fields{std::to_string(recipient)};
    for (const auto& [name, value] : row) {
        auto& field = fields.emplace_back(name);
        // Such a name, AS "a=b", is nothing anybody asks for.
        std::replace(field.begin(), field.end(), '=', '?');
        if (value) field += "=" + *value;
    }
    to.add("row", fields);
}

bool read_row(std::string_view value, std::vector<std::vector<Row>>& to)
{
    const auto fields = wire::split_fields(value);
    const auto recipient = text::to_number(fields.front());
    if (!recipient || *recipient >= to.size()) return false;
    auto& row = to[*recipient].emplace_back();
    for (std::size_t i = 1; i < fields.size(); ++i) {
        const auto equals = fields[i].find('=');
        row.emplace_back(fields[i].substr(0, equals), std::nullopt);
        if (equals != std::string::npos)
            row.back().second = fields[i].substr(equals + 1);
    }
    return true;
}

bool read_list_entry(std::string_view value, Answer& to)
{
    auto fields = wire::split_fields(value);
    if (fields.size() != 4) return false;
    const auto recipient = text::to_number(fields[0]);
    const auto row = text::to_number(fields[1]);
    const auto sender = text::to_number(fields[2]);
    if (!recipient || !row || !sender || *recipient >= to.rows.size() ||
        *row >= to.rows[*recipient].size() || *sender >= most_senders)
        return false;
    to.lists.push_back({*recipient, *row, *sender, std::move(fields[3])});
    return true;
}

bool read_recipients(std::string_view value, Answer& to)
{
    std::uint64_t count = 0;
    if (!to.rows.empty() || !read_number(value, count) || count > wire::Limits::lines)
        return false;
    to.rows.resize(count);
    return true;
}

bool read_line(const wire::Record::Line& line, Question& to)
{
    if (line.name == "deadline") return read_number(line.value, to.deadline_ms);
    if (line.name == "recipient") return read_address(line.value, to.recipients);
    if (line.name == "other") return read_address(line.value, to.others);
    if (line.name == "sender")
        return to.senders.size() < most_senders && read_address(line.value, to.senders);
    return false;
}

bool read_line(const wire::Record::Line& line, Answer& to)
{
    if (line.name == "recipients") return read_recipients(line.value, to);
    if (line.name == "row") return read_row(line.value, to.rows);
    if (line.name == "list") return read_list_entry(line.value, to);
    return false;
}

// The number under `name` comes first, then all other lines in any order.
template <typename T>
Result<T> parse(const wire::Record& record, std::string_view name)
{
    T whole;
    if (record.size() == 0 || record.line(0).name != name ||
        !read_number(record.line(0).value, whole.number))
        return permanent(cat("lookup: a record that does not begin with ", name, "="));
    for (std::size_t i = 1; i < record.size(); ++i)
        if (!read_line(record.line(i), whole)) return bad_line(record.line(i));
    return whole;
}

} // namespace

Result<std::string> write(const Question& question)
{
    if (question.senders.size() > most_senders)
        return permanent(cat("lookup: more than ", most_senders, " senders"));
    wire::Builder out;
    out.add("question", question.number).add("deadline", question.deadline_ms);
    add_addresses(out, "recipient", question.recipients);
    add_addresses(out, "other", question.others);
    add_addresses(out, "sender", question.senders);
    return out.finish();
}

Result<std::string> write(const Answer& answer)
{
    wire::Builder out;
    out.add("answer", answer.number).add("recipients", answer.rows.size());
    for (std::size_t i = 0; i < answer.rows.size(); ++i)
        for (const auto& row : answer.rows[i])
            add_row(out, i, row);
    for (const auto& entry : answer.lists)
        out.add("list",
                std::vector<std::string>{std::to_string(entry.recipient),
                                         std::to_string(entry.row),
                                         std::to_string(entry.sender),
                                         entry.value});
    return out.finish();
}

std::string write_failure(std::uint64_t number, const std::string& why)
{
    return cat("answer=",
               number,
               "\nerror=",
               wire::escape(why.substr(0, failure_bytes)),
               "\n\n");
}

Result<Question> parse_question(const wire::Record& record)
{
    return parse<Question>(record, "question");
}

Result<Answer> parse_answer(const wire::Record& record)
{
    if (record.has("error")) return temporary("lookup: " + record.value("error"));
    return parse<Answer>(record, "answer");
}

} // namespace chainmail::lookup
