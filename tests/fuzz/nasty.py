"""What a hostile client sends: values, bodies, headers, queries."""

from __future__ import annotations

import gzip
import json
from typing import Any

# Numbers that Python would not write the way they are written here.
_LITERALS = [
    "1e400", "-1e400", "1E-400", "1e999999999", "1e-999999999", "0.1e1", "-0.0", "-0", "1.0", "1.00000000000000000001",
    "12345678901234567890.123456789", "9" * 5000, "9" * 4000, "0." + "1" * 5000, "NaN", "Infinity", "-Infinity", "01",
    "+1", "1_000", "0x10", ".5", "undefined", "'a'",
]  # fmt: skip
_MARK = "\uffff{}\uffff"
LITERALS = [_MARK.format(number) for number in range(len(_LITERALS))]

NUMBERS: list[Any] = [
    0, 1, -1, 2**31 - 1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**30, -(10**30), 0.5, 1.5,
    -0.5, 1e-7, 1e15, 1e300, 999_999_999_999, 100_000_000, *LITERALS,
]  # fmt: skip
DATES: list[Any] = [
    "0000-01-01", "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-12:00", "10000-01-01",
    "-0001-01-01", "2026-02-30", "2026-13-01", "2026-12-26T25:00:00", "2026-12-26T14:00:00+99:99", "2026-W01-1",
    "2026-12-26T14:00:00.1234567890123", "2026-12-26T24:00:00", "20261226", "2026-12-26 ", "２０２６-12-26", "01-01",
    "02-29", "02-30", "24:00", "99:99", "-14:00", "14:00-13:00", "00:00-00:00", "14:00", "14", "1970-01-01", "today",
    "2026-12-26T14:00:00+00:00:01.000001", "2026-12-26T14:00:00 05:00", 1e9, 10**18, -(10**18),
]  # fmt: skip
TEXTS: list[Any] = [
    "", " ", "\x00", "a\x00b", "\t\r\n", "\ud800", "а\udfffб", "\ud83d\ude00", "\ud83d", "\u202e", "\u200b", "\ufeff",
    "İ", "ß", "ﬁ", "e" + "\u0301" * 500, "٣", "１２", "²", "x" * 300, "х" * 70_000, "1" * 5000, "0", "-1", "1.5", "1e5",
    "NaN", "Infinity", "nan", "None", "null", "true", "' OR 1=1 --", '"; DROP TABLE orders_order; --', "%", "%s%(x)s%n",
    "{} {0} {x} {x.__class__}", "{{ 7*7 }}", "<script>alert(1)</script>", "../../etc/passwd", "\\", "_", "a,b;c",
    "https://[::1", "http://\ud800/", "javascript:alert(1)", "http://a:99999999/", "file:///etc/passwd", "//host",
    "+7701", "+77011234567890123", "8 (701) 123-45-67", "+7 701 123 45 67;ext=1", "tel:+77011234567", "٠١٢٣٤٥٦٧٨٩",
    "a@b", "a@b.c" * 100, "a@" + "b" * 300 + ".kz", "@", "\r\nX-Injected: 1", "123456789", "000000000",
]  # fmt: skip
SHAPES: list[Any] = [
    None, True, False, [], {}, [[]], [None], [0], ["a"], [{}], [[{}]], {"": ""}, {"x": {}}, {"\x00": 1}, {"\ud800": 1},
    {"0": 0}, {"__proto__": {}}, {"id": 1}, {"pk": 1, "shop": 1, "shop_id": 1}, ["a"] * 3000, [{}] * 3000,
    [None] * 3000,
    {str(number): number for number in range(3000)},
]  # fmt: skip


def _nested(depth: int, inner: Any = None) -> Any:
    for _ in range(depth):
        inner = [inner]
    return inner


OF_KEYS_THAT_STAND_TWICE = {"twice": True}
DEEP = [_nested(20), _nested(31), _nested(33), _nested(400), {"a": _nested(30, {"b": {}})}]
VALUES: list[Any] = [*SHAPES, *NUMBERS, *DATES, *TEXTS, *DEEP, OF_KEYS_THAT_STAND_TWICE]


def write(body: Any) -> bytes:
    """Return the JSON of a body, with the numbers that no value stands for."""
    text = json.dumps(body)
    for mark, literal in zip(LITERALS, _LITERALS, strict=True):
        text = text.replace(json.dumps(mark), literal)
    return text.encode()


