# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
"""Ordinary messages with one to three faults at random, and what Python's mail package
makes of them: faulty(count) yields (id, message, found, named), whether one of its two
policies finds the file, and names that end in .zip. The same in each run."""

import email
import email.policy
import random

from messages import PAYLOADS, TEXT, TOP, b64, body, coded, headers, mixed, uu

PIECES = [b" ", b"\t", b"\r", b"\n", b"\0", b"\v", b"\f", b"\x1a", b"\x7f", b"\x80", b"\xc2\xa0", b"\xef\xbb\xbf",
          b'"', b"'", b"\\", b"(", b")", b"(x)", b";", b":", b",", b"=", b"--", b"-", b"/", b"*", b"*0*", b"?", b".", b">",
          b"=?utf-8?q?", b"?=", b"=20", b"%20", b"%00", b"\r\n", b"\n\n", b"\n ", b" \n", b"\n.\n", b"utf-8''", b"====",
          b"; boundary=other", b"; name=y.txt", b"\nContent-Type: text/plain\n", b"\nContent-Transfer-Encoding: 7bit\n",
          b"\n--bound\n", b"\n--bound--\n", b"\n--other\n", b"\nA\n", b"begin 644 y.zip\n"]
PLACES = [b":", b";", b"=", b'"', b"\n--", b"\n\n", b"\n", b"boundary", b"Content-", b"base64", b"multipart", b"bound",
          b"name", b"message/rfc822", b"*", b"?", b"begin", b".zip"]


def bases(payload):
    part = coded(payload).replace(b"eicar.com", b"x.zip")
    names = headers(b"Content-Transfer-Encoding: base64\n", name=b"a.bin")
    yield mixed(TEXT, part)
    yield TOP + part
    yield mixed(TEXT, coded(payload, "quoted-printable"))
    yield mixed(body([TEXT, part], b"inner"), TEXT)
    yield mixed(TEXT, b"Content-Type: message/rfc822\n\n" + mixed(TEXT, part, boundary=b"inner"))
    yield TOP + b"\nHello\n\n" + uu(payload) + b"\nBye\n"
    for value in (b"*0*=utf-8''ex%C3%A4;\n filename*1*=mple.;\n filename*2=zip", b'="=?utf-8?Q?=C3=A4x?= =?utf-8?Q?=2Ezip?="',
                  b"*=utf-8''x%2Ezip", b"=a b.zip"):
        yield mixed(TEXT, names.replace(b'="a.bin"', value) + b"\n" + b64(payload))


def place(message, chance):
    found, at = [], -1
    piece = chance.choice(PLACES)
    while (at := message.find(piece, at + 1)) >= 0:
        found.append(at)
    return chance.choice(found or [0]) + chance.choice([0, 1, len(piece)])


def with_fault(message, chance):
    at, kind = place(message, chance), chance.random()
    if kind < 0.6:
        return message[:at] + chance.choice(PIECES) + message[at:]
    if kind < 0.8:
        return message[:at] + chance.choice([b""] + PIECES) + message[at + 1:]
    lines, number = message.split(b"\n"), message.count(b"\n", 0, at)
    if kind < 0.87:
        lines.insert(number, lines[number])
    elif kind < 0.94:
        del lines[number]
    else:
        return chance.choice([b"\r", b"\n\r", b"\r\r\n"]).join(lines)
    return b"\n".join(lines)


def contents_and_names(message, policy):
    for part in email.message_from_bytes(message, policy=policy).walk():
        for get in (lambda: part.get_payload(decode=True), part.get_filename):
            try:
                yield get()
            except Exception:  # its own faults
                pass


def faulty(count):
    chance = random.Random(2026)
    payload = PAYLOADS["zip"]
    originals = list(bases(payload))
    for number in range(count):
        message = chance.choice(originals)
        for _ in range(chance.choice([1, 1, 2, 3])):
            message = with_fault(message, chance)
        seen = [one for policy in (email.policy.compat32, email.policy.default)
                for one in contents_and_names(message, policy)]
        yield (str(number), message, any(isinstance(one, bytes) and one.startswith(payload) for one in seen),
               any(isinstance(one, str) and one.lower().endswith(".zip") for one in seen))
