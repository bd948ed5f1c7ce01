// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/fd.h"

#include "base/text.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chainmail::os {

void Fd::reset()
{
    // Linux closes the descriptor even when close() says EINTR: never repeat it.
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Result<Pipe> make_pipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return system_error("make a pipe", errno);
    return Pipe{Fd(ends[0]), Fd(ends[1])};
}

bool is_open(int fd)
{
    return ::fcntl(fd, F_GETFD) >= 0;
}

namespace {

void wait_for(int fd, short events)
{
    pollfd one{fd, events, 0};
    ::poll(&one, 1, -1);
}

} // namespace

Result<std::size_t> read_some(int fd, char* to, std::size_t size)
{
    for (;;) {
        const ssize_t n = ::read(fd, to, size);
        if (n >= 0) return static_cast<std::size_t>(n);
        if (errno == EAGAIN)
            wait_for(fd, POLLIN);
        else if (errno != EINTR)
            return system_error(text::cat("read descriptor ", fd), errno);
    }
}

Result<std::string> read_to_end(int fd, std::size_t most)
{
    std::string all;
    std::array<char, 65536> block{};
    for (;;) {
        const auto n = read_some(fd, block.data(), block.size());
        if (!n) return n.error();
        if (*n == 0) return all;
        if (all.size() + *n > most)
            return permanent(text::cat("more than ", most, " bytes to read"));
        all.append(block.data(), *n);
    }
}

Status write_all(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(n));
        else if (errno == EAGAIN)
            wait_for(fd, POLLOUT);
        else if (errno != EINTR)
            return system_error(text::cat("write descriptor ", fd), errno);
    }
    return {};
}

Status pwrite_all(int fd, std::string_view bytes, std::uint64_t offset)
{
    while (!bytes.empty()) {
        const ssize_t n =
            ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (n >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
            offset += static_cast<std::uint64_t>(n);
        } else if (errno != EINTR) {
            return system_error(text::cat("write descriptor ", fd), errno);
        }
    }
    return {};
}

Result<std::string> pread_all(int fd, std::uint64_t offset, std::size_t length)
{
    std::string bytes(length, '\0');
    std::size_t got = 0;
    while (got < length) {
        const ssize_t n = ::pread(
            fd, bytes.data() + got, length - got, static_cast<off_t>(offset + got));
        if (n > 0)
            got += static_cast<std::size_t>(n);
        else if (n == 0)
            return permanent(text::cat("descriptor ",
                                       fd,
                                       " ends at byte ",
                                       offset + got,
                                       ", the record says ",
                                       offset + length));
        else if (errno != EINTR)
            return system_error(text::cat("read descriptor ", fd), errno);
    }
    return bytes;
}

Result<std::string> read_file(const std::string& path, std::size_t limit)
{
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return system_error("open " + path, errno);
    std::string bytes;
    char block[16384];
    for (;;) {
        auto n = read_some(file.get(), block, sizeof block);
        if (!n) return Error{n.error().fault, path + ": " + n.error().what};
        if (*n == 0) return bytes;
        bytes.append(block, *n);
        if (bytes.size() > limit)
            return permanent(text::cat(path, ": larger than ", limit, " bytes"));
    }
}

Result<Fd> unlinked_file(const std::string& directory)
{
    constexpr int flags = O_RDWR | O_CLOEXEC;
    Fd file(::open(directory.c_str(), O_TMPFILE | O_EXCL | flags, 0600));
    if (file) return file;
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
        return system_error("make a file in " + directory, errno);
    std::string name = directory + "/chainmail-XXXXXX";
    file = Fd(::mkostemp(name.data(), O_CLOEXEC));
    if (!file) return system_error("make a file in " + directory, errno);
    if (::unlink(name.c_str()) != 0) return system_error("unlink " + name, errno);
    return file;
}

Result<Fd> reopen_read_only(int fd)
{
    const std::string path = text::cat("/proc/self/fd/", fd);
    Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return system_error("open " + path, errno);
    return file;
}

Result<SharedFile> shared_file(const std::string& directory)
{
    auto write = unlinked_file(directory);
    if (!write) return write.error();
    auto read = reopen_read_only(write->get());
    if (!read) return read.error();
    if (::fchmod(write->get(), 0) != 0)
        return system_error("take the mode of a file in " + directory, errno);
    return SharedFile{std::move(*write), std::move(*read)};
}

Result<Mapping> Mapping::of(int fd, std::uint64_t length)
{
    Mapping mapping;
    if (length == 0) return mapping;
    // A page behind the end of the file would be SIGBUS, not an error.
    struct stat about {};
    if (::fstat(fd, &about) != 0)
        return system_error(text::cat("look at descriptor ", fd), errno);
    if (static_cast<std::uint64_t>(about.st_size) < length)
        return permanent(text::cat("descriptor ",
                                   fd,
                                   " has ",
                                   about.st_size,
                                   " bytes, the record says ",
                                   length));
    void* at = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) return system_error(text::cat("map descriptor ", fd), errno);
    mapping.view_ = {static_cast<const char*>(at), length};
    return mapping;
}

Mapping::~Mapping()
{
    if (!view_.empty()) ::munmap(const_cast<char*>(view_.data()), view_.size());
}

} // namespace chainmail::os