# Bodies that are no JSON, or are none of this form, beside the type they say they are.
_JSON = "application/json"
BODIES: list[tuple[str, bytes]] = [
    *(
        (_JSON, body)
        for body in (
            b"", b" ", b"{", b"}", b"[", b"]", b"{}{}", b"nul", b"null", b"true", b"0", b"-", b'""', b'"', b"[]",
            b"[{}]",
            b"[null]", b"{'a': 1}", b"{a: 1}", b'{"a": 1,}', b"[1,]", b"{}//", b"/**/{}", b"\x00", b"{}\x00",
            b"\xff\xfe",
            b"\xef\xbb\xbf{}", '{"а": "я"}'.encode("cp1251"), '{"a": 1}'.encode("utf-16"), '{"a": 1}'.encode("utf-32"),
            b'{"a": "\xc0\x80"}', b'{"a": "\xed\xa0\x80"}', b'{"a": "\n"}', b'{"a": "\\x"}', b'{"a": "\\ud800"}',
            b"[" * 100_000, b'{"a":' * 100_000, b"[" * 5000 + b"]" * 5000, b"9" * 100_000,
            b'"' + b"a" * 3_000_000 + b'"',
            b"a=1&b=2", b"<xml/>", gzip.compress(b"{}"), b"--x\r\n\r\n--x--", b'{"__class__": "x"}', b'{"": ""}',
        )
    ),
    *(
        (content_type, b"{}")
        for content_type in (
            "", " ", "a", "/", ";", "text/plain", "application/xml", "application/json; charset=utf-16",
            "application/json; charset=", "application/json; charset=nope", "application/json; charset=base64",
            "application/json; charset=undefined", "application/json; charset=idna", 'application/json; charset="',
            "application/json; charset=unicode_escape", "APPLICATION/JSON", "application/json;;;", "application/jsön",
            "application/vnd.api+json", "application/x-www-form-urlencoded", "multipart/form-data", "*/*",
            "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 300, "application/json\x00",
            "multipart/form-data; boundary=я", "multipart/form-data; boundary=x; charset=base64", "x" * 5000,
        )
    ),
]  # fmt: skip


def part(head: str, content: bytes = b"") -> bytes:
    """Return a form of one part."""
    return b"--x\r\n" + head.encode("utf-8", "surrogatepass") + b"\r\n\r\n" + content + b"\r\n--x--\r\n"


_FILE = 'Content-Disposition: form-data; name="file"; filename="{}"\r\nContent-Type: {}'
FORMS: list[tuple[str, bytes]] = [
    (kind, body)
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data; boundary=x; charset=undefined")
    for body in (
        b"", b"--", b"--x", b"--x--", b"--x--\r\n", b"--x\r\n", b"--x\r\n\r\n", b"--y\r\n\r\n--y--", b"\x00" * 1000,
        b"--x\r\n" * 5000, part(""), part("Content-Disposition: form-data"), part("Content-Disposition: \xff"),
        part('Content-Disposition: form-data; name="file"', b"text"),
        part('Content-Disposition: form-data; name="file'),
        part('Content-Disposition: form-data; name=""; filename="a.jpg"', b"GIF89a"), part("X" * 70_000),
        part('Content-Disposition: form-data; name="other"; filename="a.jpg"', b"GIF89a"),
        part("Content-Disposition: form-data; name=file; filename*=nope'x'%ff", b"GIF89a"),
        part("Content-Disposition: form-data; name=file; filename*=utf-8''%ff%00a.jpg", b"GIF89a"),
        part(_FILE.format("a.jpg", "image/jpeg") + "\r\nContent-Transfer-Encoding: base64", b"!!!!"),
        part(_FILE.format("a.jpg", "image/jpeg") + "\r\nContent-Transfer-Encoding: base64", b"R0lGODlh"),
        part(_FILE.format("a.jpg", "image/jpeg; charset=base64"), b"GIF89a"),
        *(
            part(_FILE.format(name, "image/jpeg"), b"GIF89a")
            for name in ("", ".", "..", "/", "../../a.jpg", "a\x00.jpg", "x" * 5000 + ".jpg", "я.jpg", "\ud800.jpg",
            "CON")
        ),
        *(
            part(_FILE.format("a.jpg", "image/jpeg"), content)
            for content in (
                b"", b"\x00", b"text", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0" + b"\x00" * 500, b"\x89PNG\r\n\x1a\n",
                b"GIF89a",
                b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\x00\x00\x00",
                b"RIFF\xff\xff\xff\xffWEBP",
                b"GIF89a\xff\xff\xff\xff\x80\x00\x00\x00\x00\x00", b"<svg/>", b"BM" + b"\x00" * 60,
                b"II*\x00" + b"\xff" * 60,
                gzip.compress(b"x" * 1000), b"%PDF-1.4", b"GIF89a" + b"\x01" * 100_000,
            )
        ),
    )
]  # fmt: skip

