"""What pages may load: their own files and nothing else, said by each page's policy and kept by its HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from .access_table import LINES, send
from .undoing import undone
from .world import World, make_world

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# What Unfold needs: Alpine evaluates expressions and sets styles; icons and letters are its own fonts.
ADMIN = EVERYWHERE | {
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self'",
}
# ReDoc makes its styles as it goes, each with the nonce of the page.
REDOC = EVERYWHERE | {"style-src": "'self' 'nonce'"}
LOADING = {"img": "src", "script": "src", "link": "href", "source": "src", "video": "src", "audio": "src"}
LINES_OF_PAGES = [line for line in LINES if line.method == "GET" and not line.path.startswith(("/api/", "/uploads/"))]


class Loaded(HTMLParser):
    """Gathers what a page loads, and what a strict policy would forbid."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (address := given.get(LOADING.get(tag, ""))) is not None:
            self.addresses.append(address)
        is_inline_script = tag == "script" and "src" not in given and given.get("type") != "application/json"
        handlers = [name for name in given if name.startswith("on")]
        if is_inline_script or tag in ("style", "iframe", "object", "embed") or "style" in given or handlers:
            self.inline.append(self.get_starttag_text() or tag)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield make_world()


@pytest.mark.parametrize("person", ["nobody", "owner", "florist", "courier"])
@pytest.mark.parametrize("line", LINES_OF_PAGES, ids=str)
def test_a_page_loads_what_is_ours_and_nothing_else(line, person, world):
    with undone():
        answer = send(world, line, person)
    if not answer.get("Content-Type", "").startswith("text/html"):
        return
    is_admins = answer.request["PATH_INFO"].startswith("/admin/") and answer.status_code == 200
    usual = REDOC if line.path == "/redoc" else EVERYWHERE
    page = Loaded(answer.content.decode())

    assert _policy(answer) in ([ADMIN] if is_admins else [usual, ADMIN])
    assert [address for address in page.addresses if not _is_ours(address)] == []
    if not is_admins:
        assert page.inline == []


@pytest.mark.parametrize("path", ["/login/", "/", "/nothing", "/florist", "/tracking/1", "/static/nothing.js"])
def test_what_has_no_line_of_its_own_is_as_strict(client, path):
    answer = client.get(path)

    assert _policy(answer) == EVERYWHERE
    assert Loaded(answer.content.decode()).inline == []


def _policy(answer) -> dict[str, str]:
    policy = re.sub("'nonce-[^']+'", "'nonce'", answer["Content-Security-Policy"])
    directives = [part.strip().partition(" ") for part in policy.split(";")]
    return {name: sources for name, _, sources in directives}


def _is_ours(address: str) -> bool:
    return address.startswith("data:") or (address.startswith("/") and not address.startswith("//"))
