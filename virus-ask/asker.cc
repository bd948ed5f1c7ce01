// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "asker.h"

#include "command.h"
#include "daemon.h"
#include "query.h"

#include <algorithm>

namespace chainmail::virus_ask {

namespace {

constexpr std::size_t most_names = 100;

// Another answer of the same scanner, about other files.
void merge(const Verdict& one, Verdict& to)
{
    for (const auto& name : one.names)
        if (to.names.size() < most_names && std::ranges::count(to.names, name) == 0)
            to.names.push_back(name);
    if (one.says == Says::infected || to.says != Says::infected) to.says = one.says;
    if (!one.why.empty()) to.why = one.why;
}

} // namespace

Asker::Asker(scanner::Entry entry, Judge judge)
    : entry_(std::move(entry)),
      targets_(entry_.way == scanner::Way::command
                   ? std::vector<std::string>{entry_.program}
                   : entry_.sockets),
      judge_(std::move(judge))
{
}

Result<Asker> Asker::of(const scanner::Entry& entry)
{
    auto judge = Judge::of(entry);
    if (!judge) return judge.error();
    return Asker(entry, std::move(*judge));
}

std::uint64_t Asker::patience_ms() const
{
    constexpr std::uint64_t program_ms = 60'000;
    constexpr std::uint64_t daemon_ms = 10'000;
    return entry_.way == scanner::Way::command ? program_ms : daemon_ms;
}

// Whether to go on.
bool Asker::add(Reply reply, Asked& to)
{
    if (reply.kind == Reply::Kind::answered) {
        to.kind = reply.kind;
        const auto verdict = judge_.judge(reply.status, reply.text);
        merge(verdict, to.verdict);
        return verdict.says != Says::failed;
    }
    if (to.verdict.says != Says::infected)
        to = {reply.kind, {Says::failed, {}, std::move(reply.text)}};
    return false;
}

Asked Asker::ask(const std::string& target, Material& material, std::uint64_t until_ms)
{
    if (entry_.way != scanner::Way::stream)
        return ask_about_files(target, material, until_ms);
    Asked asked;
    add(ask_clamd(target, material.contents(), until_ms), asked);
    return asked;
}

Asked Asker::ask_about_files(const std::string& target,
                             Material& material,
                             std::uint64_t until_ms)
{
    const auto directory = material.directory();
    if (!directory)
        return {Reply::Kind::answered, {Says::failed, {}, directory.error().what}};
    Asked asked;
    if (entry_.way == scanner::Way::command) {
        for (const auto& words :
             command_lines(entry_.query, target, *directory, material.names()))
            if (!add(run_command(words, *directory, until_ms), asked)) break;
    } else {
        for (const auto& request : requests(entry_.query, *directory, material.names()))
            if (!add(ask_daemon(target, request, entry_.one_answer, until_ms), asked))
                break;
    }
    return asked;
}

} // namespace chainmail::virus_ask