# A length that is not the body's, and other headers that nobody honest sends.
HEADERS: list[dict[str, str]] = [
    *({"CONTENT_LENGTH": size} for size in ("0", "1", "-1", "", "abc", "9" * 12, "9" * 5000, "１２", "1.5", "0x10")),
    *({"HTTP_CONTENT_ENCODING": coding} for coding in ("gzip", "br", "deflate", "identity, gzip", "\xff")),
    *({"HTTP_IDEMPOTENCY_KEY": key} for key in ("", " ", "x" * 255, "x" * 256, "x" * 60_000, "\x00", "\xd1\x8f",
    "\xff", "%s")),
    *({"HTTP_IF_MATCH": tag} for tag in ("", "*", '"', '"1-1"', 'W/"1-1"', '"a", "b"', "\x00", "x" * 60_000,
    '"' + "9" * 5000 + '-1"')),
    *({"HTTP_ACCEPT_LANGUAGE": tag} for tag in ("", "*", "\x00", "xx", "ru" * 9000, "kk;q=2", "en;q=nan", ",,;;",
    "\xff")),
    *({"HTTP_ACCEPT": kind} for kind in ("", "text/html", "a", "image/*;q=x", "\xff")),
    *({"HTTP_X_FORWARDED_FOR": hops} for hops in ("", ",", "a", "1.2.3.4, ::1", "\xff", "127.0.0.1," * 3000)),
    *({"HTTP_ORIGIN": origin} for origin in ("", "null", "https://[", "https://a b", "https://\xff", "x" * 9000)),
    *({"HTTP_X_HTTP_METHOD_OVERRIDE": method} for method in ("DELETE", "\x00")),
    *({"HTTP_COOKIE": cookie} for cookie in ("sessionid=\x00", "sessionid=" + "x" * 9000, "a;;=;", "csrftoken=\xff")),
    *({"HTTP_EXPECT": word} for word in ("100-continue", "200-ok")),
    *({"HTTP_TRANSFER_ENCODING": coding} for coding in ("chunked", "gzip, chunked")),
    {"QUERY_STRING": "%00=%00&a[]=1&a[b]=2&;;&=&%"},
    {"QUERY_STRING": "page=1&page=abc&limit=%ff"},
]  # fmt: skip

TOKENS = [
    "", "Bearer", "Bearer ", "Bearer a", "Bearer a.b.c", "Bearer " + "x" * 60_000, "Bearer \x00", "Bearer \xff\xfe",
    "Basic YTpi",
    "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer eyJhbGciOiJIUzI1NiJ9.e30.AAAA", "Bearer ..", "Bearer e30.e30.e30",
    "Token a",
    "bearer null", "Bearer a b c", "Bearer W10.W10.W10", "Bearer " + "." * 3000,
]  # fmt: skip

# As they stand in an address: already quoted.
QUERY_VALUES = [
    "", "%00", "a%00b", "%ff%fe", "%ed%a0%80", "%u0430", "%", "%2", "+", "%20", "-1", "0", "1", "2147483648",
    "9223372036854775807",
    "9223372036854775808", "9" * 30, "9" * 4400, "-" + "9" * 30, "1.5", "1e3", "1e400", "NaN", "inf", "-inf", "0x10",
    "1_000",
    "%D9%A3", "%EF%BC%91", "%C2%B2", "true", "TRUE", "tRuE", "1;2", "1,2", "null", "None", "undefined", "all", "ALL",
    "[]", "{}",
    "0000-01-01", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59", "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00%2B14:00",
    "2026-02-30", "2026-12-26T14:00:00+05:00", "2026-12-26T14:00:00%2B99:99", "2026-W01", "26.12.2026",
    "2026-12-26T14:00:00.9999999",
    "%27%20OR%201=1--", "%25", "_", "%5C", "%22", "*", "(", "%3Cb%3E", "x" * 300, "x" * 60_000, "%D1%8F" * 3000,
    "-created_at",
    "--created_at", "created_at,-id", "id__gt", "shop__name", "-", "?", "%0D%0AX-Injected:%201", "%F0%9F%92%90",
    "%2B7701", "8701",
    "%EF%B7%BA" * 300, "%CC%81" * 900, "%E2%80%AE",
]  # fmt: skip
IDS = [
    "0", "-1", "01", "1.0", "1e3", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 30, "9" * 5000,
    "abc", "%00",
    "1%00", "%ff", "%D9%A3", "%EF%BC%91", "%C2%B2", "%20", "1%20", "+1", "%2B1", "..", ".", "%2e%2e", "%2F", "1%2F1",
    "%5C", "null",
    "None", "NaN", "1;1", "1,2", "*", "%25", "'", "%ED%A0%80", "000000000", "123456789", "%F0%9F%92%90", "x" * 3000,
    "1//", "/",
]  # fmt: skip
