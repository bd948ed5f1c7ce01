# SPDX-License-Identifier: GPL-2.0-only WITH cryptsetup-OpenSSL-exception
"""Messages that mail programs and filters read differently, each around a harmless file.

The kinds come from what is published about such differences (RFC 7103, the 2024 study
of MIME ambiguities, reports of parsers' faults) and from how parsers are written: a
table of ways to write each thing a parser has to read, good and bad. Nothing here knows
how mime-split works.

hidden()     yields (id, message): the file PAYLOAD is an attachment for some reader
named()      yields (id, message): some reader shows a name that ends in .zip or .exe
well_formed() yields (id, message, parts): the parts all readers see, as (path, type)
"""

import base64
import io
import itertools
import struct
import zipfile

# The test file of all virus scanners, in two pieces so that this file is none.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def _zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("eicar.com"), EICAR)
    return out.getvalue()


PAYLOADS = {"com": EICAR, "zip": _zip()}

TOP = b"From: a@example.net\nTo: b@example.com\nSubject: test\nMIME-Version: 1.0\n"
TEXT = b"Content-Type: text/plain\n\nHello\n"


# Encodings of the content: name -> (value of Content-Transfer-Encoding, encoded)

def b64(data, width=76):
    text = base64.b64encode(data)
    return b"".join(text[i:i + width] + b"\n" for i in range(0, len(text), width))


def qp(data):
    """All escaped, soft breaks."""
    text = b"".join(b"=%02X" % byte for byte in data)
    return b"".join(text[i:i + 72] + b"=\n" for i in range(0, len(text), 72))


def uu(data, name=b"x.zip"):
    import binascii
    lines = [binascii.b2a_uu(data[i:i + 45]) for i in range(0, len(data), 45)]
    return b"begin 644 " + name + b"\n" + b"".join(lines) + b"`\nend\n"


def yenc(data, name=b"x.zip"):
    out = bytearray()
    for byte in data:
        value = (byte + 42) & 255
        if value in b"\0\n\r=":
            out += b"="
            value = (value + 64) & 255
        out.append(value)
    return b"=ybegin line=128 size=%d name=%s\n%s\n=yend size=%d\n" % (
        len(data), name, bytes(out), len(data))


def binhex(data, name=b"x.zip"):
    digits = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
    head = bytes([len(name)]) + name + b"\0TEXTtest\0\0" + struct.pack(">II", len(data), 0)
    stream = (head + b"\0\0" + data + b"\0\0\0\0").replace(b"\x90", b"\x90\0")
    bits = "".join(format(byte, "08b") for byte in stream)
    bits += "0" * (-len(bits) % 6)
    text = b":" + bytes(digits[int(bits[i:i + 6], 2)] for i in range(0, len(bits), 6)) + b":"
    lines = b"".join(text[i:i + 64] + b"\n" for i in range(0, len(text), 64))
    return b"(This file must be converted with BinHex 4.0)\n" + lines


def each_group(text, change):
    """Changes each group of four digits of base64."""
    flat = text.replace(b"\n", b"")
    return b"".join(change(flat[i:i + 4]) for i in range(0, len(flat), 4))


def odd_base64(data):
    """Base64 that some reader decodes to the data."""
    good = b64(data)
    flat = good.replace(b"\n", b"")
    pairs = b"".join(base64.b64encode(data[i:i + 2]) for i in range(0, len(data), 2))
    yield "one-line", flat
    yield "no-end", good.rstrip(b"\n=")
    for width in (1, 2, 3, 5, 7, 61, 75, 77, 200):
        yield f"width-{width}", b64(data, width)
    for name, junk in (("dot", b"."), ("blank", b" "), ("tab", b"\t"), ("return", b"\r"),
                       ("bang", b"!"), ("star", b"*"), ("nul", b"\0"), ("8bit", b"\xe4"),
                       ("colon", b":"), ("backslash", b"\\"), ("dash", b"-"),
                       ("underscore", b"_"), ("form-feed", b"\f")):
        yield f"between-{name}", b"".join(bytes([c]) + junk for c in flat) + b"\n"
        yield f"start-{name}", junk + good
        yield f"line-end-{name}", good.replace(b"\n", junk + b"\n")
    yield "blank-lines", good.replace(b"\n", b"\n\n")
    yield "line-comment", b"".join(flat[i:i + 20] + b" #not base64\n"
                                   for i in range(0, len(flat), 20))
    yield "junk-line-first", b"!this is no base64!\n" + good
    yield "junk-line-between", good[:77] + b"---- page 2 ----\n" + good[77:]
    yield "delimiter-like-between", good[:60] + b"\n--other\n" + good[60:]
    yield "begin-base64", b"begin-base64 644 x.zip\n" + good + b"====\n"
    yield "padded-groups-of-2", pairs + b"\n"
    yield "padded-groups-of-2-lines", b"".join(
        base64.b64encode(data[i:i + 2]) + b"\n" for i in range(0, len(data), 2))
    yield "padded-bytes", b"".join(base64.b64encode(data[i:i + 1]) for i in range(len(data)))
    yield "padded-bytes-lines", b"".join(
        base64.b64encode(data[i:i + 1]) + b"\n" for i in range(len(data)))
    yield "concatenated", b64(data[:31]) + b64(data[31:])
    yield "inner-equals", each_group(good, lambda g: g[:2] + b"=" + g[2:] if b"=" not in g else g)
    yield "equals-behind-groups", each_group(good, lambda g: g + b"=" if b"=" not in g else g)
    yield "equals-before-groups", each_group(good, lambda g: b"=" + g if b"=" not in g else g)
    yield "equals-first", b"====\n" + good
    yield "equals-line-ends", good.replace(b"\n", b"=\n")
    yield "equals-many-behind", good.rstrip(b"=\n") + b"========\n"
    yield "text-behind", good + b"\n-- \nMailing list footer, (c) 2026\n"
    yield "base64-behind", good.rstrip(b"\n") + (b"" if b"=" in good else b"====") + b"\n" + \
        b64(b"something harmless behind it")
    yield "digit-at-line-ends", b"".join(flat[i:i + 8] + b"A\n" for i in range(0, len(flat), 8))
    yield "digits-at-line-ends", b"".join(flat[i:i + 12] + b"AB\n" for i in range(0, len(flat), 12))
    yield "digit-and-blank-line", b"A\n\n" + good
    yield "digits-and-blank-line", b"ABC\n\n" + good
    yield "crlf-blank-first", b"\n\n" + good
    yield "zero-as-equals", flat[:-4].replace(b"A", b"=") + flat[-4:] + b"\n" \
        if b"A" in flat[:-4] else good


