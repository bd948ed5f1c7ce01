// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "data_decoder.h"

namespace chainmail::smtp_in {

namespace {

constexpr auto none = std::string_view::npos;

} // namespace

void DataDecoder::put(std::string_view bytes, std::string& to)
{
    facts_.bare_cr = facts_.bare_cr || bytes.find('\r') != none;
    facts_.length += bytes.size();
    to += bytes;
}

void DataDecoder::put_bare_cr(std::string& to)
{
    put("\r", to);
    state_ = State::text;
}

void DataDecoder::end_line(std::string& to)
{
    if (in_header_ && facts_.length == line_start_) {
        in_header_ = false;
        facts_.header_length = facts_.length;
    }
    to += '\n';
    ++facts_.length;
    ++facts_.lines;
    line_start_ = facts_.length;
}

// One line, or what the block has of it. A CR at the end of the block waits for its
// successor.
std::size_t DataDecoder::take_text(std::string_view block, std::string& to)
{
    const auto lf = block.find('\n');
    const auto line = block.substr(0, lf);
    const bool cr = line.ends_with('\r');
    put(line.substr(0, line.size() - (cr ? 1 : 0)), to);
    if (lf == none) {
        if (cr) state_ = State::cr;
        return line.size();
    }
    end_line(to);
    if (cr) state_ = State::line_begin;
    return lf + 1;
}

std::size_t DataDecoder::decode(std::string_view block, std::string& to)
{
    const auto before = to.size();
    std::size_t at = 0;
    while (at < block.size() && state_ != State::done) {
        const char c = block[at];
        switch (state_) {
        case State::line_begin:
            state_ = c == '.' ? State::dot : State::text;
            at += c == '.' ? 1 : 0;
            break;
        case State::text:
            at += take_text(block.substr(at), to);
            break;
        case State::cr:
            if (c != '\n') {
                put_bare_cr(to);
                break;
            }
            ++at;
            end_line(to);
            state_ = State::line_begin;
            break;
        case State::dot:
            state_ = c == '\r' ? State::dot_cr : State::text;
            at += c == '\r' ? 1 : 0;
            break;
        case State::dot_cr:
            if (c != '\n') {
                put_bare_cr(to);
                break;
            }
            ++at;
            state_ = State::done;
            break;
        case State::done:
            break;
        }
    }
    facts_.nul = facts_.nul || std::string_view(to).substr(before).find('\0') != none;
    return at;
}

DataFacts DataDecoder::facts() const
{
    auto facts = facts_;
    if (in_header_) facts.header_length = facts.length;
    return facts;
}

} // namespace chainmail::smtp_in
