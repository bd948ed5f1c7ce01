// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// The sockets in the run directory on which programs started by exec find their
// residents.
#ifndef CHAINMAIL_CHAINMAIL_DOORS_H
#define CHAINMAIL_CHAINMAIL_DOORS_H

#include "base/result.h"
#include "os/fd.h"

#include <optional>
#include <set>
#include <string>
#include <sys/types.h>
#include <vector>

namespace chainmail::supervisor {

class Doors {
public:
    Doors() = default;
    Doors(const Doors&) = delete;
    Doors& operator=(const Doors&) = delete;
    ~Doors() { close(); }

    /// A socket for each stage and one for connections, in `directory`, for root, this
    /// user and `user` ("": nobody else); and for the stages `more`, which not every
    /// chain has. What cannot be had is logged and does without.
    void open(const std::string& directory,
              const std::string& user,
              const std::vector<std::string>& more);
    /// The files go.
    void close();

    std::size_t size() const { return doors_.size(); }
    int socket(std::size_t i) const { return doors_[i].socket.get(); }
    const std::string& name(std::size_t i) const { return doors_[i].name; }
    /// Who knocks; -1 when it is nobody that may (logged).
    os::Fd accept(std::size_t i) const;

private:
    struct Door {
        std::string name;
        std::string path;
        os::Fd socket;
    };
    Status open_one(const std::string& directory, const std::string& name);

    std::vector<Door> doors_;
    std::set<uid_t> users_;
    std::optional<uid_t> owner_;
};

} // namespace chainmail::supervisor

#endif
