// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/syscalls.h"

#include "os/fd.h"
#include "os/sanitized.h"

#include <array>
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
    SCMP_SYS(ftruncate),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(munmap),
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

// Not chmod: the owner of the message's file could then open it for writing.
constexpr int with_files[] = {
    SCMP_SYS(open),      SCMP_SYS(openat),     SCMP_SYS(stat),
    SCMP_SYS(lstat),     SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(access),    SCMP_SYS(faccessat),  SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),  SCMP_SYS(readlinkat), SCMP_SYS(getdents64),
    SCMP_SYS(mkdir),     SCMP_SYS(mkdirat),    SCMP_SYS(rmdir),
    SCMP_SYS(unlink),    SCMP_SYS(unlinkat),   SCMP_SYS(rename),
    SCMP_SYS(renameat),  SCMP_SYS(renameat2),  SCMP_SYS(link),
    SCMP_SYS(linkat),    SCMP_SYS(umask),      SCMP_SYS(dup),
    SCMP_SYS(getcwd),    SCMP_SYS(statfs),     SCMP_SYS(fstatfs),
    SCMP_SYS(fallocate), SCMP_SYS(flock),
};

constexpr int with_connects[] = {
    SCMP_SYS(connect),
    SCMP_SYS(setsockopt),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmmsg), // the resolver
};

constexpr int with_service[] = {
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
};

constexpr int with_resident[] = {
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(close_range),
};

// Not F_SETOWN and F_SETSIG, which make the kernel send signals to any process.
constexpr unsigned fcntl_commands[] = {
    F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL};

constexpr unsigned families[] = {AF_INET, AF_INET6, AF_UNIX};

// Each a way into another process, into the kernel, or around what confines the rest.
constexpr int never[] = {
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(kcmp),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(fsopen),
    SCMP_SYS(fsmount),
    SCMP_SYS(fspick),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(personality),
};

class Filter {
public:
    // What happens to calls without a rule.
    explicit Filter(std::uint32_t others) : context_(::seccomp_init(others)) {}

    void allow(std::span<const int> calls) { add(calls, SCMP_ACT_ALLOW); }
    void refuse(std::span<const int> calls) { add(calls, SCMP_ACT_ERRNO(EPERM)); }
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
    // With this command, the second argument.
    void allow_command(int call, std::uint64_t command)
    {
        note(::seccomp_rule_add(
            context_.get(), SCMP_ACT_ALLOW, call, 1, SCMP_A1(SCMP_CMP_EQ, command)));
    }
    // Memory with any rights but to be executed.
    void allow_data_memory()
    {
        for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)})
            note(::seccomp_rule_add(context_.get(),
                                    SCMP_ACT_ALLOW,
                                    call,
                                    1,
                                    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)));
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
    void add(std::span<const int> calls, std::uint32_t action)
    {
        for (const int call : calls)
            note(::seccomp_rule_add(context_.get(), action, call, 0));
    }
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

void allow_role(Filter& filter, Role role)
{
    if (role == Role::worker) return;
    filter.allow(with_service);
    filter.allow_with(SCMP_SYS(prctl), PR_SET_PDEATHSIG);
    if (role == Role::service) return;
    filter.allow(with_resident);
    filter.allow_with(SCMP_SYS(seccomp), SECCOMP_SET_MODE_FILTER);
    filter.allow_with(SCMP_SYS(clone), CLONE_PARENT | SIGCHLD);
}

bool kernel_filters()
{
    return ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0 || errno != EINVAL;
}

} // namespace

Result<CallFilter> make_call_filter(const Rights& rights)
{
    if (!kernel_filters()) return CallFilter{};
    if (sanitized) return make_starter_filter();
    Filter filter(SCMP_ACT_ERRNO(EPERM));
    filter.allow(always);
    filter.allow_fstat();
    for (const unsigned command : fcntl_commands)
        filter.allow_command(SCMP_SYS(fcntl), command);
    if (rights.libraries)
        filter.allow(std::array{SCMP_SYS(mmap), SCMP_SYS(mprotect)});
    else
        filter.allow_data_memory();
    if (rights.files) filter.allow(with_files);
    if (rights.connects) {
        filter.allow(with_connects);
        for (const unsigned family : families)
            filter.allow_with(SCMP_SYS(socket), family);
    }
    allow_role(filter, rights.role);
    return filter.program();
}

Result<CallFilter> make_starter_filter()
{
    if (!kernel_filters()) return CallFilter{};
    Filter filter(SCMP_ACT_ALLOW);
    filter.refuse(never);
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
