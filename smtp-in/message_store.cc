// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "message_store.h"

#include "os/fd.h"

namespace chainmail::smtp_in {

namespace {

constexpr std::size_t block_size = 64U << 10U;

} // namespace

Client::Event
store_message(Client& client, int fd, std::uint64_t size_limit, Stored& stored)
{
    DataDecoder decoder;
    std::string block;
    block.reserve(2 * block_size + 1);
    std::uint64_t offset = 0;
    while (!decoder.done()) {
        if (client.buffered().empty())
            if (const auto event = client.more(); event != Client::Event::ready)
                return event;
        client.consume(decoder.decode(client.buffered(), block));
        stored.facts = decoder.facts();
        if (block.size() < block_size && !decoder.done()) continue;
        const bool too_large = size_limit != 0 && stored.size() > size_limit;
        if (!too_large && stored.fault.empty()) {
            const auto written = os::pwrite_all(fd, block, offset);
            if (!written) stored.fault = written.error().what;
        }
        offset += block.size();
        block.clear();
    }
    return Client::Event::ready;
}

} // namespace chainmail::smtp_in
