// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "eval_argument.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace chainmail::spam_score {

namespace {

using Group = std::span<const EvalEntry> (*)();

constexpr std::array<Group, 14> groups{
    header_evals,
    received_evals,
    date_evals,
    relay_evals,
    body_evals,
    html_evals,
    mime_evals,
    locale_evals,
    image_evals,
    uri_evals,
    list_evals,
    freemail_evals,
    from_name_evals,
    auth_results_evals,
};

} // namespace

const EvalEntry* find_eval(std::string_view name, bool on_raw_body)
{
    // Under this name stands the function's other half.
    const std::string raw_name = "raw " + std::string(name);
    if (on_raw_body) {
        if (const EvalEntry* entry = find_eval(raw_name, false)) return entry;
    }
    for (const auto group : groups) {
        const auto entries = group();
        const auto at =
            std::find_if(entries.begin(), entries.end(), [&](const EvalEntry& e) {
                return e.name == name;
            });
        if (at != entries.end()) return &*at;
    }
    return nullptr;
}

bool is_network_eval(std::string_view name)
{
    constexpr std::array prefixes{
        std::string_view("check_rbl"),
        std::string_view("check_dns"),
        std::string_view("check_uridnsbl"),
        std::string_view("check_for_spf_"),
        std::string_view("check_for_def_spf_"),
        std::string_view("check_for_dkim_"),
        std::string_view("check_for_def_dkim_"),
        std::string_view("check_dkim_"),
        std::string_view("check_arc_"),
        std::string_view("check_dmarc_"),
        std::string_view("check_hashbl_"),
        std::string_view("check_razor2"),
        std::string_view("check_pyzor"),
        std::string_view("check_dcc"),
        std::string_view("check_bayes"),
    };
    return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) {
        return name.starts_with(p);
    });
}

std::string text_argument(const EvalArguments& arguments, std::size_t place)
{
    return place < arguments.size() ? arguments[place] : std::string{};
}

std::optional<double> number_argument(const EvalArguments& arguments, std::size_t place)
{
    if (place >= arguments.size()) return {};
    return std::strtod(arguments[place].c_str(), nullptr);
}

} // namespace chainmail::spam_score
