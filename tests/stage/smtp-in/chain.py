#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
"""chain.py DIRECTORY [BEHAVIOUR]: stands for the programs behind smtp-in.

Reads records on 0 and answers on 1. Of each message it keeps DIRECTORY/record.SEQ,
DIRECTORY/message.SEQ (what lies on 3) and DIRECTORY/envelope.SEQ (on 8).
"""
import os
import sys
import time


def read_record():
    text = b""
    while not text.endswith(b"\n\n"):
        byte = os.read(0, 1)
        if not byte:
            return None
        text += byte
    return text


def value(record, name):
    for line in record.split(b"\n"):
        if line.startswith(name + b"="):
            return line[len(name) + 1:]
    return b""


def say(text):
    os.write(1, text)


def answer(record, reply=b"250 2.0.0 Ok: kept", name=None, seq=None, recipients=True):
    name = name or value(record, b"id")
    seq = seq or value(record, b"seq")
    text = b"id=%s\nseq=%s\nreply=%s\n" % (name, seq, reply)
    count = sum(line.endswith(b".addr") for line in
                (line.split(b"=")[0] for line in record.split(b"\n"))
                if line.startswith(b"rcpt."))
    for n in range(1, count + 1 if recipients else 1):
        text += b"rcpt.%d.reply=%s (%d)\nrcpt.%d.state=delivered\n" % (n, reply, n, n)
    return text + b"\n"


def keep(directory, record):
    seq = value(record, b"seq").decode()
    length = int(value(record, b"length"))
    for name, data in (("record", record), ("message", os.pread(3, length, 0)),
                       ("envelope", os.pread(8, len(record), 0))):
        with open(f"{directory}/{name}.{seq}", "wb") as file:
            file.write(data)


def behave(behaviour, record):
    if behaviour == "good":
        say(answer(record))
    elif behaviour == "slow":
        time.sleep(0.5)
        say(answer(record))
    elif behaviour == "bytes":
        for byte in answer(record):
            say(bytes([byte]))
    elif behaviour == "refuse":
        say(answer(record, b"554 5.7.0 Reject, id=" + value(record, b"id") +
                   b" - " + b"spam " * 150))
    elif behaviour == "foreign-id":
        say(answer(record, name=b"00000-01"))
    elif behaviour == "foreign-seq":
        say(answer(record, seq=b"2"))
    elif behaviour == "half":
        say(answer(record)[:-1])
        sys.exit(0)
    elif behaviour == "end":
        sys.exit(0)
    elif behaviour == "twice":
        say(answer(record) * 2)
    elif behaviour == "more":
        say(answer(record) + b"x")
    elif behaviour == "garbage":
        say(b"\0\xff no record\n\n")
    elif behaviour == "no-reply-text":
        say(answer(record, b"fine"))
    elif behaviour == "misplaced":
        say(b"x-first=1\n" + answer(record))
    elif behaviour == "no-recipients":
        say(answer(record, recipients=False))
    elif behaviour == "endless":
        while True:
            say(b"x=" + b"y" * 60000 + b"\n")
    elif behaviour == "silent":
        # Until nobody is there any more.
        while os.read(0, 4096):
            pass


def main():
    directory = sys.argv[1]
    behaviour = sys.argv[2] if len(sys.argv) > 2 else "good"
    if behaviour == "early":
        say(b"id=1\nseq=1\nreply=250 2.0.0 Ok\n\n")
    if behaviour == "deaf":
        os.close(0)
        time.sleep(60)
    while True:
        record = read_record()
        if record is None:
            with open(f"{directory}/ended", "w", encoding="ascii"):
                return
        keep(directory, record)
        behave(behaviour, record)


try:
    main()
except BrokenPipeError:
    pass