def odd_quoted(data):
    """Quoted-printable that some reader decodes to the data."""
    pieces = [b"=%02X" % byte for byte in data]
    lower = [b"=%02x" % byte for byte in data]
    lines = [b"".join(pieces[i:i + 12]) for i in range(0, len(pieces), 12)]
    yield "lower-case", b"".join(lower) + b"="
    yield "mixed-case", b"".join(x if i % 2 else y for i, (x, y) in enumerate(zip(pieces, lower))) + b"="
    yield "long-line", b"".join(pieces) + b"="
    yield "hard-line-ends", b"\n".join(lines) + b"\n"
    yield "blank-behind-soft", b"= \n".join(lines) + b"="
    yield "tab-behind-soft", b"=\t\n".join(lines) + b"="
    yield "return-behind-soft", b"=\r\n".join(lines) + b"="
    yield "no-soft-at-end", b"=\n".join(lines)
    yield "blank-line-between", b"=\n\n".join(lines) + b"="
    for name, junk in (("equals", b"="), ("hex", b"=0"), ("not-hex", b"=Z"), ("two", b"=ZZ"),
                       ("hex-other", b"=1Z"), ("blank", b"= "), ("blanks", b"=  "), ("at", b"=@")):
        yield f"bad-{name}", b"=\n".join(junk + line for line in pieces) + b"="
        yield f"bad-{name}-lines", b"=\n".join(line + junk for line in lines) + b"="
    for name, junk in (("blank", b" "), ("tab", b"\t"), ("8bit", b"\xaa"), ("bell", b"\a"), ("nul", b"\0")):
        yield f"between-{name}", b"=\n".join(junk.join(pieces[i:i + 12]) for i in range(0, len(pieces), 12)) + b"="
        yield f"line-start-{name}", b"=\n".join(junk + line for line in lines) + b"="
    yield "split-escape-soft", b"".join(p[:2] + b"=\n" + p[2:] if i % 9 == 4 else p for i, p in enumerate(pieces)) + b"="
    yield "split-escape-hard", b"".join(p[:2] + b"\n" + p[2:] if i % 9 == 4 else p for i, p in enumerate(pieces)) + b"="
    yield "split-escape-behind-equals", b"".join(b"=" + b"\n" + p[1:] if i % 9 == 4 else p for i, p in enumerate(pieces)) + b"="
    yield "returns-as-ends", b"=\r".join(lines) + b"="


CODED = {"base64": b64, "quoted-printable": qp}


# Fields: ways to write NAME: VALUE that some reader takes for it

def odd_fields(name, value):
    n, v = name, value
    yield "no-blank", n + b":" + v + b"\n"
    yield "tab", n + b":\t" + v + b"\n"
    yield "fold", n + b":\n " + v + b"\n"
    yield "fold-blank-line", n + b":\n \n " + v + b"\n"
    yield "blank-before-colon", n + b" : " + v + b"\n"
    yield "tab-before-colon", n + b"\t: " + v + b"\n"
    yield "two-colons", n + b":: " + v + b"\n"
    yield "no-colon", n + b" " + v + b"\n"
    yield "blank-before-name", b" " + n + b": " + v + b"\n"
    yield "return-before-name", b"\r" + n + b": " + v + b"\n"
    yield "nul-before-name", b"\0" + n + b": " + v + b"\n"
    yield "bell-before-name", b"\a" + n + b": " + v + b"\n"
    yield "nul-in-name", n[:9] + b"\0" + n[9:] + b": " + v + b"\n"
    yield "nul-before-colon", n + b"\0: " + v + b"\n"
    yield "case", n.swapcase() + b": " + v.upper() + b"\n" if b"=" not in v else n.swapcase() + b": " + v + b"\n"
    yield "nul-in-value", n + b": " + v[:4] + b"\0" + v[4:] + b"\n"
    yield "nul-before-value", n + b": \0" + v + b"\n"
    yield "nul-behind-value", n + b": " + v + b"\0\n"
    yield "vertical-tab", n + b":\v" + v + b"\n"
    yield "form-feed", n + b":\f" + v + b"\n"
    yield "return-before-value", n + b":\r" + v + b"\n"
    yield "return-behind-value", n + b": " + v + b"\r\n"
    yield "comment-before", n + b": (a) " + v + b"\n"
    yield "comment-behind", n + b": " + v + b" (a)\n"
    yield "comment-nested", n + b": (a (b\\) c) d) " + v + b"\n"
    yield "comment-folded", n + b": (a\n b)\n " + v + b"\n"
    yield "comment-within", n + b": " + v[:4] + b"()" + v[4:] + b"\n"
    yield "comment-open", n + b": " + v + b" (a\n"
    yield "semicolon-behind", n + b": " + v + b";\n"
    yield "semicolon-before", n + b": ;" + v + b"\n"
    yield "comma-before", n + b": ," + v + b"\n"
    yield "word-before-line", b"X-Other: a\r" + n + b": " + v + b"\n"
    yield "behind-junk-line", b"this is no field\n" + n + b": " + v + b"\n"
    yield "behind-8bit-line", b"\xe4\xf6\xfc\n" + n + b": " + v + b"\n"
    yield "behind-blanks-line", b" \n" + n + b": " + v + b"\n"
    yield "behind-empty-name", b": x\n" + n + b": " + v + b"\n"
    yield "behind-from-line", b"From a@example.net Mon Jan  1 00:00:00 2026\n" + n + b": " + v + b"\n"
    yield "in-continuation", b"X-Other: a\n " + n + b": " + v + b"\n"
    yield "long-blanks", n + b": " + b" " * 3000 + v + b"\n"
    yield "long-field-before", b"X-Long: " + b"a" * 20000 + b"\n" + n + b": " + v + b"\n"


def odd_codings(value):
    """Values of Content-Transfer-Encoding that some reader takes for this one."""
    v = value
    yield "quotes", b'"' + v + b'"'
    yield "apostrophes", b"'" + v + b"'"
    yield "backslash", v[:3] + b"\\" + v[3:]
    yield "encoded-word", b"=?utf-8?B?" + base64.b64encode(v) + b"?="
    yield "encoded-word-q", b"=?us-ascii?Q?" + v + b"?="
    yield "encoded-word-open", b"=?us-ascii?Q?" + v
    yield "x", b"x-" + v
    yield "word-before", b"foo " + v
    yield "word-behind", v + b" foo"
    yield "letters-before", b"x" + v
    yield "letters-behind", v + b"x"
    yield "digits-behind", v + b"5"
    yield "comma-behind", v + b",7bit"
    yield "comma-list", b"7bit, " + v
    yield "semicolon-list", b"7bit; " + v
    yield "parameter", v + b"; foo=bar"
    yield "folded-within", v[:3] + b"\n " + v[3:]
    yield "slash", v + b"/foo"


def headers(coding, kind=b"application/octet-stream", name=b"eicar.com"):
    return (b"Content-Type: " + kind + b"\nContent-Disposition: attachment; filename=\"" +
            name + b"\"\n" + coding)


def coded(payload, encoding="base64", coding=None):
    """An attachment: header and content."""
    if coding is None:
        coding = b"Content-Transfer-Encoding: " + encoding.encode() + b"\n"
    return headers(coding) + b"\n" + CODED[encoding](payload)


def mixed(*parts, boundary=b"bound", subtype=b"mixed"):
    return (TOP + b"Content-Type: multipart/" + subtype + b"; boundary=\"" + boundary +
            b"\"\n\n" + body(parts, boundary))


def body(parts, boundary, end=b"--"):
    return b"".join(b"--" + boundary + b"\n" + part for part in parts) + \
        b"--" + boundary + end + b"\n"


# Where an attachment is hidden

def _encodings(payload):
    for id_, text in odd_base64(payload):
        part = headers(b"Content-Transfer-Encoding: base64\n") + b"\n" + text
        yield "base64-" + id_, mixed(TEXT, part)
        yield "base64-alone-" + id_, TOP + part
    for id_, text in odd_quoted(payload):
        part = headers(b"Content-Transfer-Encoding: quoted-printable\n") + b"\n" + text + b"\n"
        yield "quoted-" + id_, mixed(TEXT, part)
        yield "quoted-alone-" + id_, TOP + part
    for name in (b"uuencode", b"x-uuencode", b"uue", b"x-uue", b"x-uu"):
        yield "uu-" + name.decode(), mixed(TEXT, headers(
            b"Content-Transfer-Encoding: " + name + b"\n") + b"\n" + uu(payload))
        yield "uu-bare-" + name.decode(), mixed(TEXT, headers(
            b"Content-Transfer-Encoding: " + name + b"\n") + b"\n" +
            b"".join(uu(payload).splitlines(True)[1:-2]))
    for name in (b"yenc", b"x-yenc", b"x-yencode"):
        yield "yenc-" + name.decode(), mixed(TEXT, headers(
            b"Content-Transfer-Encoding: " + name + b"\n") + b"\n" + yenc(payload))
    for name in (b"binhex", b"binhex40", b"x-binhex", b"mac-binhex40"):
        yield "binhex-" + name.decode(), mixed(TEXT, headers(
            b"Content-Transfer-Encoding: " + name + b"\n") + b"\n" + binhex(payload))
    yield "binhex-type", mixed(TEXT, b"Content-Type: application/mac-binhex40; name=\"x.zip\"\n\n" + binhex(payload))


