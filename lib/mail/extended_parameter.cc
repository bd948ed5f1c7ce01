// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "mail/extended_parameter.h"

#include "base/text.h"
#include "mail/charset.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace chainmail::mail {

namespace {

struct PieceName {
    std::string_view base;
    std::uint64_t number = 0;
    bool encoded = false;
};

// "name*1*" -> name, 1, encoded. Nothing when the name is not of this kind.
std::optional<PieceName> read_piece_name(std::string_view name)
{
    PieceName piece;
    const auto star = name.find('*');
    if (star == name.npos || star == 0) return {};
    piece.base = name.substr(0, star);
    auto rest = name.substr(star + 1);
    piece.encoded = rest.empty() || rest.ends_with('*');
    if (rest.ends_with('*')) rest.remove_suffix(1);
    if (rest.empty()) return piece;
    const auto number = text::to_number(rest);
    if (!number) return {};
    piece.number = *number;
    return piece;
}

struct Piece {
    std::string value;
    bool encoded = false;
};

using Pieces = std::map<std::uint64_t, Piece>;

// The first encoded piece begins with charset'language'.
std::string join_pieces(const Pieces& pieces)
{
    std::string bytes;
    std::string charset;
    for (const auto& [number, piece] : pieces) {
        std::string_view value = piece.value;
        const auto quote = value.find('\'');
        const auto second = quote == value.npos ? quote : value.find('\'', quote + 1);
        if (piece.encoded && number == pieces.begin()->first && second != value.npos) {
            charset = value.substr(0, quote);
            value.remove_prefix(second + 1);
        }
        bytes += piece.encoded ? decode_percent(value) : std::string(value);
    }
    return to_utf8(bytes, charset);
}

} // namespace

std::string decode_percent(std::string_view s)
{
    std::string out;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const bool escape = s[i] == '%' && i + 2 < s.size();
        const int high = escape ? text::hex_value(s[i + 1]) : -1;
        const int low = escape ? text::hex_value(s[i + 2]) : -1;
        if (high >= 0 && low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += s[i];
        }
    }
    return out;
}

std::vector<Parameter> assemble(std::vector<RawParameter> raw)
{
    std::vector<Parameter> parameters;
    std::unordered_map<std::string, std::size_t> places;
    std::vector<Pieces> pieces;
    for (auto& one : raw) {
        const auto name = read_piece_name(one.name);
        if (!name) {
            parameters.push_back({std::move(one.name),
                                  std::move(one.value),
                                  std::move(one.other),
                                  false});
            pieces.emplace_back();
            continue;
        }
        const auto [place, is_new] =
            places.try_emplace(std::string(name->base), parameters.size());
        if (is_new) {
            parameters.push_back({std::string(name->base), {}, {}, true});
            pieces.emplace_back();
        }
        pieces[place->second].try_emplace(name->number,
                                          Piece{std::move(one.value), name->encoded});
    }
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].extended) parameters[i].value = join_pieces(pieces[i]);
    return parameters;
}

} // namespace chainmail::mail
