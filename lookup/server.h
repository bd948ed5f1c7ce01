// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// lookup as a program: settings, clients and the pool in one loop.
#ifndef CHAINMAIL_LOOKUP_SERVER_H
#define CHAINMAIL_LOOKUP_SERVER_H

#include "asker.h"
#include "configuration.h"
#include "pool.h"
#include "stage/service.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace chainmail::lookup {

class Server : public stage::Service {
public:
    std::string name() const override { return "lookup"; }
    std::vector<std::string> settings() const override { return setting_names(); }
    Result<std::string> load(const config::Settings& settings) override;
    os::Confinement confinement() const override;
    Status serve_all(int control) override;

private:
    Configuration configuration_;
};

} // namespace chainmail::lookup

#endif