def _in_text(payload):
    for id_, file in (("uu", uu(payload)), ("yenc", yenc(payload)), ("binhex", binhex(payload)),
                      ("uu-no-mode", uu(payload).replace(b"begin 644 ", b"begin  ")),
                      ("uu-no-end", uu(payload).replace(b"`\nend\n", b"")),
                      ("uu-base64", b"begin-base64 644 x.zip\n" + b64(payload) + b"====\n")):
        text = b"Hello,\n\n" + file + b"\nBye\n"
        yield f"text-{id_}", b"Subject: no MIME\n\n" + text
        yield f"text-{id_}-mime", TOP + b"Content-Type: text/plain\n\n" + text
        yield f"text-{id_}-html", TOP + b"Content-Type: text/html\n\n" + text
        yield f"text-{id_}-first", TOP + b"Content-Type: text/plain\n\n" + file
        yield f"text-{id_}-part", mixed(TEXT, b"Content-Type: text/plain\n\n" + text)
        yield f"text-{id_}-part-base64", mixed(
            TEXT, b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + b64(text))
        yield f"text-{id_}-preamble", TOP + b"Content-Type: multipart/mixed; boundary=b\n\n" + text + body([TEXT], b"b")
        yield f"text-{id_}-epilogue", mixed(TEXT) + text
        yield f"text-{id_}-message", mixed(TEXT, b"Content-Type: message/rfc822\n\nSubject: x\n\n" + text)
        if id_ != "yenc":
            quoted = text.replace(b"=", b"=3D")
            yield f"text-{id_}-quoted", TOP + b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n" + quoted


def _undeclared(payload):
    """Content of which no field says how it is encoded, found by its looks."""
    part = coded(payload)
    name = headers(b"")
    for id_, field in (("missing", b""), ("cut", b"Content-ransfer-Encoding: base64\n"),
                       ("junk", b"Content-#Transfer-Encoding: base64\n")):
        yield f"undeclared-{id_}", mixed(TEXT, name + field + b"\n" + b64(payload))
        yield f"undeclared-{id_}-alone", TOP + name + field + b"\n" + b64(payload)
    inner = body([TEXT, part], b"inner")
    for encoding, encode in CODED.items():
        field = b"Content-Transfer-Encoding: " + encoding.encode() + b"\n\n"
        yield f"undeclared-{encoding}-multipart", mixed(TEXT, field + encode(inner))
        yield f"undeclared-{encoding}-multipart-text", mixed(TEXT, b"Content-Type: text/plain\n" + field + encode(inner))
    for id_, end in (("return", b"\r"), ("two-returns", b"\r\r\n"), ("line-feed-return", b"\n\r")):
        yield f"ends-{id_}", mixed(TEXT, part).replace(b"\n", end)
        yield f"ends-{id_}-uu", (TOP + b"\nHello\n\n" + uu(payload)).replace(b"\n", end)
        yield f"ends-{id_}-after-header", TOP + b"\n" + (b"Hello\n\n" + uu(payload)).replace(b"\n", end)
    lines = uu(payload).splitlines(True)
    for id_, line in (("longer", lines[1].rstrip(b"\n") + b"(x)x\n"), ("checksum", lines[1].rstrip(b"\n") + b"A\n")):
        yield f"uu-{id_}", TOP + b"Content-Type: text/plain\n\n" + lines[0] + line + b"".join(lines[2:])


def _quoted_in_text(payload):
    """What stands in text that is declared as such. Only files that are known as such
    by their first bytes are taken out of it."""
    part = coded(payload)
    message = mixed(TEXT, part)
    text = b"Content-Type: text/plain\n\nThe message returned:\n\n"
    if not payload.startswith(b"PK"):
        return
    yield "quoted-part", TOP + text + body([part], b"b")
    yield "quoted-part-quoted-printable", TOP + text + body([coded(payload, "quoted-printable")], b"b")
    yield "quoted-message", TOP + text + message
    yield "quoted-message-part", mixed(text + message, boundary=b"outer")
    yield "quoted-message-base64", mixed(text + b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + b64(message), boundary=b"outer")
    for encoding, encode in CODED.items():
        yield f"quoted-in-{encoding}", TOP + b"Content-Type: text/plain\nContent-Transfer-Encoding: " + \
            encoding.encode() + b"\n\n" + encode(b"The message returned:\n\n" + message)
    for id_, lines in (("base64", b64(payload)), ("uu", uu(payload).split(b"\n", 1)[1]),
                       ("uu-cut", uu(payload)[1:])):
        yield f"bare-{id_}", TOP + text + lines + b"\nBye\n"
        yield f"bare-{id_}-html", TOP + b"Content-Type: text/html\n\n<p>\n" + lines + b"\n</p>\n"
        yield f"bare-{id_}-many", TOP + text + b"begin the words\n" * 6000 + lines


def _codings(payload):
    name = b"Content-Transfer-Encoding"
    for encoding in CODED:
        value = encoding.encode()
        for id_, field in odd_fields(name, value):
            part = coded(payload, encoding, field)
            yield f"cte-{encoding}-{id_}", mixed(TEXT, part)
            if id_ in ("blank-before-name", "nul-before-name", "two-colons", "fold-blank-line"):
                yield f"cte-{encoding}-{id_}-alone", TOP + part
            first = field + headers(b"") + b"\n" + CODED[encoding](payload)
            yield f"cte-{encoding}-{id_}-first", mixed(TEXT, first)
        for id_, odd in odd_codings(value):
            yield f"cte-{encoding}-{id_}", mixed(TEXT, coded(payload, encoding, name + b": " + odd + b"\n"))
        others = [b"7bit", b"8bit", b"binary", b"foo", b"", b"base64", b"quoted-printable", b"uuencode"]
        for other in others:
            if other == value:
                continue
            word = other.decode() or "empty"
            for order, pair in (("first", (value, other)), ("last", (other, value))):
                field = b"".join(name + b": " + one + b"\n" for one in pair)
                yield f"cte-{encoding}-{order}-of-{word}", mixed(TEXT, coded(payload, encoding, field))
            field = name + b": " + other + b"\n" + name + b": " + value + b"\n" + name + b": " + other + b"\n"
            yield f"cte-{encoding}-between-{word}", mixed(TEXT, coded(payload, encoding, field))


