#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
# archives.py KIND OUT NAME=FILE...: an archive of the kind, written from its format's
# description where Python has no module: for tests of what opens archives.
import bz2, gzip, io, lzma, struct, sys, tarfile, zipfile, zlib


def members(arguments):
    for argument in arguments:
        name, path = argument.split("=", 1)
        with open(path, "rb") as file:
            yield name, file.read()


def make_zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def make_encrypted_zip(files):
    """Bit 0 of the flags says so, in the header of the member and in the directory."""
    data = bytearray(make_zip(files))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def make_tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in files:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def make_cpio(files):
    out = b""
    for name, content in list(files) + [("TRAILER!!!", b"")]:
        name = name.encode() + b"\0"
        mode = 0o100644
        numbers = [1, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name), 0]
        out += b"070701" + b"".join(b"%08X" % number for number in numbers) + name
        out += b"\0" * (-len(out) % 4)
        out += content
        out += b"\0" * (-len(out) % 4)
    return out


def make_ar(files):
    out = b"!<arch>\n"
    for name, content in files:
        out += b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (
            name.encode() + b"/", 0, 0, 0, b"100644", len(content))
        out += content + b"\n" * (len(content) % 2)
    return out


def make_lha(files):
    """Level 0, method -lh0-: stored."""
    out = b""
    for name, content in files:
        name = name.encode()
        body = b"-lh0-" + struct.pack("<IIIBB", len(content), len(content), 0, 32, 0)
        body += bytes([len(name)]) + name + struct.pack("<H", crc16(content))
        out += bytes([len(body), sum(body) & 255]) + body + content
    return out + b"\0"


def crc16(content):
    value = 0
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


def make_cab(files):
    """One folder, stored."""
    files = list(files)
    names = b""
    offset = 0
    for name, content in files:
        names += struct.pack("<IIHHHH", len(content), offset, 0, 0, 0, 0x20)
        names += name.encode() + b"\0"
        offset += len(content)
    data = b"".join(content for _, content in files)
    blocks = b""
    count = 0
    for at in range(0, len(data), 32768):
        block = data[at:at + 32768]
        blocks += struct.pack("<IHH", 0, len(block), len(block)) + block
        count += 1
    head = 36 + 8
    folder = struct.pack("<IHH", head + len(names), count, 0)
    total = head + len(names) + len(blocks)
    header = b"MSCF" + struct.pack("<IIIIIBBHHHHH", 0, total, 0, head, 0, 3, 1, 1,
                                   len(files), 0, 0, 0)
    return header + folder + names + blocks


def vint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def rar_block(body, data=b""):
    head = vint(len(body)) + body
    return struct.pack("<I", zlib.crc32(head)) + head + data


def make_rar(files, encrypted=False):
    """RAR 5.0, stored; the content of encrypted members is no real ciphertext."""
    out = b"Rar!\x1a\x07\x01\0" + rar_block(vint(1) + vint(0) + vint(0))
    for name, content in files:
        extra = b""
        if encrypted:
            record = vint(1) + vint(0) + vint(1) + bytes([15]) + bytes(44)
            extra = vint(len(record)) + record
        name = name.encode()
        file = vint(4) + vint(len(content)) + vint(0o100644)
        file += struct.pack("<I", zlib.crc32(content)) + vint(0) + vint(1)
        file += vint(len(name)) + name
        head = vint(2) + vint(2 | (1 if extra else 0))
        if extra:
            head += vint(len(extra))
        out += rar_block(head + vint(len(content)) + file + extra, content)
    return out + rar_block(vint(5) + vint(0) + vint(0))


def make_iso(files):
    """The least that has files: one directory, with the names of Joliet."""
    def record(name, sector, length, flags=0):
        both = struct.pack("<I", sector) + struct.pack(">I", sector)
        both += struct.pack("<I", length) + struct.pack(">I", length)
        body = both + bytes(7) + bytes([flags, 0, 0]) + b"\1\0\0\1" + bytes([len(name)])
        body += name + b"\0" * (len(name) % 2 == 0)
        return bytes([len(body) + 2, 0]) + body

    files = list(files)
    sector = 20
    entries = record(b"\0", 19, 2048, 2) + record(b"\1", 19, 2048, 2)
    data = b""
    for name, content in files:
        entries += record(name.encode("utf-16-be"), sector, len(content))
        data += content + bytes(-len(content) % 2048)
        sector += (len(content) + 2047) // 2048
    descriptor = bytearray(2048)
    descriptor[0:7] = b"\2CD001\1"
    descriptor[88:91] = b"%/E"
    descriptor[156:190] = record(b"\0", 19, 2048, 2)
    end = bytearray(2048)
    end[0:7] = b"\xffCD001\1"
    primary = bytearray(2048)
    primary[0:7] = b"\1CD001\1"
    return bytes(16 * 2048) + bytes(primary + descriptor + end) + entries.ljust(
        2048, b"\0") + data


def first(files):
    return next(iter(files))[1]


KINDS = {
    "zip": make_zip,
    "encrypted-zip": make_encrypted_zip,
    "tar": make_tar,
    "cpio": make_cpio,
    "ar": make_ar,
    "lha": make_lha,
    "cab": make_cab,
    "rar": make_rar,
    "encrypted-rar": lambda files: make_rar(files, True),
    "iso": make_iso,
    "gz": lambda files: gzip.compress(first(files)),
    "bz2": lambda files: bz2.compress(first(files)),
    "xz": lambda files: lzma.compress(first(files)),
    "lzma": lambda files: lzma.compress(first(files), lzma.FORMAT_ALONE),
}

with open(sys.argv[2], "wb") as to:
    to.write(KINDS[sys.argv[1]](members(sys.argv[3:])))
