"""Lines of the log: whoever reads them learns what happened, and gets no key to anything."""

from __future__ import annotations

import logging
import re

# The number that opens an order (a file of ours has no digits there), and tokens of the API in an address.
_SECRETS = re.compile(
    r"""((?:/|%2f)tracking(?:/|%2f)+)[^\s/?&"'%]*\d[^\s/?&"'%]*|(access_token=)[^\s&"']+""", re.IGNORECASE
)


class MaskingFormatter(logging.Formatter):
    """Masks secrets in the whole line, what an error says of itself included."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRETS.sub(r"\1\2***", super().format(record))