def _types(payload):
    part = coded(payload)
    inner = body([TEXT, part], b"bound")
    good = b'multipart/mixed; boundary="bound"'
    for id_, field in odd_fields(b"Content-Type", good):
        yield f"type-{id_}", TOP + field + b"\n" + inner
        yield f"type-{id_}-nested", mixed(TEXT, field + b"\n" + inner, boundary=b"outer")
    for id_, kind in (("none", b""), ("unknown", b"multipart/foo"), ("no-subtype", b"multipart/"),
                      ("no-slash", b"multipart"), ("x", b"x-multipart/mixed"), ("plural", b"multiparts/mixed"),
                      ("cut", b"ultipart/mixed"), ("text", b"text/plain"), ("html", b"text/html"),
                      ("application", b"application/octet-stream"), ("case", b"MULTIPART/Mixed"),
                      ("quotes", b'"multipart/mixed"'), ("backslash", b"multi\\part/mixed"),
                      ("blank-slash", b"multipart / mixed"), ("encoded-word", b"=?utf-8?Q?multipart/mixed?="),
                      ("comma", b"text/plain, multipart/mixed"), ("image", b"image/png"),
                      ("message", b"message/rfc822"), ("digest", b"multipart/digest"),
                      ("signed", b"multipart/signed"), ("report", b"multipart/report"),
                      ("related", b"multipart/related"), ("alternative", b"multipart/alternative"),
                      ("encrypted", b"multipart/encrypted")):
        yield f"type-value-{id_}", TOP + b"Content-Type: " + kind + b"; boundary=bound\n\n" + inner
    yield "type-missing", TOP + b"\n" + inner
    yield "type-misspelt", TOP + b"Content-Typ: " + good + b"\n\n" + inner
    for other in (b"text/plain", b"text/html; charset=utf-8", b"application/octet-stream", b"foo", b"",
                  b"multipart/mixed", b"multipart/mixed; boundary=other", b"message/rfc822", b"image/gif"):
        word = other.decode() or "empty"
        field = b"Content-Type: "
        yield f"type-first-of-{word}", TOP + field + good + b"\n" + field + other + b"\n\n" + inner
        yield f"type-last-of-{word}", TOP + field + other + b"\n" + field + good + b"\n\n" + inner
    for version in (b"", b"MIME-Version: 2.0\n", b"MIME-Version: 1.0 (a)\n", b"MIME-Version: foo\n",
                    b"MIME-Version: 1.0\nMIME-Version: 1.1\n", b"Mime-version 1.0\n"):
        yield f"version-{version.decode().strip() or 'none'}", \
            b"Subject: x\n" + version + b"Content-Type: " + good + b"\n\n" + inner


def _boundaries(payload):
    part = coded(payload)
    types = b"Content-Type: multipart/mixed"
    # what is declared, what is used
    for id_, parameter, used in (
            ("quotes", b'; boundary="bound"', b"bound"), ("apostrophes", b"; boundary='bound'", b"bound"),
            ("apostrophes-used", b"; boundary='bound'", b"'bound'"), ("open-quote", b'; boundary="bound', b"bound"),
            ("open-quote-used", b'; boundary="bound', b'"bound'), ("end-quote", b'; boundary=bound"', b"bound"),
            ("end-quote-used", b'; boundary=bound"', b'bound"'), ("inner-quote", b'; boundary=bo"un"d', b"bound"),
            ("inner-quote-first", b'; boundary=bo"un"d', b"bo"), ("quote-and-more", b'; boundary="bo"und', b"bo"),
            ("quote-and-more-all", b'; boundary="bo"und', b"bound"), ("backslash", b"; boundary=bo\\und", b"bound"),
            ("backslash-used", b"; boundary=bo\\und", b"bo\\und"), ("backslash-quoted", b'; boundary="bo\\und"', b"bound"),
            ("backslash-quoted-used", b'; boundary="bo\\und"', b"bo\\und"),
            ("blank", b'; boundary="bo und"', b"bo und"), ("blank-unquoted", b"; boundary=bo und", b"bo und"),
            ("blank-unquoted-first", b"; boundary=bo und", b"bo"), ("blank-end", b'; boundary="bound "', b"bound"),
            ("blank-end-used", b'; boundary="bound "', b"bound "), ("blank-start", b'; boundary=" bound"', b" bound"),
            ("blank-start-unused", b'; boundary=" bound"', b"bound"), ("blank-used", b"; boundary=bound", b"bound "),
            ("tab-used", b"; boundary=bound", b"bound\t"), ("fold-within", b'; boundary="bo\n und"', b"bo und"),
            ("fold-within-joined", b'; boundary="bo\n und"', b"bound"), ("fold-within-first", b'; boundary="bo\n und"', b"bo"),
            ("semicolon", b"; boundary=bo;und", b"bo"), ("semicolon-used", b"; boundary=bo;und", b"bo;und"),
            ("semicolon-quoted", b'; boundary="bo;und"', b"bo;und"), ("comma", b"; boundary=bo,und", b"bo,und"),
            ("comma-first", b"; boundary=bo,und", b"bo"), ("comment", b"; boundary=bound(a)", b"bound"),
            ("comment-used", b"; boundary=bound(a)", b"bound(a)"), ("comment-before", b"; boundary=(a)bound", b"bound"),
            ("comment-before-used", b"; boundary=(a)bound", b"(a)bound"), ("comment-all", b"; (a) boundary=bound", b"bound"),
            ("in-comment", b"; (boundary=bound)", b"bound"), ("comment-in-name", b"; bound(a)ary=bound", b"bound"),
            ("blank-equals", b"; boundary =bound", b"bound"), ("equals-blank", b"; boundary= bound", b"bound"),
            ("fold-equals", b"; boundary\n =bound", b"bound"), ("equals-fold", b"; boundary=\n bound", b"bound"),
            ("no-semicolon", b" boundary=bound", b"bound"), ("comma-for-semicolon", b", boundary=bound", b"bound"),
            ("two-semicolons", b";; boundary=bound", b"bound"), ("name-case", b"; BOUNDARY=bound", b"bound"),
            ("name-wrong", b"; boundry=bound", b"bound"), ("name-cut", b"; oundary=bound", b"bound"),
            ("name-escaped", b"; bound\\ary=bound", b"bound"), ("nul-in-name", b"; bound\0ary=bound", b"bound"),
            ("nul-in-value", b"; boundary=bo\0und", b"bound"), ("nul-in-value-first", b"; boundary=bo\0und", b"bo"),
            ("nul-in-value-used", b"; boundary=bo\0und", b"bo\0und"), ("nul-before", b"; boundary=\0bound", b"bound"),
            ("encoded-word", b'; boundary="=?utf-8?Q?bound?="', b"bound"),
            ("encoded-word-used", b'; boundary="=?utf-8?Q?bound?="', b"=?utf-8?Q?bound?="),
            ("rfc2231", b"; boundary*=us-ascii''bound", b"bound"), ("rfc2231-percent", b"; boundary*=us-ascii''bo%75nd", b"bound"),
            ("rfc2231-percent-used", b"; boundary*=us-ascii''bo%75nd", b"us-ascii''bo%75nd"),
            ("pieces", b"; boundary*0=bo; boundary*1=und", b"bound"), ("pieces-swapped", b"; boundary*1=und; boundary*0=bo", b"bound"),
            ("pieces-in-order", b"; boundary*1=bo; boundary*0=und", b"bound"), ("pieces-first", b"; boundary*0=bo; boundary*1=und", b"bo"),
            ("pieces-gap", b"; boundary*0=bo; boundary*2=und", b"bound"), ("pieces-leading-zero", b"; boundary*00=bo; boundary*01=und", b"bound"),
            ("pieces-twice", b"; boundary*0=xx; boundary*0=bo; boundary*1=und", b"bound"),
            ("utf-16", b"; boundary*=utf-16''%00b%00o%00u%00n%00d", b"bound"),
            ("empty", b'; boundary=""', b""), ("blank-only", b'; boundary=" "', b" "), ("missing", b"", b"bound"),
            ("value-missing", b"; boundary", b"bound"), ("other", b"; boundary=other", b"bound"),
            ("dashes", b"; boundary=--bound--", b"--bound--"), ("dash-only", b"; boundary=-", b"-"),
            ("in-other-value", b'; foo="a; boundary=bound"', b"bound"), ("in-open-value", b'; foo="a; boundary=bound', b"bound"),
            ("long", b"; boundary=" + b"b" * 300, b"b" * 300), ("long-cut", b"; boundary=" + b"b" * 300, b"b" * 70),
            ("longer-used", b"; boundary=bound", b"boundary"), ("words-used", b"; boundary=bound", b"bound foo"),
            ("dash-used", b"; boundary=bound", b"bound-"), ("case-used", b"; boundary=bound", b"BOUND"),
            ("8bit", b"; boundary=b\xf6und", b"b\xf6und"), ("slash", b"; boundary=a/b", b"a/b"),
            ("slash-first", b"; boundary=a/b", b"a"), ("colon", b"; boundary=a:b", b"a:b"), ("question", b"; boundary=a?b", b"a?b"),
            ("equals-in-value", b"; boundary=a=b", b"a=b"), ("equals-in-value-last", b"; boundary=a=bound", b"bound"),
            ("boundary-boundary", b"; boundary=boundary=bound", b"bound")):
        yield f"boundary-{id_}", TOP + types + parameter + b"\n\n" + body([TEXT, part], used)
    for id_, parameter in (("first", b"; boundary=bound; boundary=other"), ("last", b"; boundary=other; boundary=bound"),
                           ("extended-first", b"; boundary*=us-ascii''bound; boundary=other"),
                           ("extended-last", b"; boundary=other; boundary*=us-ascii''bound"),
                           ("plain-first", b"; boundary=bound; boundary*=us-ascii''other"),
                           ("plain-last", b"; boundary*=us-ascii''other; boundary=bound")):
        yield f"boundary-twice-{id_}", TOP + types + parameter + b"\n\n--other\n" + TEXT + \
            body([TEXT, part], b"bound") + b"--other--\n"
        yield f"boundary-twice-{id_}-apart", TOP + types + parameter + b"\n\n" + \
            body([TEXT], b"other") + body([TEXT, part], b"bound")


