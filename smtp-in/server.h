// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#ifndef CHAINMAIL_SMTP_IN_SERVER_H
#define CHAINMAIL_SMTP_IN_SERVER_H

#include "options.h"
#include "stage/program.h"
#include "start_chain.h"

#include <getopt.h>

namespace chainmail::smtp_in {

/// smtp-in as a program of the chain.
class Server : public stage::Program {
public:
    /// The words behind the options, if any, are the program that makes the chain.
    Server(int argc, char** argv) : argc_(argc), argv_(argv) {}

    std::string name() const override { return "smtp-in"; }
    std::vector<std::string> settings() const override { return option_names(); }
    Result<std::string> load(const config::Settings& settings) override;
    os::Confinement confinement() const override;
    /// A resident could not start programs.
    bool can_be_guest() const override { return ::optind >= argc_; }
    Status serve(stage::Connection& connection) override;

private:
    Result<Links> links() const;

    int argc_;
    char** argv_;
    Options options_;
    config::Settings settings_; ///< those that depend on where a client comes in
    std::vector<std::string> words_;
    std::vector<std::string> directories_; ///< for the files of a chain of our own
};

} // namespace chainmail::smtp_in

#endif
