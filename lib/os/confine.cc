// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "os/confine.h"

#include "base/text.h"
#include "os/landlock.h"
#include "os/sanitized.h"

#include <algorithm>
#include <cerrno>
#include <grp.h>
#include <optional>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace chainmail::os {

namespace {

using text::cat;

struct Identity {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
};

std::optional<Identity> find_user(const std::string& name)
{
    const passwd* entry = ::getpwnam(name.c_str());
    if (entry == nullptr) return {};
    return Identity{name, entry->pw_uid, entry->pw_gid};
}

Result<Identity> common_user(const Confinement& confinement)
{
    auto who = find_user(confinement.user);
    if (!who)
        return permanent(
            cat("$daemon_user: no user <", confinement.user, "> on this machine"));
    if (confinement.group.empty()) return *who;
    const struct group* other = ::getgrnam(confinement.group.c_str());
    if (other == nullptr)
        return permanent(cat("$daemon_group: no group <", confinement.group, "> here"));
    who->gid = other->gr_gid;
    return *who;
}

// The first of `places` that `who` cannot write, found by trying: groups, access lists
// and the directories above count, too. Takes root back; its groups are set anew by
// become().
Result<std::string> closed_to(const Identity& who,
                              const std::vector<std::string>& places)
{
    if (::initgroups(who.name.c_str(), who.gid) != 0 || ::setegid(who.gid) != 0 ||
        ::seteuid(who.uid) != 0)
        return system_error("try to be user " + who.name, errno);
    const auto closed = std::ranges::find_if(places, [](const std::string& place) {
        return ::euidaccess(place.c_str(), R_OK | W_OK | X_OK) != 0;
    });
    if (::seteuid(0) != 0 || ::setegid(0) != 0) return system_error("be root", errno);
    return closed == places.end() ? std::string() : *closed;
}

// Why it is not its own user, or "" and `who` is that.
Result<std::string> prefer_own(const Confinement& confinement, Identity& who)
{
    const auto own = find_user(confinement.own_user);
    if (!own) return "no user " + confinement.own_user;
    auto closed = closed_to(*own, confinement.writable);
    if (closed && closed->empty()) who = *own;
    if (!closed || closed->empty()) return closed;
    return cat(own->name, " cannot write ", *closed);
}

// Groups before user, and all of them before anything else: the order that cannot be
// taken back.
Result<std::string> become_user(const Confinement& confinement)
{
    if (::geteuid() != 0) return std::string();
    if (confinement.user.empty()) return std::string("runs as root: set $daemon_user");
    auto who = common_user(confinement);
    if (!who) return who.error();
    std::string why;
    if (!confinement.own_user.empty()) {
        auto preferred = prefer_own(confinement, *who);
        if (!preferred) return preferred.error();
        why = std::move(*preferred);
    }
    if (::initgroups(who->name.c_str(), who->gid) != 0 || ::setgid(who->gid) != 0 ||
        ::setuid(who->uid) != 0)
        return system_error("become user " + who->name, errno);
    return cat("runs as ", who->name, why.empty() ? "" : ": ", why);
}

Status limit(int resource, rlim_t value)
{
    rlimit both{value, value};
    if (::setrlimit(static_cast<__rlimit_resource>(resource), &both) != 0)
        return system_error("set a resource limit", errno);
    return {};
}

Status set_limits(rlim_t descriptors)
{
    // No memory of a mail in a core file.
    if (auto core = limit(RLIMIT_CORE, 0); !core) return core;
    // Only root could raise what it was started with.
    rlimit now{};
    if (::getrlimit(RLIMIT_NOFILE, &now) != 0)
        return system_error("get a resource limit", errno);
    return limit(RLIMIT_NOFILE, std::min(descriptors, now.rlim_max));
}

Rights rights_of(const Confinement& confinement, Role role)
{
    Rights rights;
    rights.files = !confinement.readable.empty() || !confinement.writable.empty();
    rights.libraries = !confinement.readable.empty();
    rights.connects = confinement.connects;
    rights.role = role;
    return rights;
}

} // namespace

Result<Confined> confine(const Confinement& confinement, Role role)
{
    Confined done;
    auto user = become_user(confinement);
    if (!user) return user.error();
    done.user = std::move(*user);
    if (auto ok = set_limits(confinement.descriptors); !ok) return ok.error();
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return system_error("no_new_privs", errno);
    // A program that starts others (smtp-in PROGRAM...) must leave them their rights:
    // each of them confines itself.
    if (!confinement.forks) {
        const auto landlock = restrict_reach(confinement);
        if (!landlock) return landlock.error();
        if (!*landlock) done.missing.emplace_back("landlock: not in this kernel");
    }
    const auto filter = confinement.forks || confinement.runs_programs
                            ? make_starter_filter()
                            : make_call_filter(rights_of(confinement, role));
    if (!filter) return filter.error();
    if (sanitized) done.build = "seccomp: wider, built with sanitizers";
    if (filter->empty()) done.missing.emplace_back("seccomp: not in this kernel");
    if (auto loaded = load_call_filter(*filter); !loaded) return loaded.error();
    return done;
}

Result<CallFilter> make_worker_filter(const Confinement& confinement)
{
    if (confinement.runs_programs) return make_starter_filter();
    return make_call_filter(rights_of(confinement, Role::worker));
}

} // namespace chainmail::os
