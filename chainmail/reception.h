// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// All the sockets that mail comes in on, and who may connect to each.
#ifndef CHAINMAIL_CHAINMAIL_RECEPTION_H
#define CHAINMAIL_CHAINMAIL_RECEPTION_H

#include "access.h"
#include "listen.h"

#include <string>
#include <vector>

namespace chainmail::supervisor {

class Reception {
public:
    /// `places` of --listen; with any, or with a socket adopted, the settings do not
    /// say where to listen.
    explicit Reception(std::vector<std::string> places) : places_(std::move(places)) {}
    Reception(const Reception&) = delete;
    Reception& operator=(const Reception&) = delete;
    ~Reception() { close(); }

    /// Sockets that were listening when we were started.
    Status adopt(std::vector<os::Fd> sockets);
    /// Whether open() could be called, as far as that shows without opening anything.
    Status check(const config::Settings& settings) const;
    /// Listens where `settings` want it, and nowhere else any more. New sockets are
    /// opened before an old one is closed: an error leaves everything as it was.
    Status open(const config::Settings& settings);
    /// Takes no more; the files of unix sockets go.
    void close();

    std::size_t size() const { return doors_.size(); }
    /// -1: there is nothing to wait for.
    int socket(std::size_t i) const { return doors_[i].listener.socket.get(); }
    /// One connection; -1 when there is none, or when it was refused, which is logged.
    os::Fd accept(std::size_t i);

private:
    struct Door {
        Listener listener;
        Access access;
    };
    Result<std::vector<std::string>> wanted(const config::Settings& settings) const;
    bool is_open(const std::string& place) const;
    Result<std::vector<Door>> open_new(const config::Settings& settings,
                                       const std::vector<std::string>& places) const;

    std::vector<std::string> places_;
    std::vector<Door> doors_;
    bool adopted_ = false;
};

} // namespace chainmail::supervisor

#endif
