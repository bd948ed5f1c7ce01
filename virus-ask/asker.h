// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// One scanner of the configuration, and asking it.
#ifndef CHAINMAIL_VIRUS_ASK_ASKER_H
#define CHAINMAIL_VIRUS_ASK_ASKER_H

#include "judge.h"
#include "material.h"
#include "reply.h"
#include "scanner/entries.h"

#include <cstdint>
#include <string>
#include <vector>

namespace chainmail::virus_ask {

/// `kind` is `answered` whatever the verdict.
struct Asked {
    Reply::Kind kind = Reply::Kind::silent;
    Verdict verdict;
};

class Asker {
public:
    static Result<Asker> of(const scanner::Entry& entry);

    const std::string& name() const { return entry_.name; }
    /// Where it can be asked, any of them will do: sockets, or one program.
    const std::vector<std::string>& targets() const { return targets_; }
    /// How long harmless words may take: a program has to load its signatures first.
    std::uint64_t patience_ms() const;
    /// Asks for all of `material`. Found in one file is found; no sense made of the
    /// answer about another one is a failure otherwise.
    Asked ask(const std::string& target, Material& material, std::uint64_t until_ms);

private:
    Asker(scanner::Entry entry, Judge judge);
    Asked ask_about_files(const std::string& target,
                          Material& material,
                          std::uint64_t until_ms);
    bool add(Reply reply, Asked& to);

    scanner::Entry entry_;
    std::vector<std::string> targets_;
    Judge judge_;
};

} // namespace chainmail::virus_ask

#endif
