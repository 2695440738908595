"""Every page is for everybody: axe-core finds nothing serious, at both sizes, light and dark; a keyboard is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.architecture.access_table import LINES
from tests.architecture.world import PEOPLE, World, make_world

from .chromium import DESK, PHONE
from .states import states

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SERIOUS = ("serious", "critical")
FIND = """async (more) => (await axe.run(document, {resultTypes: ["violations"], ...more})).violations.map(
  ({id, impact, nodes}) => ({id, impact, where: nodes.map(node => node.target.join(" ") + " " +
    node.any.concat(node.all, node.none).map(check => check.message).join("; ").slice(0, 160))}))"""
HEADINGS = "() => [...document.querySelectorAll('h1')].filter(h1 => h1.checkVisibility()).length"
IS_FOCUSED = "element => element === document.activeElement"
# Answers that are no pages, or parts of one; and /docs, whose buttons and colors are Swagger's own: all that it says
# stands on /redoc too, which is looked at.
NO_PAGES = (
    "/api/",
    "/live/",
    "/uploads/",
    "/openapi.json",
    "/postman.json",
    "/admin/orders/order/add/",
    "/docs",
    "/admin/purchase/xlsx",
)
# Whoever has a page as the place of work looks at it; all others are the owner's.
AT_WORK = (("/florist/", "florist"), ("/courier/", "courier"), ("/tracking/", "nobody"), ("/login/", "nobody"))
OPEN_ALL = "() => document.querySelectorAll('details').forEach(details => { details.open = true; })"
TURN = "isDark => document.documentElement.classList.toggle('dark', isDark)"  # the admin asks only as it loads
COLORS = "color-contrast"
IS_LONG = "() => document.querySelectorAll('*').length > 10_000"
# Leaves one element of each kind: of one tag and look, within others of the same. Colors are looked at by one, and in a
# description of a hundred requests that is a minute's work.
TAKE_OUT_ALIKE = """() => {
  const kinds = new Map();
  const kindOf = (element) => {
    if (!element) return "";
    if (!kinds.has(element)) {
      const look = getComputedStyle(element);
      kinds.set(element, [kindOf(element.parentElement), element.tagName, look.color, look.backgroundColor,
        look.backgroundImage, look.opacity, look.fontSize, look.fontWeight, look.textShadow].join());
    }
    return kinds.get(element);
  };
  const all = [...document.querySelectorAll("body *")];
  const firsts = new Map();
  for (const element of all) if (!firsts.has(kindOf(element))) firsts.set(kindOf(element), element);
  const kept = new Set(firsts.values());
  const holdsNone = (element) => ![...element.querySelectorAll("*")].some((inner) => kept.has(inner));
  all.filter((element) => !kept.has(element) && holdsNone(element)).forEach((element) => element.remove());
}"""
UNKNOWN = ("/tracking/000000000", "/nothing-here/")


@pytest.fixture
def world(settings: Any, codes: dict[str, str]) -> World:
    settings.CVETY_RATE_LIMITS = "off"
    return make_world()


Opens = Callable[..., Page]


@pytest.fixture
def opens(browser: Browser, live_server: Any, world: World) -> Iterator[Opens]:
    """Open windows of whoever is asked for, signed in already."""

    def opens(person: str, size: dict[str, int] = PHONE) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size,
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
    if page.evaluate(IS_LONG):
        yield from _serious(page, rules={COLORS: {"enabled": False}})
        page.evaluate(TAKE_OUT_ALIKE)
        yield from _serious(page, runOnly=[COLORS])
    else:
        yield from _serious(page)


def dark_faults(page: Page) -> Iterator[str]:
    """Tell which colors of the page that is open, and was looked at, are wrong in the dark."""
    page.emulate_media(color_scheme="dark")
    page.evaluate(TURN, True)
    yield from (f"in the dark, {fault}" for fault in _serious(page, runOnly=[COLORS]))
    page.emulate_media(color_scheme="light")
    page.evaluate(TURN, False)


def _serious(page: Page, **more: Any) -> Iterator[str]:
    for finding in page.evaluate(FIND, more):
        if finding["impact"] in SERIOUS:
            yield f"{finding['id']}: {finding['where'][:3]}"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_serious_on_any_page(world: World, opens: Opens, size: dict[str, int]):
    """In the dark only the colors are others."""
    windows = {person: opens(person, size) for person in ("nobody", "owner", "florist", "courier")}
    found = []
    for person, path in pages(world):
        page = windows[person]
        page.goto(path)
        page.locator("h1:visible").first.wait_for()  # a script may be drawing it
        found += [f"{path} ({person}): {fault}" for fault in [*faults(page), *dark_faults(page)]]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_serious_in_any_state(world: World, opens: Opens, size: dict[str, int]):
    """With whatever a page folds away laid open."""
    windows = {person: opens(person, size) for person in ("nobody", "owner", "florist", "courier", "stranger")}
    found = []
    for person, path, name in states(world):
        page = windows[person]
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, f"{name}: {answer.status}"
        page.evaluate(OPEN_ALL)
        found += [f"{name}, {path}: {fault}" for fault in [*faults(page), *dark_faults(page)]]
    for steps, person in ((wrong_code, "nobody"), (wrong_password, "nobody"), (order_by_phone, "owner")):
        page = windows[person]
        found += [f"{name}: {fault}" for name in steps(page) for fault in [*faults(page), *dark_faults(page)]]

    assert not found, "\n".join(found)


def test_of_many_alike_the_one_whose_colors_are_wrong_is_left(opens: Opens):
    """What is taken out of a long page is only what looks like something that stays."""
    rows = [f"<li>Роза <span{style}>25 шт</span></li>" for style in ["", "", ' style="color: #ddd"', "", ""]]
    page = opens("nobody")
    page.set_content(f"<html lang='ru'><body style='background: #fff'><ul>{''.join(rows)}</ul></body></html>")
    page.evaluate(AXE_SCRIPT)

    page.evaluate(TAKE_OUT_ALIKE)

    assert page.locator("li").count() == 2
    (fault,) = _serious(page, runOnly=[COLORS])
    assert fault.startswith("color-contrast: ")
    assert page.locator("span[style]").count() == 1


def wrong_code(page: Page) -> Iterator[str]:
    page.goto("/login/")
    page.get_by_label("Телефон").first.fill("8 701 765 43 21")
    page.get_by_role("button", name="Получить код").click()
    page.get_by_label("Код для").fill("000000")
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("alert")).to_contain_text("Код не подошёл")
    yield "a wrong code"


def wrong_password(page: Page) -> Iterator[str]:
    page.goto("/login/")
    page.get_by_label("Телефон").first.fill("8 701 765 43 21")
    page.get_by_role("button", name="Войти по паролю").click()
    page.get_by_label("Пароль для").fill("тюльпаны")
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("alert")).to_contain_text("Неверный телефон или пароль")
    yield "a wrong password"


def order_by_phone(page: Page) -> Iterator[str]:
    page.goto("/admin/orders/order/add/")
    page.get_by_label("Телефон", exact=True).press_sequentially("2233")
    caller = page.get_by_role("listbox", name="Найденные клиенты").get_by_role("option").first
    expect(caller).to_be_visible()
    yield "an order by phone: callers found"
    caller.click()
    page.locator(".taking-product").first.click()
    expect(page.locator("#taking-lines .taking-line")).to_have_count(1)
    yield "an order by phone: a line added"
    page.get_by_label("Телефон", exact=True).fill("12")
    page.get_by_role("button", name="Сохранить заказ").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    yield "an order by phone: refused"


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
