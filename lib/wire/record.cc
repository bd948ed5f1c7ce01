// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "wire/record.h"

#include "base/text.h"

namespace chainmail::wire {

namespace {

using text::cat;

bool is_name_byte(char c)
{
    return text::is_lower(c) || text::is_digit(c) || c == '.' || c == '-';
}

bool is_escape(std::string_view value, std::size_t at)
{
    return at + 2 < value.size() && text::hex_value(value[at + 1]) >= 0 &&
           text::hex_value(value[at + 2]) >= 0;
}

// What is wrong with one line (without its LF), or "" for a good one.
std::string fault_of(std::string_view line)
{
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return "no \"=\"";
    if (equals == 0) return "no name before \"=\"";
    for (const char c : line.substr(0, equals))
        if (!is_name_byte(c)) return "a name may have a-z 0-9 . - only";
    const auto value = line.substr(equals + 1);
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (text::is_control(value[i]) && value[i] != '\t')
            return "a control byte that is not written as %XX";
        if (value[i] == '%' && !is_escape(value, i))
            return "a \"%\" without two hexadecimal digits";
    }
    return {};
}

} // namespace

std::string escape(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    for (const char c : bytes) {
        if (text::is_control(c) || c == '%')
            out += '%' + text::hex(c);
        else
            out += c;
    }
    return out;
}

std::optional<std::string> unescape(std::string_view value)
{
    std::string out;
    out.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '%') {
            out += value[i];
            continue;
        }
        if (!is_escape(value, i)) return {};
        out += static_cast<char>(text::hex_value(value[i + 1]) * 16 +
                                 text::hex_value(value[i + 2]));
        i += 2;
    }
    return out;
}

std::vector<std::string> split_fields(std::string_view value)
{
    std::vector<std::string> fields;
    for (const auto field : text::split(value, '\t'))
        fields.push_back(unescape(field).value_or(std::string(field)));
    return fields;
}

Result<Record> Record::parse(std::string text)
{
    if (text.size() > Limits::record_bytes)
        return permanent(cat("record of more than ", Limits::record_bytes, " bytes"));
    Record record;
    record.text_ = std::move(text);
    const std::string_view all = record.text_;
    for (std::size_t begin = 0; begin < all.size();) {
        const auto number = record.lines_.size() + 1;
        const auto end = all.find('\n', begin);
        if (end == std::string_view::npos)
            return permanent(cat("record line ", number, ": no line end"));
        const auto line = all.substr(begin, end - begin);
        if (line.size() >= Limits::line_bytes)
            return permanent(cat(
                "record line ", number, ": more than ", Limits::line_bytes, " bytes"));
        if (number > Limits::lines)
            return permanent(cat("record of more than ", Limits::lines, " lines"));
        if (const auto fault = fault_of(line); !fault.empty())
            return permanent(cat(
                "record line ", number, ": ", fault, ": ", text::printable(line, 80)));
        record.lines_.push_back({begin, line.find('='), line.size() + 1});
        begin = end + 1;
    }
    return record;
}

Record::Line Record::line(std::size_t i) const
{
    const auto& place = lines_[i];
    const auto whole = std::string_view(text_).substr(place.begin, place.length);
    return {whole.substr(0, place.name_length),
            whole.substr(place.name_length + 1, place.length - place.name_length - 2),
            whole};
}

bool Record::has(std::string_view name) const
{
    for (std::size_t i = 0; i < size(); ++i)
        if (line(i).name == name) return true;
    return false;
}

std::string Record::value(std::string_view name) const
{
    for (std::size_t i = 0; i < size(); ++i)
        if (line(i).name == name) return unescape(line(i).value).value_or("");
    return {};
}

std::vector<std::string> Record::values(std::string_view name) const
{
    std::vector<std::string> all;
    for (std::size_t i = 0; i < size(); ++i)
        if (line(i).name == name) all.push_back(unescape(line(i).value).value_or(""));
    return all;
}

std::vector<std::string> Record::fields(std::string_view name) const
{
    for (std::size_t i = 0; i < size(); ++i)
        if (line(i).name == name) return split_fields(line(i).value);
    return {};
}

std::vector<std::vector<std::string>> Record::all_fields(std::string_view name) const
{
    std::vector<std::vector<std::string>> all;
    for (std::size_t i = 0; i < size(); ++i)
        if (line(i).name == name) all.push_back(split_fields(line(i).value));
    return all;
}

Builder& Builder::add(std::string_view name, std::string_view value)
{
    return add_escaped(name, escape(value));
}

Builder& Builder::add(std::string_view name, std::uint64_t number)
{
    return add_escaped(name, std::to_string(number));
}

Builder& Builder::add(std::string_view name, const std::vector<std::string>& fields)
{
    std::string value;
    for (const auto& field : fields) {
        if (&field != &fields.front()) value += '\t';
        value += escape(field);
    }
    return add_escaped(name, value);
}

Builder& Builder::pass(const Record::Line& line)
{
    const auto begin = text_.size();
    text_ += line.whole.substr(0, line.whole.size() - 1);
    close_line(begin, line.name);
    return *this;
}

Builder& Builder::add_escaped(std::string_view name, std::string_view value)
{
    const auto begin = text_.size();
    text_ += name;
    text_ += '=';
    text_ += value;
    close_line(begin, name);
    return *this;
}

void Builder::close_line(std::size_t begin, std::string_view name)
{
    if (text_.size() - begin >= Limits::line_bytes && error_.empty())
        error_ = cat(name, ": a line of more than ", Limits::line_bytes, " bytes");
    text_ += '\n';
    ++lines_;
}

Result<std::string> Builder::finish()
{
    if (lines_ > Limits::lines && error_.empty())
        error_ = cat("record of more than ", Limits::lines, " lines");
    if (text_.size() > Limits::record_bytes && error_.empty())
        error_ = cat("record of more than ", Limits::record_bytes, " bytes");
    const Builder done = std::exchange(*this, Builder{});
    if (!done.error_.empty()) return permanent(done.error_);
    return done.text_ + '\n';
}

} // namespace chainmail::wire
