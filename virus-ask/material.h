// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// What is scanned, as contents and, once somebody wants names, as files.
#ifndef CHAINMAIL_VIRUS_ASK_MATERIAL_H
#define CHAINMAIL_VIRUS_ASK_MATERIAL_H

#include "contents.h"
#include "files.h"

#include <optional>
#include <string>
#include <vector>

namespace chainmail::virus_ask {

class Material {
public:
    /// `contents` point to bytes that live longer than this; files come below `place`.
    Material(std::string place, std::vector<Content> contents)
        : place_(std::move(place)),
          contents_(std::move(contents))
    {
    }

    const std::vector<Content>& contents() const { return contents_; }
    std::vector<std::string> names() const
    {
        std::vector<std::string> names;
        for (const auto& content : contents_)
            names.push_back(content.name);
        return names;
    }
    /// The directory with all of them; written by the first call.
    Result<std::string> directory()
    {
        if (!files_) {
            auto written = Files::write(place_, contents_);
            if (!written) return written.error();
            files_.emplace(std::move(*written));
        }
        return files_->directory();
    }

private:
    std::string place_;
    std::vector<Content> contents_;
    std::optional<Files> files_;
};

} // namespace chainmail::virus_ask

#endif
