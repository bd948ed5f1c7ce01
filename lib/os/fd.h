// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// A file descriptor with one owner, and the few calls that move bytes through one.
#ifndef CHAINMAIL_OS_FD_H
#define CHAINMAIL_OS_FD_H

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace chainmail::os {

/// Owns a descriptor and closes it. Never becomes an int by itself.
class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(other.release()) {}
    Fd& operator=(Fd&& other) noexcept
    {
        Fd taken(std::move(other));
        std::swap(fd_, taken.fd_);
        return *this;
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { reset(); }

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    [[nodiscard]] int release() { return std::exchange(fd_, -1); }
    void reset();

private:
    int fd_ = -1;
};

struct Pipe {
    Fd read;
    Fd write;
};

/// Both ends close-on-exec.
Result<Pipe> make_pipe();

/// Whether the process has `fd` open at all.
bool is_open(int fd);

/// Reads up to `size` bytes; 0 is end of file. Goes on after EINTR.
Result<std::size_t> read_some(int fd, char* to, std::size_t size);

/// Reads to the end of file; more than `most` bytes are a permanent error.
Result<std::string> read_to_end(int fd, std::size_t most);

/// Writes all of `bytes`, waiting where the descriptor is non-blocking.
Status write_all(int fd, std::string_view bytes);
Status pwrite_all(int fd, std::string_view bytes, std::uint64_t offset);

/// The `length` bytes at `offset`; a file that is shorter is a permanent error.
Result<std::string> pread_all(int fd, std::uint64_t offset, std::size_t length);

/// A whole file by name, at most `limit` bytes (more is a permanent error).
Result<std::string> read_file(const std::string& path, std::size_t limit = 64U << 20U);

/// An unlinked file in `directory` (O_TMPFILE where the file system has it), open for
/// reading and writing, mode 0600.
Result<Fd> unlinked_file(const std::string& directory);

/// A second, read-only open of what `fd` is, through /proc.
Result<Fd> reopen_read_only(int fd);

/// An unlinked file with one descriptor for the program that writes it and one for
/// those that may only read. Mode 0: no other user can open it again through /proc.
struct SharedFile {
    Fd write;
    Fd read;
};
Result<SharedFile> shared_file(const std::string& directory);

/// The part [0, length) of a file, mapped read-only for the life of this object.
class Mapping {
public:
    Mapping() = default;
    static Result<Mapping> of(int fd, std::uint64_t length);
    Mapping(Mapping&& other) noexcept : view_(std::exchange(other.view_, {})) {}
    Mapping& operator=(Mapping&& other) noexcept
    {
        std::swap(view_, other.view_);
        return *this;
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping();

    std::string_view view() const { return view_; }

private:
    std::string_view view_;
};

} // namespace chainmail::os

#endif
