// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "engine.h"

#include "base/text.h"
#include "os/fd.h"

namespace chainmail::spam_score {

Result<RuleSet> load_rules(const RulePaths& paths,
                           const std::string& language,
                           std::vector<Complaint>& complaints)
{
    const auto files = list_rule_files(paths);
    if (!files) return files.error();
    Features features;
    RuleBook book(features);
    const auto load = [](const std::string& path) { return os::read_file(path); };
    RuleFileReader reader(features, language, load, [&](const Directive& directive) {
        return book.take(directive);
    });
    reader.read("(first lines)", text::join(paths.first_lines, "\n"));
    for (const auto& file : *files) {
        const auto text = os::read_file(file);
        if (!text) return text.error();
        reader.read(file, *text);
    }
    reader.read("(last lines)", text::join(paths.last_lines, "\n"));
    complaints = reader.complaints();
    return compile_rules(book, complaints);
}

} // namespace chainmail::spam_score