def _structure(payload):
    part = coded(payload)
    start = TOP + b"Content-Type: multipart/mixed; boundary=bound\n\n"
    good = body([TEXT, part], b"bound")
    yield "no-end", start + body([TEXT, part], b"bound", b"")[:-8]
    yield "no-last-line-end", start + good[:-1]
    yield "end-as-delimiter", start + body([TEXT, part], b"bound", b"")
    yield "end-one-dash", start + body([TEXT, part], b"bound", b"-")
    yield "end-three-dashes", start + body([TEXT, part], b"bound", b"---")
    yield "end-and-text", start + body([TEXT, part], b"bound", b"-- text")
    yield "cut-within-header", start + b"--bound\n" + headers(b"Content-Transfer-Encoding: base64\n") + CODED["base64"](payload)
    yield "behind-end", start + body([TEXT], b"bound") + body([part], b"bound")
    yield "behind-end-other", start + body([TEXT], b"bound") + body([part], b"other")
    yield "behind-end-bare", start + body([TEXT], b"bound") + part
    yield "before-first", start + part + body([TEXT], b"bound")
    yield "before-first-other", start + body([part], b"other") + body([TEXT], b"bound")
    yield "end-first", start + b"--bound--\n" + good
    yield "end-between", start + b"--bound\n" + TEXT + b"--bound--\n--bound\n" + part + b"--bound--\n"
    yield "delimiter-twice", start + b"--bound\n--bound\n" + part + b"--bound--\n"
    yield "delimiter-and-blank-line", start + b"--bound\n" + TEXT + b"--bound\n\n" + part + b"--bound--\n"
    yield "delimiter-and-junk-line", start + b"--bound\n" + TEXT + b"--bound\njunk\n" + part + b"--bound--\n"
    yield "delimiter-indented", start + b"--bound\n" + TEXT + b" --bound\n" + part + b"--bound--\n"
    yield "delimiter-behind-return", start + b"--bound\n" + TEXT + b"text\r--bound\n" + part + b"--bound--\n"
    yield "delimiter-then-return", start + b"--bound\n" + TEXT + b"--bound\r" + part + b"--bound--\n"
    yield "delimiter-nul", start + b"--bound\n" + TEXT + b"--bound\0\n" + part + b"--bound--\n"
    yield "delimiter-in-header", TOP + b"Content-Type: multipart/mixed; boundary=bound\n" + good
    yield "end-in-header", TOP + b"Content-Type: multipart/mixed; boundary=bound\n--bound--\n\n" + good
    yield "end-in-part-header", start + b"--bound\nContent-Type: multipart/mixed; boundary=inner\n--bound--\n\n" + \
        body([TEXT, part], b"inner") + b"--bound--\n"
    yield "in-part-header", start + b"--bound\nContent-Type: multipart/mixed; boundary=inner\n--bound\n\n" + \
        body([TEXT, part], b"inner") + b"--bound--\n"
    yield "only-part", start + b"--bound\n" + part
    yield "no-delimiter", start + part
    yield "returns-only", (start + good).replace(b"\n", b"\r")
    yield "returns-doubled", (start + good).replace(b"\n", b"\r\r\n")
    yield "mixed-ends", (start + good).replace(b"\n", b"\r\n", 6)
    for id_, separator in (("none", b""), ("blank", b" \n"), ("tab", b"\t\n"), ("vertical-tab", b"\v\n"),
                           ("two-blanks", b" \n \n"), ("return", b"\r\n"), ("form-feed", b"\f\n"), ("nul", b"\0\n"),
                           ("junk", b"junk\n"), ("junk-and-blank", b"junk\n\n"), ("dots", b"...\n"),
                           ("field", b"X-A: b\n\n"), ("double", b"\n\n"), ("triple", b"\n\n\n"), ("blank-double", b" \n\n")):
        head = headers(b"Content-Transfer-Encoding: base64\n")
        yield f"separator-{id_}", mixed(TEXT, head + separator + b64(payload))
        yield f"separator-{id_}-alone", TOP + head + separator + b64(payload)
        yield f"separator-{id_}-top", TOP + b"Content-Type: multipart/mixed; boundary=bound\n" + separator + good
    for id_, before in (("newline", b"\n"), ("return", b"\r"), ("blank", b" \n"), ("colon", b":\n"), ("vertical-tab", b"\v"),
                        ("nul", b"\0"), ("junk", b"junk\n"), ("from", b">From a\n"), ("bom", b"\xef\xbb\xbf"), ("8bit", b"\xff\xfe\n")):
        yield f"header-start-{id_}", mixed(TEXT, before + part)
        yield f"header-start-{id_}-split", mixed(TEXT, before + b"Content-Transfer-Encoding: base64\n" + headers(b"") + b"\n" + b64(payload))
    # within each other
    inner = b"Content-Type: multipart/mixed; boundary=%s\n\n"
    for id_, outer, name in (("same", b"bound", b"bound"), ("outer-longer", b"bounds", b"bound"), ("inner-longer", b"bound", b"bounds"),
                             ("inner-is-end", b"bound", b"bound--"), ("outer-is-end", b"bound--", b"bound"), ("case", b"bound", b"Bound"),
                             ("blank", b"bound", b"bound x")):
        nested = (inner % (b'"' + name + b'"')) + body([TEXT, part], name)
        yield f"nested-{id_}", mixed(TEXT, nested, boundary=outer)
        yield f"nested-{id_}-first", mixed(nested, TEXT, boundary=outer)
        yield f"nested-{id_}-no-end", mixed(TEXT, (inner % (b'"' + name + b'"')) + body([TEXT, part], name)[:-len(name) - 5], boundary=outer)
    yield "nested-no-boundary", mixed(TEXT, b"Content-Type: multipart/mixed\n\n" + body([TEXT, part], b"inner"))
    yield "nested-no-boundary-outer", mixed(TEXT, b"Content-Type: multipart/mixed\n\n" + body([TEXT, part], b"bound"))
    yield "nested-uses-outer", mixed(TEXT, (inner % b"inner") + body([TEXT, part], b"bound"))
    yield "outer-in-base64", start.replace(b"bound", b"####") + b"--####\n" + (inner % b"inner") + body(
        [TEXT, headers(b"Content-Transfer-Encoding: base64\n") + b"\n--####\n" + b64(payload)], b"inner") + b"--####--\n"
    yield "outer-within-base64", start + b"--bound\n" + (inner % b"inner") + body(
        [TEXT, headers(b"Content-Transfer-Encoding: base64\n") + b"\n" + b64(payload, 40).replace(b"\n", b"\n--bound\n", 1)], b"inner") + b"--bound--\n"
    yield "overlapping", start.replace(b"bound", b"a") + b"--a\n" + (inner % b"b") + b"--b\n" + TEXT + b"--a\n" + TEXT + \
        b"--b\n" + part + b"--a--\n--b--\n"
    deep = part
    for level in range(30):
        name = b"b%d" % level
        deep = (inner % name) + body([deep], name)
    yield "deep", TOP + deep


