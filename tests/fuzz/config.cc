// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// libFuzzer over the configuration language: any text is read or refused, and what was
// read survives being written down. Files have no content of their own here.
#include "config/reader.h"

#include "config/variables.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace chainmail;
using namespace chainmail::config;

namespace {

Surroundings a_small_host()
{
    const auto content = [](const std::string& file) -> Result<std::string> {
        if (file.size() % 2 != 0) return permanent("missing");
        return "Key@" + file + " value # comment\n\"quoted\"\n10.0.0.0/8\n";
    };
    const auto further = [](const std::string& file) -> Result<std::string> {
        return "$max_servers += 1; include_optional_config_files('" + file + "') if 0;";
    };
    return {[]() -> Result<std::string> { return std::string("example.com"); },
            []() -> Result<std::string> { return std::string("mx.example.com"); },
            content,
            further,
            [](char, const std::string& file) { return file.size() % 3 == 0; }};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto settings =
        read_sources({{"50-user", std::string(text)}}, a_small_host());
    if (!settings) {
        if (settings.error().fault == Fault::internal) std::abort();
        return 0;
    }
    std::vector<std::string> names;
    for (const auto& [name, setting] : settings->assigned())
        names.push_back(name);
    const auto again = read_text("settings", canonical(*settings, names));
    if (!again || !(*again == settings->only(names))) std::abort();
    return 0;
}
