// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "options.h"

#include "base/text.h"

#include <getopt.h>

namespace chainmail::supervisor {

Result<Options> parse_options(int argc, char** argv)
{
    constexpr option known[] = {{"listen", required_argument, nullptr, 'l'},
                                {"ready-fd", required_argument, nullptr, 'r'},
                                {"alone", no_argument, nullptr, 'a'},
                                {"check", no_argument, nullptr, 'k'},
                                {"help", no_argument, nullptr, 'h'},
                                {nullptr, 0, nullptr, 0}};
    Options options;
    opterr = 0;
    for (int c = 0; (c = ::getopt_long(argc, argv, "c:h", known, nullptr)) != -1;) {
        if (c == 'c')
            options.directory = optarg;
        else if (c == 'l')
            options.listen.emplace_back(optarg);
        else if (c == 'a')
            options.alone = true;
        else if (c == 'k')
            options.check = true;
        else if (c == 'h')
            options.help = true;
        else if (c == 'r' && text::to_number(optarg).value_or(1000) < 1000)
            options.ready_fd = static_cast<int>(*text::to_number(optarg));
        else
            return permanent(text::cat(
                "unknown option or bad value: ", argv[optind - 1], " (try --help)"));
    }
    if (optind < argc)
        return permanent(text::cat("not an option: ", argv[optind], " (try --help)"));
    return options;
}

} // namespace chainmail::supervisor