def _messages(payload):
    part = coded(payload)
    whole = TOP + b"Content-Type: multipart/mixed; boundary=inner\n\n" + body([TEXT, part], b"inner")
    for id_, kind in (("rfc822", b"message/rfc822"), ("global", b"message/global"), ("case", b"Message/RFC822"),
                      ("news", b"message/news"), ("x", b"message/x-foo"), ("quotes", b'"message/rfc822"'), ("comma", b"message/rfc822,foo"),
                      ("no-subtype", b"message"), ("partial", b'message/partial; id="a"; number=1; total=1'),
                      ("partial-2", b'message/partial; id="a"; number=1; total=2')):
        yield f"message-{id_}", mixed(TEXT, b"Content-Type: " + kind + b"\n\n" + whole)
        yield f"message-{id_}-one", TOP + b"Content-Type: " + kind + b"\n\n" + whole
        for encoding in CODED:
            yield f"message-{id_}-{encoding}", mixed(
                TEXT, b"Content-Type: " + kind + b"\nContent-Transfer-Encoding: " + encoding.encode() + b"\n\n" + CODED[encoding](whole))
    for encoding in CODED:
        yield f"multipart-{encoding}", TOP + b"Content-Type: multipart/mixed; boundary=inner\nContent-Transfer-Encoding: " + \
            encoding.encode() + b"\n\n" + CODED[encoding](body([TEXT, part], b"inner"))
        yield f"multipart-declared-{encoding}", TOP + b"Content-Type: multipart/mixed; boundary=inner\nContent-Transfer-Encoding: " + \
            encoding.encode() + b"\n\n" + body([TEXT, part], b"inner")
        yield f"message-declared-{encoding}", mixed(TEXT, b"Content-Type: message/rfc822\nContent-Transfer-Encoding: " + encoding.encode() + b"\n\n" + whole)
        yield f"file-as-multipart-{encoding}", TOP + b"Content-Type: multipart/mixed; boundary=inner; name=x.zip\nContent-Transfer-Encoding: " + \
            encoding.encode() + b"\n\n" + CODED[encoding](payload)
        yield f"file-as-message-{encoding}", mixed(TEXT, b"Content-Type: message/rfc822; name=x.zip\nContent-Transfer-Encoding: " + encoding.encode() + b"\n\n" + CODED[encoding](payload))
    yield "digest", TOP + b"Content-Type: multipart/digest; boundary=bound\n\n" + body([b"\n" + whole], b"bound")
    yield "digest-typed", TOP + b"Content-Type: multipart/digest; boundary=bound\n\n" + body([b"Content-Type: text/plain\n\n" + whole, part], b"bound")
    yield "wide-nul", (TOP + b"Content-Type: multipart/mixed; boundary=bound\n\n" + body([TEXT, part], b"bound")).replace(b"", b"\0")


def _pairs(payload):
    """Two oddities at once, from different axes."""
    name = b"Content-Transfer-Encoding"
    fields = dict(odd_fields(name, b"base64"))
    texts = dict(odd_base64(payload))
    for (f, field), (t, text) in itertools.product(
            [(k, fields[k]) for k in ("two-colons", "blank-before-name", "comment-within", "behind-junk-line", "nul-in-value", "in-continuation")],
            [(k, texts[k]) for k in ("between-dot", "width-3", "concatenated", "inner-equals", "line-comment", "digit-at-line-ends", "padded-bytes")]):
        yield f"pair-{f}-{t}", mixed(TEXT, headers(field) + b"\n" + text)
    for (f, field), other in itertools.product(fields.items(), (b"bound2", b"bounds")):
        yield f"pair-{f}-boundary-{other.decode()}", TOP + b"Content-Type: multipart/mixed; boundary=bound\n\n" + \
            body([TEXT, coded(payload, "base64", field)], other)
        yield f"pair-{f}-message-{other.decode()}", mixed(TEXT, b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + b64(
            mixed(TEXT, coded(payload, "base64", field), boundary=other)))


def hidden():
    for kind, payload in PAYLOADS.items():
        for family in (_encodings, _in_text, _undeclared, _quoted_in_text, _codings, _types, _boundaries, _structure, _messages, _pairs):
            for id_, message in family(payload):
                yield f"{kind}-{id_}", message


def named():
    for ending in (b"zip", b"exe"):
        for id_, fields in _names(ending):
            part = fields + b"Content-Transfer-Encoding: base64\n\n" + b64(b"This could be a file")
            yield f"{ending.decode()}-{id_}", mixed(TEXT, part)
            yield f"{ending.decode()}-{id_}-alone", TOP + part


