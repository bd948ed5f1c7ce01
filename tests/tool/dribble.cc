// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
// dribble: copies standard input to standard output one byte at a time, so that whoever
// reads gets reads of one byte and whoever writes meets a slow reader.
#include <unistd.h>

int main()
{
    char byte = 0;
    while (::read(0, &byte, 1) == 1)
        if (::write(1, &byte, 1) != 1) return 111;
    return 0;
}
