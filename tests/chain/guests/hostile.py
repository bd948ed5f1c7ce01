#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# hostile.py RUN_DIRECTORY: says to the supervisor what no program says, and expects to be
# sent away each time (lib/stage/guest_messages.h).
import os
import socket
import struct
import sys

run = sys.argv[1]
COME, REFUSED = 1, 2
NOTE = "Ii240s"
KNOCK = b"\0" * 512


def knock(door):
    guest = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    guest.settimeout(5)
    guest.connect(os.path.join(run, door))
    return guest


def turn(guest):
    note = guest.recv(1024)
    return struct.unpack(NOTE, note)[0] if note else None


def hand(door, count, targets, fds):
    guest = knock(door)
    guest.send(KNOCK)
    assert turn(guest) == COME
    targets = list(targets) + [0] * (9 - len(targets))
    socket.send_fds(guest, [struct.pack("II9i", 0, count, *targets)], fds)
    return turn(guest)


null = os.open("/dev/null", os.O_RDWR)
for nonsense in (b"x", b"\0" * 511, b"\xff" * 512, b"x" * 1024):
    guest = knock("policy")
    guest.send(nonsense)
    assert turn(guest) == REFUSED, nonsense
for door in ("policy", "mime-split", "chainmail"):
    assert hand(door, 2, [0, 1], [null]) == REFUSED
    assert hand(door, 0xFFFFFFFF, [0], [null]) == REFUSED
for targets in ([0, 0], [0, 9], [0, -1]):
    assert hand("mime-split", 2, targets, [null, null]) == REFUSED
assert hand("mime-split", 10, range(9), [null] * 10) == REFUSED
assert hand("chainmail", 2, [0, 1], [null, null]) == REFUSED

# Who only knocks takes no place for long, and no more than there are.
waiting = [knock("policy") for _ in range(300)]
full = [guest for guest in waiting[200:] if turn(guest) == REFUSED]
assert len(full) == 100, len(full)
