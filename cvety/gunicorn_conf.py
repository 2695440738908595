"""How gunicorn serves the product, besides what `manage.py run` tells it."""

from __future__ import annotations

from typing import Any

from gunicorn import glogging

from cvety.core.logs import MaskingFormatter

# Whether a request came by HTTPS is decided by our own middleware, which knows the trusted proxies.
secure_scheme_headers: dict[str, str] = {}


class MaskedLogger(glogging.Logger):
    """Gunicorn writes past the project's handlers; this masks what it writes, an access log too where one is kept."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(MaskingFormatter(self.error_fmt, self.datefmt))
        for handler in self.access_log.handlers:
            handler.setFormatter(MaskingFormatter(self.access_fmt))


logger_class = MaskedLogger
