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


def make_tnef(files):
    def attribute(level, number, value):
        return bytes([level]) + struct.pack("<II", number, len(value)) + value + \
            struct.pack("<H", sum(value) & 0xFFFF)

    def text(number, value):
        value = value.encode("utf-16-le") + b"\0\0"
        return struct.pack("<HHII", 0x1F, number, 1, len(value)) + value + \
            b"\0" * (-len(value) % 4)

    out = struct.pack("<IH", 0x223E9F78, 1)
    out += attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
    for name, content in files:
        out += attribute(2, 0x00069002, bytes(14))
        out += attribute(2, 0x00018010, name.encode()[:8] + b"\0")
        out += attribute(2, 0x0006800F, content)
        number = struct.pack("<HHI", 3, 0x0E20, 1)
        out += attribute(2, 0x00069005, struct.pack("<I", 2) + number + text(0x3707, name))
    return out


def make_compound(streams):
    """[MS-CFB] with sectors of 512 bytes and no small streams. Names with "/" lie in
    storages; all are hung one below the other."""
    table, data = [], b""

    def store(content):
        nonlocal data
        first_sector = len(table)
        count = (len(content) + 511) // 512
        table.extend(first_sector + i + 1 for i in range(count))
        if count:
            table[-1] = 0xFFFFFFFE
        data += content + bytes(-len(content) % 512)
        return first_sector if count else 0xFFFFFFFE

    nodes = [["Root Entry", 5, None, [], b""]]
    places = {"": 0}
    for path, content in streams:
        above = ""
        for name in path.split("/"):
            here = above + "/" + name
            if here not in places:
                places[here] = len(nodes)
                nodes[places[above]][3].append(len(nodes))
                nodes.append([name, 1, None, [], b""])
            above = here
        nodes[places[above]][1] = 2
        nodes[places[above]][4] = content
    right = {}
    for node in nodes:
        for one, other in zip(node[3], node[3][1:]):
            right[one] = other
    directory = b""
    for index, (name, kind, _, below, content) in enumerate(nodes):
        start = store(content) if kind == 2 else 0xFFFFFFFE
        raw = name.encode("utf-16-le") + b"\0\0"
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
        directory += struct.pack("<III", 0xFFFFFFFF, right.get(index, 0xFFFFFFFF),
                                 below[0] if below else 0xFFFFFFFF)
        directory += bytes(36) + struct.pack("<IQ", start, len(content))
    directory += bytes(-len(directory) % 512)
    directory_start = store(directory)
    table_start = len(table)
    table_sectors = (len(table) + 127 + 1) // 128 or 1
    table.extend([0xFFFFFFFD] * table_sectors)
    raw_table = b"".join(struct.pack("<I", entry) for entry in table)
    raw_table = raw_table.ljust(table_sectors * 512, b"\xff")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, table_sectors, directory_start, 0, 0,
                          0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    lists = [table_start + i for i in range(table_sectors)]
    lists += [0xFFFFFFFF] * (109 - len(lists))
    header += b"".join(struct.pack("<I", entry) for entry in lists)
    return header + data + raw_table


def native(name, content):
    text = name.encode()
    body = b"\2\0" + text + b"\0" + b"C:\\t\\" + text + b"\0" + b"\0\0\3\0"
    body += struct.pack("<I", 2) + b"x\0" + struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(body)) + body


def make_rtf(files):
    out = b"{\\rtf1 words"
    for name, content in files:
        data = struct.pack("<III", 0x501, 2, 8) + b"Package\0" + bytes(8)
        digits = (data + native(name, content)).hex().encode()
        digits = digits[:40] + b"\r\n{\\x 12}\\word " + digits[40:]
        out += b"{\\object\\objemb{\\*\\objdata " + digits + b"}}"
    return out + b"}"


def make_doc(files):
    """Embedded files of a document: "Ole10Native" in a storage each."""

    return make_compound([("ObjectPool/_%d/\1Ole10Native" % i, native(name, content))
                          for i, (name, content) in enumerate(files)])


def make_msg(files):
    streams = []
    for i, (name, content) in enumerate(files):
        storage = "__attach_version1.0_#%08X/" % i
        streams.append((storage + "__substg1.0_37010102", content))
        streams.append((storage + "__substg1.0_3707001F", name.encode("utf-16-le")))
    return make_compound(streams)


def make_office_with_password(files):
    return make_compound([("EncryptionInfo", bytes(200)),
                          ("EncryptedPackage", first(files))])


def make_pdf(files, hidden=False):
    """Attachments; `hidden` has their names in a compressed object stream."""
    files = list(files)
    out = b"%PDF-1.7\n"
    names = b""
    for i, (name, content) in enumerate(files):
        data = zlib.compress(content)
        out += b"%d 0 obj\n<</Type /EmbeddedFile /Filter /FlateDecode /Length %d>>\n" % (
            10 + i, len(data))
        out += b"stream\r\n" + data + b"\nendstream\nendobj\n"
        spec = b"<</Type /Filespec /F (%s) /EF <</F %d 0 R>> >>" % (name.encode(), 10 + i)
        names += spec + b"\n" if hidden else b"%d 0 obj\n%s\nendobj\n" % (50 + i, spec)
    if hidden:
        data = zlib.compress(b"50 0 " + names)
        names = b"9 0 obj\n<</Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d>>" \
            b"stream\n%s\nendstream\nendobj\n" % (len(data), data)
    return out + names + b"trailer <</Root 1 0 R>>\n%%EOF\n"


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
    "tnef": make_tnef,
    "doc": make_doc,
    "msg": make_msg,
    "rtf": make_rtf,
    "pdf": make_pdf,
    "hidden-pdf": lambda files: make_pdf(files, True),
    "password-doc": make_office_with_password,
    "gz": lambda files: gzip.compress(first(files)),
    "bz2": lambda files: bz2.compress(first(files)),
    "xz": lambda files: lzma.compress(first(files)),
    "lzma": lambda files: lzma.compress(first(files), lzma.FORMAT_ALONE),
}

with open(sys.argv[2], "wb") as to:
    to.write(KINDS[sys.argv[1]](members(sys.argv[3:])))
