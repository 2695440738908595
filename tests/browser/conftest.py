"""A real browser: Debian's Chromium, without a screen, that may speak to the server under test alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, Request, Route, expect, sync_playwright

from accounts.codes import Delivery
from accounts.models import StaffMember

from . import workbench
from .chromium import CHROMIUM, FLAGS, PHONE, sign_in

expect.set_options(timeout=15_000)  # machines that run the whole suite at once are slow
sent: dict[str, str] = {}
NO_CONNECTION = "ERR_INTERNET_DISCONNECTED"  # whoever took it away knows


def send_code(*, phone: str, code: str) -> Delivery:
    """Keep a sign-in code instead of sending it."""
    sent[phone] = code
    return Delivery("console", "OTP отправлен на консоль сервера")


@pytest.fixture
def codes(settings: Any) -> dict[str, str]:
    """The sign-in codes that were sent, by phone."""
    sent.clear()
    settings.CVETY_CODE_SENDER = "tests.browser.conftest.send_code"
    return sent


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One for all these tests: to start it takes longer than most of them."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, and the tests read their rows from the same.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            yield chromium
            chromium.close()
            # Beside a running loop Django keeps a second connection for this thread, and nobody else closes it.
            connections.close_all()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """A browser without a window, and after the test again."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    """Open a window of somebody's own; whatever the browser complains of fails the test, unless it forgives that."""
    settings.CVETY_BASE_URL = live_server.url
    complaints: list[str] = []

    def is_foreign(url: str) -> bool:
        return not url.startswith(live_server.url)

    def refuse(route: Route, request: Request) -> None:
        complaints.append(f"asked for {request.url}")
        route.abort()

    def open_page(size: dict[str, int] = PHONE, forgives: str = NO_CONNECTION) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport=size, locale="ru-RU")  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        context.route(is_foreign, refuse)  # ours are left alone: a test may hold them back itself
        page = context.new_page()

        def complain(text: str) -> None:
            if not re.search(forgives, text):
                complaints.append(text)

        page.on("console", lambda message: complain(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    assert complaints == []


@pytest.fixture
def bench(settings: Any) -> workbench.Bench:
    """What lies on the workbench, whose page is served beside the product's own."""
    settings.ROOT_URLCONF = "tests.browser.workbench"
    return workbench.clear()


@pytest.fixture
def at_the_bench(bench: workbench.Bench, open_page: Any, codes: dict[str, str]) -> Callable[..., Page]:
    """Open the workbench in a window of somebody's own."""

    def at_the_bench(member: StaffMember, *window: Any, **more: Any) -> Page:
        page: Page = open_page(*window, **more)
        page.goto("/workbench/")
        sign_in(page, member.phone, codes.__getitem__)
        page.wait_for_url("**/workbench/")
        return page

    return at_the_bench
