// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// mime-split | virus-check | spam-score | policy, one message after the other.
#ifndef CHAINMAIL_MAIL_SCAN_CHAIN_H
#define CHAINMAIL_MAIL_SCAN_CHAIN_H

#include "message.h"
#include "os/fd.h"
#include "wire/reader.h"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace chainmail::mail_scan {

class Chain {
public:
    /// `words` come behind each program's name. `directory` is for the files of the
    /// message, which have no name.
    Chain(std::vector<std::string> words, std::string directory)
        : words_(std::move(words)),
          directory_(std::move(directory))
    {
    }
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;
    ~Chain() { end(); }

    /// The record behind policy. The programs are started when they are not there;
    /// after an error they are ended, so that the next message gets new ones.
    Result<wire::Record> examine(const Message& message);

private:
    struct Running {
        std::string name;
        pid_t pid;
    };
    Status start();
    Status start_one(const std::string& name, const os::Fd& in, const os::Fd& out);
    Result<std::string> write_message(const Message& message);
    Result<wire::Record> exchange(const Message& message);
    Status await_record();
    void end();
    Error told_by_programs(const Error& error);

    std::vector<std::string> words_;
    std::string directory_;
    std::vector<Running> running_;
    std::optional<os::SharedFile> message_; ///< fd 3
    std::optional<os::SharedFile> parts_;   ///< fd 4
    os::Fd records_;                        ///< to mime-split
    os::Fd answers_;                        ///< from policy
    std::optional<wire::Reader> reader_;
    std::uint64_t seq_ = 0;
    std::uint64_t deadline_ms_ = 0;
};

} // namespace chainmail::mail_scan

#endif
