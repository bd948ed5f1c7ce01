// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The record that travels between stages: chainmail-record(5). Pure: text in, values
// out. A Record keeps the bytes it was made from, so that lines of others can be passed
// on exactly as they came.
#ifndef CHAINMAIL_WIRE_RECORD_H
#define CHAINMAIL_WIRE_RECORD_H

#include "base/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chainmail::wire {

/// The bounds of chainmail-record(5); what is larger is a permanent fault.
struct Limits {
    static constexpr std::size_t line_bytes = 64U << 10U;
    static constexpr std::size_t record_bytes = 8U << 20U;
    /// 1500 recipients with copies, notices and quarantines of their own have 40 lines
    /// each, mime-split's findings 12,000: less than that would defer a mail for ever.
    static constexpr std::size_t lines = 100'000;
};

/// Bytes 00-1F, 7F and "%" as %XX; all others as they are.
std::string escape(std::string_view bytes);
/// The inverse; nothing when a "%" is not followed by two hexadecimal digits.
std::optional<std::string> unescape(std::string_view value);

class Record {
public:
    /// One line: views into the Record, valid while it lives and is not moved.
    struct Line {
        std::string_view name;
        std::string_view value; ///< still escaped
        std::string_view whole; ///< with the line end
    };

    /// `text` is all lines, each with its LF, without the closing empty line. Refused:
    /// a name outside [a-z0-9.-], a missing "=", a control byte other than TAB, a "%"
    /// without two hexadecimal digits, sizes above Limits.
    static Result<Record> parse(std::string text);

    std::size_t size() const { return lines_.size(); }
    Line line(std::size_t i) const;
    const std::string& text() const { return text_; }

    bool has(std::string_view name) const;
    /// The first value of that name, unescaped; "" when there is none.
    std::string value(std::string_view name) const;
    /// All values of that name, unescaped, in order.
    std::vector<std::string> values(std::string_view name) const;
    /// The first value of that name taken apart at TAB, each field unescaped.
    std::vector<std::string> fields(std::string_view name) const;
    /// fields() of every line of that name, in order.
    std::vector<std::vector<std::string>> all_fields(std::string_view name) const;

private:
    struct Place {
        std::size_t begin;
        std::size_t name_length;
        std::size_t length; ///< with the line end
    };
    std::string text_;
    std::vector<Place> lines_;
};

/// Fields of a value that is separated by TAB, each unescaped.
std::vector<std::string> split_fields(std::string_view value);

/// Writes lines one after the other. What is too large latches an error that finish()
/// reports, so that the caller asks once.
class Builder {
public:
    Builder& add(std::string_view name, std::string_view value);
    Builder& add(std::string_view name, const std::vector<std::string>& fields);
    Builder& add(std::string_view name, std::uint64_t number);
    /// A line exactly as another stage wrote it.
    Builder& pass(const Record::Line& line);

    /// The record with its closing empty line, and the builder empty again.
    Result<std::string> finish();

private:
    Builder& add_escaped(std::string_view name, std::string_view value);
    void close_line(std::size_t begin, std::string_view name);

    std::string text_;
    std::size_t lines_ = 0;
    std::string error_;
};

} // namespace chainmail::wire

#endif
