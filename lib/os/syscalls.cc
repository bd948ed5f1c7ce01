// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/syscalls.h"

#include "os/fd.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <memory>
#include <sched.h>
#include <seccomp.h>
#include <span>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace chainmail::os {

namespace {

// Bytes through descriptors that are there, memory, time, and leaving.
constexpr int always[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(fcntl),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(mmap),
    SCMP_SYS(munmap),
    SCMP_SYS(mprotect),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(futex),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(nanosleep),
    SCMP_SYS(time),
    SCMP_SYS(setitimer),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getppid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(getrusage),
    SCMP_SYS(sched_yield),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    SCMP_SYS(getsockopt),
    SCMP_SYS(recvfrom),
    SCMP_SYS(shutdown),
};

constexpr int with_files[] = {
    SCMP_SYS(open),     SCMP_SYS(openat),     SCMP_SYS(stat),
    SCMP_SYS(lstat),    SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(access),   SCMP_SYS(faccessat),  SCMP_SYS(faccessat2),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64),
    SCMP_SYS(mkdir),    SCMP_SYS(mkdirat),    SCMP_SYS(rmdir),
    SCMP_SYS(unlink),   SCMP_SYS(unlinkat),   SCMP_SYS(rename),
    SCMP_SYS(renameat), SCMP_SYS(renameat2),  SCMP_SYS(link),
    SCMP_SYS(linkat),   SCMP_SYS(umask),      SCMP_SYS(dup),
    SCMP_SYS(getcwd),   SCMP_SYS(statfs),     SCMP_SYS(fstatfs),
    SCMP_SYS(fchmod),   SCMP_SYS(chmod),      SCMP_SYS(fallocate),
};

constexpr int with_connects[] = {
    SCMP_SYS(connect),
    SCMP_SYS(setsockopt),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmmsg), // the resolver
};

constexpr int with_resident[] = {
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(prctl),
    SCMP_SYS(seccomp),
    SCMP_SYS(close_range),
    SCMP_SYS(wait4),
    SCMP_SYS(kill),
};

class Filter {
public:
    Filter() : context_(::seccomp_init(SCMP_ACT_ERRNO(EPERM))) {}

    void allow(std::span<const int> calls)
    {
        for (const int call : calls)
            note(::seccomp_rule_add(context_.get(), SCMP_ACT_ALLOW, call, 0));
    }
    // glibc makes fstat(2) of this call; a name given with the flag tells of a file
    // that it is there, no more.
    void allow_fstat()
    {
        note(::seccomp_rule_add(context_.get(),
                                SCMP_ACT_ALLOW,
                                SCMP_SYS(newfstatat),
                                1,
                                SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH)));
    }
    // Only exactly this first argument.
    void allow_with(int call, std::uint64_t first)
    {
        note(::seccomp_rule_add(
            context_.get(), SCMP_ACT_ALLOW, call, 1, SCMP_A0(SCMP_CMP_EQ, first)));
    }
    // libseccomp hands the finished program out by a descriptor only.
    Result<CallFilter> program()
    {
        if (!context_) return temporary("seccomp: out of memory");
        if (error_ != 0) return system_error("seccomp", -error_);
        const Fd file(::memfd_create("seccomp", MFD_CLOEXEC));
        if (!file) return system_error("seccomp: memfd", errno);
        if (const int error = ::seccomp_export_bpf(context_.get(), file.get());
            error != 0)
            return system_error("seccomp", -error);
        const off_t size = ::lseek(file.get(), 0, SEEK_END);
        return pread_all(file.get(), 0, static_cast<std::size_t>(size));
    }

private:
    void note(int result)
    {
        if (result != 0 && error_ == 0) error_ = result;
    }
    struct Release {
        void operator()(void* context) const { ::seccomp_release(context); }
    };
    std::unique_ptr<void, Release> context_;
    int error_ = 0;
};

} // namespace

Result<CallFilter> make_call_filter(const Rights& rights)
{
    if (::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 && errno == EINVAL) return CallFilter{};
    Filter filter;
    filter.allow(always);
    filter.allow_fstat();
    if (rights.files) filter.allow(with_files);
    if (rights.connects) {
        filter.allow(with_connects);
        for (const unsigned family :
             {unsigned{AF_INET}, unsigned{AF_INET6}, unsigned{AF_UNIX}})
            filter.allow_with(SCMP_SYS(socket), family);
    }
    if (rights.resident) {
        filter.allow(with_resident);
        filter.allow_with(SCMP_SYS(clone), CLONE_PARENT | SIGCHLD);
    }
    return filter.program();
}

Status load_call_filter(const CallFilter& filter)
{
    if (filter.empty()) return {};
    // The program is an array of instructions; a string need not be aligned for them.
    std::vector<sock_filter> code(filter.size() / sizeof(sock_filter));
    std::memcpy(code.data(), filter.data(), code.size() * sizeof(sock_filter));
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
        return system_error("seccomp", errno);
    return {};
}

} // namespace chainmail::os
