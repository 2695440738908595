"""Lines of the log: whoever reads them learns what happened, and gets no key to anything."""

from __future__ import annotations

import logging
import re

# The number that opens an order (a file of ours has no digits there), tokens of the API in an address or a header,
# and the shops' own tokens wherever they stand (accounts.access_tokens: all of them begin alike).
_SECRETS = re.compile(
    r"""((?:/|%2f)tracking(?:/|%2f)+)[^\s/?&"'%]*\d[^\s/?&"'%]*"""
    r"""|(access(?:_|%5f)token(?:=|%(?:25)*3d|["']?\s*:\s*["']?))[^\s&"']+"""
    r"""|(\bbearer(?: |%20|\+)+)[^\s"',;]+"""
    r"""|(cvt_)[\w-]{8,}""",
    re.IGNORECASE,
)


class MaskingFormatter(logging.Formatter):
    """Masks secrets in the whole line, what an error says of itself included."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRETS.sub(r"\1\2\3\4***", super().format(record))
