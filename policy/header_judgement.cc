// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "header_judgement.h"

#include <algorithm>

namespace chainmail::policy {

namespace {

constexpr std::size_t most_texts = 100;

bool is_minded(const HeaderFault& fault, const HeaderTests& tests)
{
    // One that is not encoded in any way is one of 8 bits first of all.
    if (fault.test == "utf8" && !tests.contains("8bit")) return false;
    return tests.contains(fault.test.empty() ? "other" : fault.test);
}

} // namespace

HeaderJudgement judge_header(const Facts& facts, const HeaderTests& tests)
{
    HeaderJudgement judgement;
    std::uint64_t settled = 0;
    for (const auto& fault : facts.header_faults) {
        if (fault.number != 0 && fault.number == settled) continue;
        if (!is_minded(fault, tests)) continue;
        settled = fault.number;
        judgement.minor = std::max(judgement.minor, fault.minor);
        if (judgement.texts.size() < most_texts) judgement.texts.push_back(fault.text);
    }
    judgement.is_bad_mime = !facts.mime_error.empty() && tests.contains("mime");
    if (judgement.is_bad_mime)
        judgement.texts.push_back("MIME error: " + facts.mime_error);
    return judgement;
}

} // namespace chainmail::policy
