"""Takes the pictures in docs/screens of the demo shop as it is late in its morning: `make screens`."""

import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.platform.product import NEWCOMER, ROOT, Product, free_port

from .chromium import CHROMIUM, DESK, FLAGS, PHONE, sign_in

FOLDER = ROOT / "docs" / "screens"
OWNER = "+77011234567"
FLORISTS = ["+77001001002", "+77001001003"]
COURIER = "+77001001005"
IN_TIME = "#on-the-way .card:not(:has(.late)) a"  # an order on its way, in good time
ADMIN = {
    "/admin/orders/order/": "orders",
    "/admin/orders/order/add/": "new-order",
    "/admin/warehouse/stockitem/": "stock",
    "/admin/purchase/?days=14": "purchasing",
    "/admin/tracking/feedback/": "feedback",
    "/crm/inventory": "inventory",
}
COUNTED = {"Гербера оранжевая": "38", "Гипсофила": "41", "Роза красная": "270"}  # in the fridge, by a florist
HOUR = 11  # on the shop's clock: a working day, at whatever hour the pictures are taken
LOAD = """
from django.core.management import call_command
from cvety.demo import data

data.SHOP["timezone"] = {zone!r}
call_command("migrate", verbosity=0)
call_command("load_demo", verbosity=0)
"""
GAP = 40
TABLE = (211, 205, 194)  # what the pictures of the composite lie on
OWN_COLORS = 64


def main() -> None:
    """Start the product with the demo shop, take every picture, stop it."""
    if CHROMIUM is None:
        raise SystemExit("Pictures need Chromium (on Debian: apt install chromium)")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cvety-screens-") as folder:
        zone = where_it_is(HOUR)
        load_demo(Path(folder), zone)
        product = Product(Path(folder), free_port(), rate_limits="off")  # everybody signs in from here
        try:
            product.wait_until_up()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                take_all(Camera(browser, product, zone))
                browser.close()
        finally:
            product.stop()
    put_together("overview", ["today", "florist-task", "tracking"])


def where_it_is(hour: int) -> str:
    """Return the zone of time where this hour of the day is running."""
    ahead = hour - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}"  # POSIX counts to the west


def load_demo(folder: Path, zone: str) -> None:
    """Load the demo shop for a product in this folder, before it is started, as if it stood in this zone."""
    var = folder / "var"
    var.mkdir()
    env = {**os.environ, **NEWCOMER, "CVETY_VAR_DIR": str(var)}
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", LOAD.format(zone=zone)]
    subprocess.run(command, cwd=ROOT, env=env, check=True)


class Camera:
    """Windows of the people of the shop, and pictures of what they show."""

    def __init__(self, browser: Browser, product: Product, zone: str = "Asia/Almaty") -> None:
        self._browser = browser
        self._product = product
        self._zone = zone

    def window(self, size: dict[str, int], path: str, phone: str | None = None) -> Page:
        """Open a page in a window of its own, signed in as whoever has this phone."""
        context = self._browser.new_context(
            base_url=self._product.address,
            viewport=size,
            device_scale_factor=2 if size == PHONE else 1,
            locale="ru-RU",
            timezone_id=self._zone,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        self.go(page, path)
        if phone:
            sign_in(page, phone, self._product.code_of)
            page.wait_for_url(lambda url: urlsplit(url).path == path)
        return page

    def go(self, page: Page, path: str) -> None:
        response = page.goto(path)
        assert response is not None
        assert response.ok, f"{path} answers {response.status}"

    def take(self, page: Page, name: str, scheme: str = "light") -> None:
        """Keep what the window shows, in as few colors as it can be told in."""
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if scheme == "dark":
            page.reload()  # the admin asks for it as it loads
        page.wait_for_load_state("networkidle")
        keep(Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))), name)


def take_all(camera: Camera) -> None:
    camera.take(camera.window(PHONE, "/login/"), "sign-in")
    _florist(camera)
    number = _courier(camera)
    buyers_page = _desk(camera, number)
    buyer = camera.window(PHONE, buyers_page)
    camera.take(buyer, "tracking")
    camera.take(buyer, "tracking-dark", "dark")
    _fridge(camera)


def _florist(camera: Camera) -> None:
    florist, short = (camera.window(PHONE, "/florist/", phone) for phone in FLORISTS)
    camera.take(florist, "florist")
    camera.take(florist, "florist-dark", "dark")
    florist.get_by_role("link", name="Продолжить").first.click()
    camera.take(florist, "florist-task")
    camera.go(florist, "/crm/inventory")
    camera.take(florist, "inventory-phone")
    short.get_by_role("link", name="Продолжить").first.click()
    short.get_by_text("Гортензия голубая: две ветки сломаны").first.scroll_into_view_if_needed()
    camera.take(short, "florist-shortage")


