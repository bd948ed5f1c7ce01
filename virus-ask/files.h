// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Contents as files, for scanners that are told names.
#ifndef CHAINMAIL_VIRUS_ASK_FILES_H
#define CHAINMAIL_VIRUS_ASK_FILES_H

#include "contents.h"
#include "os/private_directory.h"

#include <string>
#include <vector>

namespace chainmail::virus_ask {

class Files {
public:
    /// Below PLACE; the group of PLACE may read them, and nobody else.
    static Result<Files> write(const std::string& place,
                               const std::vector<Content>& contents);

    /// The directory that they are in, alone.
    const std::string& directory() const { return directory_; }

private:
    explicit Files(os::PrivateDirectory whole)
        : whole_(std::move(whole)),
          directory_(whole_.path() + "/parts")
    {
    }
    os::PrivateDirectory whole_; ///< scanners may leave files of their own in it
    std::string directory_;
};

} // namespace chainmail::virus_ask

#endif