def _names(ending):
    full = b"file." + ending
    wide = b"".join(b"%c\0" % c for c in full)
    wide_be = b"".join(b"\0%c" % c for c in full)
    q = b"".join(b"=%02X" % c for c in full)
    percent = b"".join(b"%%%02X" % c for c in full)
    word = b"=?utf-8?B?" + base64.b64encode(full) + b"?="
    values = [
        ("token", b"=" + full), ("quotes", b'="' + full + b'"'), ("apostrophes", b"='" + full + b"'"),
        ("blank-equals", b" =" + full), ("equals-blank", b"= " + full), ("fold-equals", b"\n =" + full), ("equals-fold", b"=\n " + full),
        ("open-quote", b'="' + full), ("end-quote", b"=" + full + b'"'), ("inner-quotes", b'="file".' + ending), ("inner-quotes-2", b'=file".' + ending + b'"'),
        ("quote-within", b'=fi"le.' + ending), ("quotes-thrice", b'="file"."' + ending + b'"'), ("escaped-quote", b'="file\\".' + ending + b'"'),
        ("backslash", b"=file\\." + ending), ("backslash-quoted", b'="file\\.' + ending + b'"'), ("path", b'="C:\\dir\\' + full + b'"'),
        ("semicolon", b"=file;." + ending), ("semicolon-quoted", b'="file;.' + ending + b'"'), ("semicolon-escaped", b"=file\\;." + ending),
        ("comma", b"=file,." + ending), ("blank", b"=my file." + ending), ("blank-quoted", b'="my file.' + ending + b'"'), ("tab", b"=my\tfile." + ending),
        ("fold-within", b'="my\n file.' + ending + b'"'), ("fold-within-token", b"=file\n ." + ending), ("comment-behind", b"=" + full + b"(a)"),
        ("comment-gif", b"=" + full + b"(.gif)"), ("comment-within", b"=file.(a)" + ending), ("comment-within-ending", b"=file." + ending[:1] + b"()" + ending[1:]),
        ("comment-before", b"=(a)" + full), ("comment-equals", b"(a)=" + full), ("nul-behind", b'="' + full + b'\0.txt"'), ("nul-within", b'="file\0.' + ending + b'"'),
        ("case", b"=" + full.upper()),
        ("encoded-word", b'="' + word + b'"'), ("encoded-word-token", b"=" + word), ("encoded-word-q", b'="=?us-ascii?Q?' + q + b'?="'),
        ("encoded-word-parts", b'="=?utf-8?Q?file?= =?utf-8?Q?.' + ending + b'?="'), ("encoded-word-fold", b'="=?utf-8?Q?file?=\n =?utf-8?Q?.' + ending + b'?="'),
        ("encoded-word-more", b'="=?utf-8?Q?file?=.' + ending + b'"'), ("encoded-word-joined", b'="=?utf-8?Q?file?==?utf-8?Q?.' + ending + b'?="'),
        ("encoded-word-language", b'="=?utf-8*en?Q?' + full + b'?="'), ("utf-16", b'="=?utf-16?B?' + base64.b64encode(wide) + b'?="'),
        ("utf-16-be", b'="=?utf-16?B?' + base64.b64encode(wide_be) + b'?="'), ("utf-16le", b'="=?UTF-16LE?B?' + base64.b64encode(wide) + b'?="'),
        ("utf-7", b'="=?utf-7?Q?file+AC4-' + ending + b'?="'), ("unknown-charset", b'="=?x-foo?Q?' + full + b'?="'),
        ("percent", b'="file%2E' + ending + b'"'), ("percent-all", b'="' + percent + b'"'),
        ("8bit", b'="f\xeele.' + ending + b'"'), ("8bit-utf-8", b'="f\xc3\xaele.' + ending + b'"'), ("rtl", b'="\xe2\x80\xaegpj.' + full + b'"'),
        ("long", b'="' + b"a" * 3000 + b"." + ending + b'"'), ("many-blanks", b'="file.txt' + b" " * 300 + b"." + ending + b'"'),
        ("rfc2231", b"*=utf-8''" + full), ("rfc2231-percent", b"*=utf-8''" + percent), ("rfc2231-language", b"*=utf-8'en'" + full), ("rfc2231-no-charset", b"*=" + full),
        ("rfc2231-quotes", b"*=\"utf-8''" + full + b'"'), ("rfc2231-one-apostrophe", b"*=utf-8'" + full), ("rfc2231-utf-16", b"*=utf-16''" + b"".join(b"%c%%00" % c for c in full)),
        ("rfc2231-utf-16-be", b"*=utf-16''" + b"".join(b"%%00%c" % c for c in full)), ("rfc2231-word", b"*=" + word),
        ("pieces", b"*0=file.; {n}*1=" + ending), ("pieces-one", b"*0=" + full), ("pieces-swapped", b"*1=" + ending + b"; {n}*0=file."), ("pieces-in-order", b"*1=file.; {n}*0=" + ending),
        ("pieces-gap", b"*0=file.; {n}*2=" + ending), ("pieces-from-1", b"*1=file.; {n}*2=" + ending), ("pieces-quoted", b'*0="file."; {n}*1="' + ending + b'"'),
        ("pieces-charset", b"*0*=utf-8''file%2E; {n}*1*=" + ending), ("pieces-mixed", b"*0*=utf-8''file.; {n}*1=" + ending), ("pieces-many", b"*0=f; {n}*1=i; {n}*2=le; {n}*3=.; {n}*4=" + ending),
        ("pieces-ten", b"".join(b"*%d=%c; {n}" % (i, b"abcdefghijk."[i]) for i in range(12)) + b"*12=" + ending), ("pieces-zeros", b"*00=file.; {n}*01=" + ending),
        ("pieces-twice", b"*0=file.; {n}*0=x; {n}*1=" + ending), ("pieces-words", b'*0="=?utf-8?Q?file?="; {n}*1=".' + ending + b'"'),
        ("pieces-ending-cut", b"*0=file." + ending[:1] + b"; {n}*1=" + ending[1:]),
    ]
    kind = b"Content-Type: application/octet-stream"
    disposition = b"Content-Disposition: attachment"
    for id_, value in values:
        for field, name in (("type", b"name"), ("disposition", b"filename")):
            text = name + value.replace(b"{n}", name)
            line = (kind + b"; " + text + b"\n" + disposition + b"\n") if field == "type" else (kind + b"\n" + disposition + b"; " + text + b"\n")
            yield f"{field}-{id_}", line
    safe = b"file.txt"
    for id_, line in (
            ("both-type", kind + b"; name=" + full + b"\n" + disposition + b"; filename=" + safe + b"\n"),
            ("both-disposition", kind + b"; name=" + safe + b"\n" + disposition + b"; filename=" + full + b"\n"),
            ("twice-first", kind + b"; name=" + full + b"; name=" + safe + b"\n"), ("twice-last", kind + b"; name=" + safe + b"; name=" + full + b"\n"),
            ("fields-first", kind + b"\n" + disposition + b"; filename=" + full + b"\n" + disposition + b"; filename=" + safe + b"\n"),
            ("fields-last", kind + b"\n" + disposition + b"; filename=" + safe + b"\n" + disposition + b"; filename=" + full + b"\n"),
            ("pieces-in-fields", kind + b"\n" + disposition + b"; filename*0=file.\n" + disposition + b"; filename*1=" + ending + b"\n"),
            ("extended-and-plain", kind + b"\n" + disposition + b"; filename*=utf-8''" + full + b"; filename=" + safe + b"\n"),
            ("plain-and-extended", kind + b"\n" + disposition + b"; filename=" + full + b"; filename*=utf-8''" + safe + b"\n"),
            ("name-in-disposition", kind + b"\n" + disposition + b"; name=" + full + b"\n"), ("filename-in-type", kind + b"; filename=" + full + b"\n"),
            ("no-semicolon", kind + b" name=" + full + b"\n"), ("comma", kind + b", name=" + full + b"\n"), ("in-quotes", kind + b'; foo="a; name=' + full + b'"\n'),
            ("name-escaped", kind + b"; na\\me=" + full + b"\n"), ("name-comment", kind + b"; na(a)me=" + full + b"\n"), ("name-nul", kind + b"; na\0me=" + full + b"\n"),
            ("disposition-only", disposition + b"; filename=" + full + b"\n"), ("disposition-inline", kind + b"\nContent-Disposition: inline; filename=" + full + b"\n"),
            ("disposition-unknown", kind + b"\nContent-Disposition: foo; filename=" + full + b"\n"), ("disposition-bare", kind + b"\nContent-Disposition: filename=" + full + b"\n"),
            ("text", b"Content-Type: text/plain; name=" + full + b"\n"), ("field-indented", kind + b"\n " + disposition + b"; filename=" + full + b"\n"),
            ("field-colons", kind + b"\nContent-Disposition:: attachment; filename=" + full + b"\n"), ("field-blank-colon", kind + b"\nContent-Disposition : attachment; filename=" + full + b"\n"),
            ("field-no-colon", kind + b"\nContent-Disposition attachment; filename=" + full + b"\n"), ("field-behind-return", b"X: y\r" + disposition + b"; filename=" + full + b"\n" + kind + b"\n"),
            ("field-behind-junk", kind + b"\njunk\n" + disposition + b"; filename=" + full + b"\n"), ("field-nul", kind + b"\n\0" + disposition + b"; filename=" + full + b"\n")):
        yield id_, line


