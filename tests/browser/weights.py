"""Prints how many requests and bytes each page of the demo shop costs, cold and warm: `make weights`."""

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.platform.product import Product, free_port

from .chromium import CHROMIUM, DESK, FLAGS, PHONE
from .screens import COURIER, FLORISTS, OWNER, Camera

KINDS = {"Document": "document", "Stylesheet": "css", "Script": "js", "Font": "fonts", "Image": "images"}
COLUMNS = [*KINDS.values(), "other"]


class Scales:
    """Weighs what a window loads: bytes as they came over the wire, none for what the browser had already."""

    def __init__(self, page: Page) -> None:
        self._kinds: dict[str, str] = {}
        self.requests = 0
        self.bytes: Counter[str] = Counter()
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._note)
        session.on("Network.loadingFinished", self._weigh)

    def clear(self) -> None:
        self.requests = 0
        self.bytes.clear()

    def _note(self, event: dict) -> None:
        self._kinds[event["requestId"]] = KINDS.get(event["type"], "other")

    def _weigh(self, event: dict) -> None:
        if event["encodedDataLength"] and (kind := self._kinds.get(event["requestId"])):
            self.requests += 1
            self.bytes[kind] += int(event["encodedDataLength"])


def pages(camera: Camera) -> Iterator[tuple[str, Page, str]]:
    """Open each page's window once, as whoever works there, and tell its address."""
    yield "sign-in", camera.window(PHONE, "/login/"), "/login/"

    florist = camera.window(PHONE, "/florist/", FLORISTS[0])
    yield "florist's queue", florist, "/florist/"
    yield "florist's task", florist, _first(florist, "/florist/", r"/florist/tasks/\d+/$")

    yield "courier", camera.window(PHONE, "/courier/", COURIER), "/courier/"

    owner = camera.window(DESK, "/admin/orders/order/", OWNER)
    order = _first(owner, "/admin/orders/order/", r"/admin/orders/order/\d+/change/$")
    buyers = _first(owner, order, r"^/tracking/\d+$")
    yield "buyer's page", camera.window(PHONE, buyers), buyers
    yield "admin: today", owner, "/admin/"
    yield "admin: orders", owner, "/admin/orders/order/"
    yield "admin: an order", owner, order
    yield "admin: new order", owner, "/admin/orders/order/add/"


def _first(page: Page, path: str, wanted: str) -> str:
    """Return the first address on a page that looks like this."""
    page.goto(path)
    addresses = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return next(urlsplit(address).path for address in addresses if re.search(wanted, urlsplit(address).path))


def weigh(page: Page, path: str) -> Iterator[tuple[str, Scales]]:
    """Load a page with an empty cache, and again with what the first time has left there."""
    scales = Scales(page)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    for how in ("cold", "warm"):
        page.goto("about:blank")
        if how == "cold":
            session.send("Network.clearBrowserCache")
        scales.clear()
        page.goto(path, wait_until="networkidle")
        yield how, scales


def main() -> None:
    """Start the product with the demo shop, weigh every page, stop it."""
    if CHROMIUM is None:
        raise SystemExit("Weights need Chromium (on Debian: apt install chromium)")
    with tempfile.TemporaryDirectory(prefix="cvety-weights-") as folder:
        product = Product(Path(folder), free_port(), rate_limits="off")
        try:
            product.wait_until_up()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                print(_line("page", "", "requests", [*COLUMNS, "all"]))  # noqa: T201
                for name, page, path in pages(Camera(browser, product)):
                    for how, scales in weigh(page, path):
                        sizes = [scales.bytes[kind] for kind in COLUMNS]
                        shown = [_kilobytes(size) for size in [*sizes, sum(sizes)]]
                        print(_line(name, how, str(scales.requests), shown))  # noqa: T201
                browser.close()
        finally:
            product.stop()


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.1f} kB" if size else "–"


def _line(name: str, how: str, requests: str, sizes: list[str]) -> str:
    return f"{name:<18} {how:<5} {requests:>8}" + "".join(f"{size:>11}" for size in sizes)


if __name__ == "__main__":
    main()
