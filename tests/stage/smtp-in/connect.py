#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
"""connect.py [OPTION]... -- COMMAND...: gives COMMAND (smtp-in) a connection, sends it
standard input and prints what comes back.

--tcp        by TCP over 127.0.0.1; otherwise by a pair of pipes
--bytes      each byte in a packet of its own
--wait TEXT  sends the second half of the input, behind a line of "---", when TEXT has
             come; can be repeated
--stop TEXT  SIGTERM when TEXT has come
--gone TEXT  closes the connection when TEXT has come
--hold       keeps its end open until COMMAND closes
--fds DIR    descriptors 3, 6, 7, 8 as the supervisor gives them, with chain.py DIR at
             their other end
--ask ANSWER with --fds: descriptor 5, answered with ANSWER ("end": closed; "gone": closed
             before; anything but "yes": none)
Prints the reply bytes, then "status N".
"""
import argparse
import os
import select
import signal
import socket
import subprocess
import sys
import threading

here = os.path.dirname(os.path.abspath(__file__))


def arguments():
    parser = argparse.ArgumentParser()
    for flag in ("--tcp", "--bytes", "--hold"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--wait", action="append", default=[])
    for option in ("--stop", "--gone", "--fds", "--ask"):
        parser.add_argument(option)
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


class Connection:
    def __init__(self, tcp):
        if tcp:
            with socket.create_server(("127.0.0.1", 0)) as server:
                self.ours = socket.create_connection(server.getsockname())
                self.ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                theirs = server.accept()[0]
            self.theirs = [theirs.fileno(), theirs.fileno()]
            self.keep = theirs
            self.reader = self.writer = self.ours.fileno()
        else:
            self.ours = None
            there, self.writer = os.pipe()
            self.reader, here_too = os.pipe()
            self.theirs = [there, here_too]
            self.keep = None

    def give_away(self):
        if self.keep:
            self.keep.close()
        else:
            for fd in self.theirs:
                os.close(fd)

    def end_input(self):
        if self.ours:
            self.ours.shutdown(socket.SHUT_WR)
        else:
            os.close(self.writer)

    def leave(self):
        if self.ours:
            self.ours.close()
        else:
            os.close(self.writer)
            os.close(self.reader)


class Chain:
    """What the supervisor does: two files, two pipes, chain.py and descriptor 5."""

    def __init__(self, directory, ask):
        self.message = os.open(f"{directory}/fd3", os.O_RDWR | os.O_CREAT, 0o600)
        self.envelope = os.open(f"{directory}/fd8", os.O_RDWR | os.O_CREAT, 0o600)
        records, self.records = os.pipe()
        self.reply, reply = os.pipe()
        places = {0: records, 1: reply, 3: self.message, 8: self.envelope}
        self.program = subprocess.Popen([f"{here}/chain.py", directory],
                                        preexec_fn=lambda: place(places),
                                        close_fds=False)
        os.close(records)
        os.close(reply)
        self.ask = None
        if ask:
            ours, self.ask = socket.socketpair()
        if ask == "gone":
            ours.close()
        elif ask:
            threading.Thread(target=self.answer, args=(ours, ask), daemon=True).start()

    def answer(self, ours, ask):
        with open(f"{self.directory()}/asked", "wb") as file:
            file.write(ours.recv(10))
        if ask == "end":
            ours.close()
        elif ask == "yes":
            ours.send(b"+")
        self.kept = ours

    def directory(self):
        return os.path.dirname(os.readlink(f"/proc/self/fd/{self.message}"))

    def places(self):
        places = {3: self.message, 6: self.reply, 7: self.records, 8: self.envelope}
        if self.ask:
            places[5] = self.ask.fileno()
        return places

    def give_away(self):
        os.close(self.records)
        os.close(self.reply)
        if self.ask:
            self.ask.close()


def place(places):
    """In the child: each descriptor to its number, all others closed."""
    import fcntl
    lifted = {to: fcntl.fcntl(fd, fcntl.F_DUPFD, 30) for to, fd in places.items()}
    for fd in range(3, 9):
        try:
            os.close(fd)
        except OSError:
            pass
    for to, fd in lifted.items():
        os.dup2(fd, to, inheritable=True)
    os.closerange(9, 100)


def send(connection, data, by_bytes):
    """In a thread of its own: who sends much must not stop reading."""
    step = 1 if by_bytes else 1 << 16

    def run():
        for at in range(0, len(data), step):
            try:
                os.write(connection.writer, data[at:at + step])
            except OSError:
                return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def main():
    options = arguments()
    parts = sys.stdin.buffer.read().split(b"---\r\n")
    connection = Connection(options.tcp)
    chain = Chain(options.fds, options.ask) if options.fds else None
    places = {0: connection.theirs[0], 1: connection.theirs[1]}
    places.update(chain.places() if chain else {})
    program = subprocess.Popen(options.command, preexec_fn=lambda: place(places),
                               close_fds=False)
    connection.give_away()
    if chain:
        chain.give_away()
    seen = b""
    waits = [text.encode() for text in options.wait]
    sending = send(connection, parts.pop(0), options.bytes)
    stays = options.hold or options.gone
    while True:
        ends = not stays and not parts and not sending.is_alive()
        if ends:
            connection.end_input()
            stays = True
        if not select.select([connection.reader], [], [], 30 if stays else 0.02)[0]:
            continue
        try:
            block = os.read(connection.reader, 65536)
        except ConnectionResetError:
            block = b""
        if not block:
            break
        seen += block
        if waits and waits[0] in seen:
            waits.pop(0)
            sending = send(connection, parts.pop(0), options.bytes)
        if options.stop and options.stop.encode() in seen:
            program.send_signal(signal.SIGTERM)
            options.stop = None
        if options.gone and options.gone.encode() in seen:
            connection.leave()
            break
    sys.stdout.buffer.write(seen)
    sys.stdout.flush()
    print("status", program.wait())


main()
