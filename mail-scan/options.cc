// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "options.h"

#include "base/text.h"

#include <getopt.h>

namespace chainmail::mail_scan {

Result<Options> parse_options(int argc, char** argv)
{
    constexpr option known[] = {{"tsv", no_argument, nullptr, 't'},
                                {"json", no_argument, nullptr, 'j'},
                                {"alone", no_argument, nullptr, 'a'},
                                {"help", no_argument, nullptr, 'h'},
                                {nullptr, 0, nullptr, 0}};
    Options options;
    opterr = 0;
    for (int c = 0; (c = ::getopt_long(argc, argv, "c:h", known, nullptr)) != -1;) {
        if (c == 't')
            options.form = Form::tsv;
        else if (c == 'j')
            options.form = Form::json;
        else if (c == 'a')
            options.alone = true;
        else if (c == 'c')
            options.directory = optarg;
        else if (c == 'h')
            options.help = true;
        else
            return permanent(text::cat("unknown option or missing value: ",
                                       argv[optind - 1],
                                       " (try --help)"));
    }
    options.paths.assign(argv + optind, argv + argc);
    if (options.paths.empty() && !options.help)
        return permanent(
            "nothing to look at: name files or directories, or - (try --help)");
    return options;
}

} // namespace chainmail::mail_scan