def _courier(camera: Camera) -> str:
    """Return the number of an order that this courier carries: the one to look at from the other sides."""
    courier = camera.window(PHONE, "/courier/", COURIER)
    camera.take(courier, "courier")
    courier.locator(IN_TIME).first.click()
    camera.take(courier, "courier-stop")
    camera.take(courier, "courier-stop-dark", "dark")
    return re.sub(r"\D", "", urlsplit(courier.url).path)


def _desk(camera: Camera, number: str) -> str:
    """Take the admin's pages, and return where the buyer of this order looks."""
    owner = camera.window(DESK, "/admin/", OWNER)
    camera.take(owner, "today")
    camera.take(camera.window(DESK, "/admin/", OWNER), "today-dark", "dark")
    on_the_phone = camera.window(PHONE, "/admin/", OWNER)
    camera.take(on_the_phone, "today-phone")
    camera.go(on_the_phone, "/admin/orders/order/")
    camera.take(on_the_phone, "orders-phone")
    for path, name in ADMIN.items():
        camera.go(owner, path)
        camera.take(owner, name)
    camera.go(owner, f"/admin/orders/order/{number}/change/")
    camera.take(owner, "order")
    buyers_page = owner.get_by_role("link", name="Страница покупателя").first.get_attribute("href")
    assert buyers_page
    return buyers_page


def _fridge(camera: Camera) -> None:
    """Walk around the fridge and count some of it; last, for it changes what the other pictures show."""
    florist = camera.window(PHONE, "/fridge/", FLORISTS[0])
    florist.locator("summary", has_text="Списать").first.click()
    camera.take(florist, "fridge")
    camera.take(camera.window(PHONE, "/fridge/", FLORISTS[0]), "fridge-dark", "dark")
    for variety, counted in COUNTED.items():
        camera.go(florist, "/fridge/count/")
        florist.locator(".pick a", has_text=variety).first.click()
        florist.get_by_label("Сколько здесь").fill(counted)
        if variety == list(COUNTED)[-1]:
            camera.take(florist, "fridge-bucket")
        florist.get_by_role("button", name="Сохранить").click()
        florist.wait_for_url("**/fridge/count/")
    florist.reload()  # without the words on what was just saved
    camera.take(florist, "fridge-count")
    owner = camera.window(DESK, "/fridge/", OWNER)
    camera.take(owner, "fridge-desk")
    on_the_phone = camera.window(PHONE, "/fridge/count/", OWNER)
    on_the_phone.get_by_role("link", name="Показать расхождения").click()
    camera.take(on_the_phone, "fridge-differences")


def put_together(name: str, parts: list[str]) -> None:
    """Make one picture of several, side by side, of one height."""
    height = 720
    pictures = [Image.open(FOLDER / f"{part}.png").convert("RGB") for part in parts]
    pictures = [
        picture.resize((picture.width * height // picture.height, height), Image.Resampling.LANCZOS)
        for picture in pictures
    ]
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) + 1)
    whole = Image.new("RGB", (width, height + 2 * GAP), TABLE)
    left = GAP
    for picture in pictures:
        whole.paste(picture, (left, GAP))
        left += picture.width + GAP
    keep(whole, name)


def keep(picture: Image.Image, name: str) -> None:
    """Save a picture in 256 colors: the pages' own as they are, those of photos as near as the rest comes."""
    whole = picture.convert("RGB")
    counted = sorted(whole.getcolors(whole.width * whole.height), reverse=True)
    own = [color for _, color in counted[:OWN_COLORS]]
    near = whole.quantize(256 - len(own), Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).palette.colors
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for color in (*own, *near) for part in color])
    small = whole.quantize(palette=palette, dither=Image.Dither.NONE)
    # Pillow looks up colors roughly; each place of the palette is then given to the commonest that came there.
    strip = Image.new("RGB", (len(own), 1))
    strip.putdata(own)
    places = list(strip.quantize(palette=palette, dither=Image.Dither.NONE).tobytes())
    exact = [list(color) for color in (*own, *near)]
    for place, color in reversed(list(zip(places, own, strict=True))):
        exact[place] = list(color)
    small.putpalette([part for color in exact for part in color])
    small.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
