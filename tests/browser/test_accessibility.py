"""Every page is for everybody: axe-core finds nothing serious, at both sizes, light and dark; a keyboard is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.architecture.access_table import LINES
from tests.architecture.world import PEOPLE, World, make_world

from .chromium import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SERIOUS = ("serious", "critical")
FIND = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
  ({id, impact, nodes}) => ({id, impact, where: nodes.map(node => node.target.join(" ") + " " +
    node.any.concat(node.all, node.none).map(check => check.message).join("; ").slice(0, 160))}))"""
HEADINGS = "() => [...document.querySelectorAll('h1')].filter(h1 => h1.checkVisibility()).length"
IS_FOCUSED = "element => element === document.activeElement"
NO_PAGES = ("/api/", "/live/", "/uploads/", "/admin/orders/order/add/")  # the last answers with parts of a page
# Whoever has a page as the place of work looks at it; all others are the owner's.
AT_WORK = (("/florist/", "florist"), ("/courier/", "courier"), ("/tracking/", "nobody"), ("/login/", "nobody"))
UNKNOWN = ("/tracking/000000000", "/nothing-here/")


@pytest.fixture
def world(settings: Any) -> World:
    settings.CVETY_RATE_LIMITS = "off"
    return make_world()


Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser, live_server: Any, world: World) -> Iterator[Opens]:
    """Open windows of whoever is asked for, signed in already."""

    def opens(person: str, size: dict[str, int] = PHONE, scheme: Literal["light", "dark"] = "light") -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size,  # type: ignore[arg-type]
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="ru-RU",
        )
        context.set_default_timeout(15_000)
        session = world.client(person, "/").cookies.get("sessionid")
        if session is not None:
            context.add_cookies([{"name": "sessionid", "value": session.value, "url": live_server.url}])
        return context.new_page()

    return opens


def pages(world: World) -> list[tuple[str, str]]:
    """Return who looks at what: every address that answers with a page, and two that nobody knows."""
    found = [("nobody", path) for path in UNKNOWN]
    for line in LINES:
        if line.method != "GET" or line.path.startswith(NO_PAGES):
            continue
        person = next((person for start, person in AT_WORK if line.path.startswith(start)), "owner")
        if line.expected[PEOPLE.index(person)] == "200":
            found.append((person, world.path(line.path)))
    return found


def faults(page: Page) -> Iterator[str]:
    """Tell what is wrong with the page that is open."""
    if page.evaluate(HEADINGS) != 1:
        yield f"{page.evaluate(HEADINGS)} headings of the first level"
    if not page.title() or not page.locator("html").get_attribute("lang"):
        yield "no title, or no language"
    page.evaluate(AXE_SCRIPT)
    for finding in page.evaluate(FIND):
        if finding["impact"] in SERIOUS:
            yield f"{finding['id']}: {finding['where'][:3]}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_serious_on_any_page(world: World, opens: Opens, size: dict[str, int], scheme: str):
    windows = {person: opens(person, size, scheme) for person in ("nobody", "owner", "florist", "courier")}
    found = []
    for person, path in pages(world):
        page = windows[person]
        page.goto(path)
        found += [f"{path} ({person}): {fault}" for fault in faults(page)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("person", "path"), [("nobody", "/login/"), ("florist", "/florist/"), ("courier", "/courier/")]
)
def test_tab_leads_to_the_main_action_and_shows_it(opens: Opens, person: str, path: str):
    page = opens(person)
    page.goto(path)
    action = page.locator("main .primary").first
    expect(action).to_be_visible()

    for _ in range(30):
        page.keyboard.press("Tab")
        if action.evaluate(IS_FOCUSED):
            break

    expect(action).to_be_focused()
    assert action.evaluate("element => getComputedStyle(element).outlineWidth") == "3px"
