// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "maildir_delivery.h"

#include "base/text.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chainmail::smtp_out {

namespace {

using text::cat;

// "/" and ":" mean something in the names of a Maildir.
std::string file_name_part(const std::string& host)
{
    std::string out;
    for (const char c : host)
        out += c == '/'   ? std::string("\\057")
               : c == ':' ? std::string("\\072")
                          : std::string(1, c);
    return out;
}

std::string unique_name(const std::string& host, std::size_t copy)
{
    using namespace std::chrono;
    const auto now = system_clock::now().time_since_epoch();
    const auto us = duration_cast<microseconds>(now).count();
    return cat(us / 1000000,
               ".M",
               us % 1000000,
               "P",
               ::getpid(),
               "_",
               copy,
               ".",
               file_name_part(host));
}

HeaderEdits with_delivery_fields(const Consignment& consignment, const Parcel& parcel)
{
    HeaderEdits edits = consignment.plan.copies[parcel.copy].edits;
    edits.deleted.insert("return-path");
    std::vector<std::string> fields{
        cat("Return-Path: <", consignment.envelope.sender, ">")};
    for (const auto recipient : parcel.recipients)
        fields.push_back("Delivered-To: " + consignment.plan.recipients[recipient].to);
    edits.inserted.insert(edits.inserted.begin(), fields.begin(), fields.end());
    return edits;
}

Status make_directory(const std::string& path, const struct stat& owner)
{
    if (::mkdir(path.c_str(), 0700) != 0)
        return errno == EEXIST ? Status{} : system_error("make " + path, errno);
    const bool give = ::geteuid() == 0 && owner.st_uid != 0;
    if (give && ::chown(path.c_str(), owner.st_uid, owner.st_gid) != 0)
        return system_error("give away " + path, errno);
    return {};
}

Status write_pieces(int fd, std::string_view header, std::string_view body)
{
    const bool cut_off = !body.empty() && !body.ends_with('\n');
    for (const auto piece :
         {header, std::string_view("\n"), body, std::string_view(cut_off ? "\n" : "")})
        if (auto written = os::write_all(fd, piece); !written) return written;
    return {};
}

} // namespace

Status make_maildir(const std::string& directory)
{
    const auto slash = directory.find_last_of('/');
    const auto parent = slash == 0 ? std::string("/") : directory.substr(0, slash);
    struct stat owner {};
    if (::stat(parent.c_str(), &owner) != 0)
        return system_error("look at " + parent, errno);
    for (const auto* folder : {"", "/cur", "/new", "/tmp"})
        if (auto made = make_directory(directory + folder, owner); !made) return made;
    return {};
}

MaildirDelivery::MaildirDelivery(const Consignment& consignment,
                                 const Parcel& parcel,
                                 Method method)
    : Delivery(consignment, parcel, std::move(method)),
      name_(unique_name(consignment.surroundings.host_name, parcel.copy))
{
    edit(with_delivery_fields(consignment, parcel));
}

MaildirDelivery::~MaildirDelivery()
{
    if (in_tmp_) ::unlink(path("/tmp/").c_str());
}

std::string MaildirDelivery::path(std::string_view folder) const
{
    return cat(method_.path, folder, name_);
}

outcome::Trouble MaildirDelivery::trouble(const Error& error) const
{
    return {outcome::Trouble::Kind::failed, method_.text, "storing", error.what};
}

Status MaildirDelivery::create()
{
    file_ = os::Fd(
        ::open(path("/tmp/").c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file_) return system_error("create " + path("/tmp/"), errno);
    in_tmp_ = true;
    return {};
}

std::optional<outcome::Trouble> MaildirDelivery::open()
{
    const bool is_new = ::access((method_.path + "/tmp").c_str(), F_OK) != 0;
    auto ready = is_new ? make_maildir(method_.path) : Status{};
    if (ready) ready = create();
    if (!ready) return trouble(ready.error());
    return {};
}

Status MaildirDelivery::write()
{
    if (auto done = write_pieces(file_.get(), header_, consignment_.content.body);
        !done)
        return done;
    if (::fsync(file_.get()) != 0) return system_error("fsync " + path("/tmp/"), errno);
    return {};
}

void MaildirDelivery::transfer()
{
    if (const auto done = write(); !done) settle_waiting(trouble(done.error()));
}

Status MaildirDelivery::store()
{
    const auto folder = method_.path + "/new";
    const auto stored = path("/new/");
    const os::Fd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return system_error("open " + folder, errno);
    if (::rename(path("/tmp/").c_str(), stored.c_str()) != 0)
        return system_error("rename to " + stored, errno);
    in_tmp_ = false;
    if (::fsync(directory.get()) == 0) return {};
    const auto error = system_error("fsync " + folder, errno);
    ::unlink(stored.c_str());
    return error;
}

void MaildirDelivery::finish()
{
    const auto done = store();
    if (!done) {
        settle_waiting(trouble(done.error()));
        return;
    }
    const outcome::Answer answer{250, "2.0.0", "Ok: queued as " + name_};
    for (auto& share : shares_)
        if (is_waiting(share))
            share.outcome = outcome::of_answer(answer, words(share), method_.text);
}

} // namespace chainmail::smtp_out
