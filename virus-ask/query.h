// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What a scanner is told: the request of its entry with the names of files. Pure.
#ifndef CHAINMAIL_VIRUS_ASK_QUERY_H
#define CHAINMAIL_VIRUS_ASK_QUERY_H

#include <string>
#include <string_view>
#include <vector>

namespace chainmail::virus_ask {

using Words = std::vector<std::string>;

/// For a daemon: anywhere in the request "{}" is the directory, "{}/*" and "*" a file;
/// with one of these there is a request for each file, else one for all.
Words requests(std::string_view request,
               const std::string& directory,
               const Words& files);

/// For a program: arguments, separated by blanks; "{}/*" and "*" are words of their
/// own and become files, as many as fit 4000 bytes in one run, "{}" is the directory.
std::vector<Words> command_lines(std::string_view arguments,
                                 const std::string& program,
                                 const std::string& directory,
                                 const Words& files);

/// Makes the path `from` in `arguments`, alone or the beginning of others, `to`.
void replace_path(std::string& arguments,
                  const std::string& from,
                  const std::string& to);

} // namespace chainmail::virus_ask

#endif
