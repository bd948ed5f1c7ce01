// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// Any bytes in our own readers of containers, and in what tells types: libFuzzer. The
// first byte chooses.
#include "mime-split/bare_files.h"
#include "mime-split/compress.h"
#include "mime-split/iso.h"
#include "mime-split/leading_bytes.h"
#include "mime-split/mail_in_file.h"
#include "mime-split/ole.h"
#include "mime-split/openers.h"
#include "mime-split/pdf.h"
#include "mime-split/rar5.h"
#include "mime-split/rtf.h"
#include "mime-split/short_types.h"
#include "mime-split/text_type.h"
#include "mime-split/tnef.h"
#include "mime-split/zip_directory.h"

#include <cstdint>
#include <string_view>

using namespace chainmail::mime_split;

namespace {

// As strict as the real one, on a smaller scale.
class Counted : public Members {
public:
    bool begin(const Member&) override { return ++members_ < most_members; }
    bool add(std::string_view block) override
    {
        bytes_ += block.size();
        return bytes_ < most_bytes;
    }
    bool wanted() override { return true; }
    void mark(std::string_view) override {}

private:
    static constexpr std::size_t most_members = 100;
    static constexpr std::size_t most_bytes = 1U << 22U;
    std::size_t members_ = 0;
    std::size_t bytes_ = 0;
};

void open_by(unsigned char choice, std::string_view content)
{
    Counted members;
    switch (choice % 11) {
    case 0:
        open_tnef(content, members);
        break;
    case 1:
        open_ole(content, members);
        break;
    case 2:
        open_pdf(content, members);
        break;
    case 3:
        open_iso(content, members);
        break;
    case 4:
        open_compress(content, "x", members);
        break;
    case 5:
        encrypted_in_rar5(content);
        break;
    case 6:
        type_by_bytes(content);
        type_of_text(content);
        short_types(content);
        break;
    case 7:
        open_rtf(content, members);
        break;
    case 8:
        is_mail_in_file(content, {});
        messages_in(content);
        break;
    case 9:
        compare_readings(content);
        bare_files(content);
        break;
    default:
        open_container(content, type_by_bytes(content), "x.tgz", members);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    open_by(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1});
    return 0;
}
