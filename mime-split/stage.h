// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// mime-split as a stage: settings, descriptors, one message after the other.
#ifndef CHAINMAIL_MIME_SPLIT_STAGE_H
#define CHAINMAIL_MIME_SPLIT_STAGE_H

#include "split.h"
#include "stage/filter.h"
#include "types.h"

#include <string>
#include <vector>

namespace chainmail::mime_split {

class Stage : public stage::Filter {
public:
    std::string name() const override { return "mime-split"; }
    std::vector<std::string> settings() const override;
    Result<std::string> load(const config::Settings& settings) override;
    os::Confinement confinement() const override;
    wire::Writer writer() const override { return wire::Writer::mime_split; }
    Status examine(const stage::Message& message, wire::Builder& findings) override;
    Status serve(stage::Connection& connection) override;

private:
    Status take_apart(const stage::Message& message, wire::Builder& findings);

    mail::Limits limits_;
    Expansion expansion_;
    Types types_;
};

/// A permanent error with what to do, unless `fd` is open for reading and writing.
Status check_store(int fd);

} // namespace chainmail::mime_split

#endif
