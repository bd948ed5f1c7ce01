// SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
#include "notice/standard_texts.h"

namespace chainmail::notice {

namespace {

constexpr std::string_view for_administrator =
    R"(From: %f
Date: %d
Subject: [:ccat|name] mail from %s
To: [%T|, ]
Message-ID: <notice-%i@%h>

Mail %n/%i was found to be: [:ccat|name|main][? %#V ||, %V][? %#F ||, %F].

From:       %s [? %a ||by \[%a\] %g]
To:         [%R|\n            ]
Subject:    %j
Message-ID: %m
Kept as:    [? %#q |nothing|%q]
[? %#D ||
It is delivered to:
  [%D|\n  ]
][? %#N ||
It is not delivered to:
[%N|\n]
][? %#X ||
Its header: [%X|\n            ]
])";

constexpr std::string_view for_recipient =
    R"(From: %f
Date: %d
Subject: A mail for you from %s was held back
To: [%T|, ]
Message-ID: <notice-%i@%h>

A mail for you was found to be: [:ccat|name|main][? %#V ||, %V][? %#F ||, %F].

From:    %s
Subject: %j

Its number here is %n/%i[? %#q ||, and it is kept as %q].
)";

constexpr std::string_view for_sender =
    R"(Subject: [? %#N |Delivered|Not delivered]: your mail to [%R|, ]
Message-ID: <report-%i@%h>

This is %h.
[? %#N ||
Your mail was not delivered to:
[%N|\n]
][? %#D ||
It was delivered to:
  [%D|\n  ]
]
Subject:    %j
Message-ID: %m
Its number here is %n/%i.
)";

} // namespace

std::string_view standard_text(Kind kind)
{
    switch (kind) {
    case Kind::administrator:
        return for_administrator;
    case Kind::recipient:
        return for_recipient;
    case Kind::sender:
        break;
    }
    return for_sender;
}

} // namespace chainmail::notice