def well_formed():
    """Messages as the standards have them, or as large senders write them."""
    part = coded(EICAR)
    parts2 = [("1", "multipart/mixed"), ("1.1", "text/plain"), ("1.2", "application/octet-stream")]
    yield "plain", b"Subject: x\n\nHello\n", [("1", "text/plain")]
    yield "plain-mime", TOP + TEXT, [("1", "text/plain")]
    yield "quoted", TOP + b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\ncaf=C3=A9 =\nau lait =3D\n", [("1", "text/plain")]
    yield "quoted-lower", TOP + b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\ncaf=c3=a9 =3D\n", [("1", "text/html")]
    yield "base64-text", TOP + b"Content-Type: text/plain; charset=\"utf-8\"\nContent-Transfer-Encoding: base64\n\n" + b64(b"Hello\n" * 40), [("1", "text/plain")]
    yield "mixed", mixed(TEXT, part), parts2
    yield "mixed-crlf", mixed(TEXT, part).replace(b"\n", b"\r\n"), parts2
    yield "mixed-preamble", TOP + b"Content-Type: multipart/mixed;\n boundary=\"=_next (1)\"\n\nThis is a multi-part message.\n" + body([TEXT, part], b"=_next (1)"), [("1", "multipart/mixed"), ("1.0", "text/plain")] + parts2[1:]
    yield "mixed-epilogue", mixed(TEXT, part) + b"\n_____\nlist@example.org\nhttp://example.org/list\n", parts2 + [("1.3", "text/plain")]
    yield "mixed-unquoted", TOP + b"Content-type: MULTIPART/mixed; charset=us-ascii; Boundary=a_b'c+1.2\n\n" + body([TEXT, part], b"a_b'c+1.2"), parts2
    yield "mixed-blank-at-delimiters", TOP + b"Content-Type: multipart/mixed; boundary=bound\n\n" + body([TEXT, part], b"bound").replace(b"--bound\n", b"--bound \n"), parts2
    yield "alternative", mixed(TEXT, b"Content-Type: text/html; charset=\"iso-8859-1\"\nContent-Transfer-Encoding: quoted-printable\n\n<p style=3D\"a\">x</p>\n", subtype=b"alternative"), [("1", "multipart/alternative"), ("1.1", "text/plain"), ("1.2", "text/html")]
    inner = b"Content-Type: multipart/alternative; boundary=inner\n\n" + body([TEXT, b"Content-Type: text/html\n\n<p>\n"], b"inner")
    yield "nested", mixed(inner, part), [("1", "multipart/mixed"), ("1.1", "multipart/alternative"), ("1.1.1", "text/plain"), ("1.1.2", "text/html"), ("1.2", "application/octet-stream")]
    yield "related", mixed(b"Content-Type: text/html\n\n<img src=\"cid:a@b\">\n", b"Content-Type: image/png; name=\"a.png\"\nContent-ID: <a@b>\nContent-Disposition: inline; filename=\"a.png\"\nContent-Transfer-Encoding: base64\n\n" + b64(b"\x89PNG\r\n" + bytes(range(200))), subtype=b'related; type="text/html"'), [("1", "multipart/related"), ("1.1", "text/html"), ("1.2", "image/png")]
    yield "forwarded", mixed(TEXT, b"Content-Type: message/rfc822\nContent-Disposition: inline\n\n" + mixed(TEXT, part, boundary=b"inner")), [("1", "multipart/mixed"), ("1.1", "text/plain"), ("1.2", "message/rfc822"), ("1.2.1", "multipart/mixed"), ("1.2.1.1", "text/plain"), ("1.2.1.2", "application/octet-stream")]
    yield "digest", mixed(b"\nSubject: one\n\nfirst\n", b"\nSubject: two\n\nsecond\n", subtype=b"digest"), [("1", "multipart/digest"), ("1.1", "message/rfc822"), ("1.1.1", "text/plain"), ("1.2", "message/rfc822"), ("1.2.1", "text/plain")]
    yield "report", mixed(TEXT, b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nFinal-Recipient: rfc822; b@c\nAction: failed\nStatus: 5.1.1\n", b"Content-Type: text/rfc822-headers\n\nSubject: x\nContent-Type: multipart/mixed; boundary=gone\nContent-Transfer-Encoding: 7bit\n", subtype=b"report; report-type=delivery-status"), [("1", "multipart/report"), ("1.1", "text/plain"), ("1.2", "message/delivery-status"), ("1.3", "text/rfc822-headers")]
    yield "signed", mixed(TEXT, b"Content-Type: application/pgp-signature; name=\"signature.asc\"\nContent-Description: OpenPGP digital signature\n\n-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n", subtype=b'signed; micalg=pgp-sha256; protocol="application/pgp-signature"'), [("1", "multipart/signed"), ("1.1", "text/plain"), ("1.2", "application/pgp-signature")]
    yield "dkim", b"DKIM-Signature: v=1; a=rsa-sha256; h=From:To:\n Content-Type:MIME-Version:\n Content-Transfer-Encoding:Date; b=abc=\n" + mixed(TEXT, part), parts2
    yield "names-2231", mixed(TEXT, b"Content-Type: application/pdf;\n name*0*=utf-8''%c3%9cber%20;\n name*1*=alles.pdf\nContent-Disposition: attachment;\n filename*0*=utf-8''%c3%9cber%20;\n filename*1*=alles.pdf;\n size=10\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n"), [("1", "multipart/mixed"), ("1.1", "text/plain"), ("1.2", "application/pdf")]
    yield "names-2047", mixed(TEXT, b"Content-Type: application/pdf; name=\"=?UTF-8?B?w5xiZXIucGRm?=\"\nContent-Disposition: attachment;\n filename=\"=?UTF-8?Q?=C3=9Cber.pdf?=\"; filename*=utf-8''%C3%9Cber.pdf\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n"), [("1", "multipart/mixed"), ("1.1", "text/plain"), ("1.2", "application/pdf")]
    yield "text-attachment", mixed(TEXT, b"Content-Type: text/x-patch; name=\"a.patch\"\nContent-Disposition: attachment; filename=\"a.patch\"\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n-- \n2.39\n"), [("1", "multipart/mixed"), ("1.1", "text/plain"), ("1.2", "text/x-patch")]
    yield "cyrillic-attachment", mixed(TEXT, b"Content-Type: text/plain; charset=utf-8; name=\"a.txt\"\nContent-Disposition: attachment; filename=\"a.txt\"\nContent-Transfer-Encoding: quoted-printable\n\n=D0=9F=D1=80=D0=B8=D0=B2=D0=B5=D1=82\n=D0=BC=D0=B8=D1=80\n"), [("1", "multipart/mixed"), ("1.1", "text/plain"), ("1.2", "text/plain")]
    yield "quoted-source", TOP + b"Content-Type: text/plain\n\nThe returned message:\n\n--bound\nContent-Type: application/octet-stream; name=x.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA==\n--bound--\n", [("1", "text/plain")]
    yield "words", TOP + b"Content-Type: text/plain\n\nLet us\nbegin with the first\nand end\n\n-- \nsignature\n", [("1", "text/plain")]
    yield "long-base64-lines", TOP + headers(b"Content-Transfer-Encoding: base64\n") + b"\n" + base64.b64encode(bytes(range(256)) * 8) + b"\n", [("1", "application/octet-stream")]
    yield "tables-of-equals", TOP + b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n=3D=3D=3D Title =3D=3D=3D\n==========\n", [("1", "text/plain")]
