// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "maildir_delivery.h"

#include "base/text.h"

#include <cerrno>
#include <chrono>
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
    if (auto synced = sync_directory(parent_of(path)); !synced) return synced;
    const bool give = ::geteuid() == 0 && owner.st_uid != 0;
    if (give && ::chown(path.c_str(), owner.st_uid, owner.st_gid) != 0)
        return system_error("give away " + path, errno);
    return {};
}

} // namespace

Status make_maildir(const std::string& directory)
{
    const auto parent = parent_of(directory);
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
      name_(unique_name(consignment.surroundings.host_name, parcel.copy)),
      draft_(path("/tmp/"))
{
    edit(with_delivery_fields(consignment, parcel));
}

std::string MaildirDelivery::path(std::string_view folder) const
{
    return cat(method_.path, folder, name_);
}

outcome::Trouble MaildirDelivery::trouble(const Error& error) const
{
    return {outcome::Trouble::Kind::failed, method_.text, "storing", error.what};
}

std::optional<outcome::Trouble> MaildirDelivery::open()
{
    const bool is_new = ::access((method_.path + "/tmp").c_str(), F_OK) != 0;
    auto ready = is_new ? make_maildir(method_.path) : Status{};
    if (ready) ready = draft_.create(0600);
    if (!ready) return trouble(ready.error());
    return {};
}

Status MaildirDelivery::write()
{
    const auto body = content().body;
    const bool cut_off = !body.empty() && !body.ends_with('\n');
    const std::string_view end = cut_off ? "\n" : "";
    for (const auto piece :
         {std::string_view(header_), std::string_view("\n"), body, end})
        if (auto written = draft_.write(piece); !written) return written;
    return draft_.sync();
}

void MaildirDelivery::transfer()
{
    if (const auto done = write(); !done) settle_waiting(trouble(done.error()));
}

void MaildirDelivery::finish()
{
    const auto done = draft_.publish(path("/new/"));
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
