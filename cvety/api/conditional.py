"""Answers that a client may keep, and need not be sent twice: a tag of the content, and `304 Not Modified`."""

from __future__ import annotations

import hashlib

from django.utils.http import parse_etags

NO_STORE = "no-store"
PUBLIC = "public, max-age=60"  # so long may a price that has just changed still be seen
PRIVATE = "private, no-cache"  # kept by the one who asked, who asks again each time


def content_tag(body: bytes) -> str:
    """Return the tag of an answer: the same for the same bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def has_already(wanted: str | None, tag: str) -> bool:
    """Return whether `If-None-Match` names this answer; a proxy that compressed it has made the tag a weak one."""
    if not wanted:
        return False
    tags = parse_etags(wanted)
    return tags == ["*"] or tag in [known.removeprefix("W/") for known in tags]
