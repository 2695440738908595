"""Debian's Chromium without a screen, the sizes of its windows, and the way in."""

import shutil
from collections.abc import Callable

from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def sign_in(page: Page, phone: str, code_of: Callable[[str], str]) -> None:
    """Go through the door with phone and code, from wherever one was led to it."""
    page.get_by_label("Телефон").first.fill(phone)
    page.get_by_role("button", name="Получить код").click()
    page.get_by_label("Код для").fill(code_of(phone))
    page.get_by_role("button", name="Войти").click()


def expect_nothing_sideways(page: Page) -> None:
    """A page that has come with all its styles is no wider than its window."""
    page.wait_for_function(
        "() => document.readyState === 'complete' && document.documentElement.scrollWidth <= window.innerWidth"
    )


def send_again(page: Page) -> None:
    """Press «Повторить сейчас», unless the page, which tries by itself every few seconds, was faster."""
    button = page.get_by_role("button", name="Повторить сейчас")
    button.evaluate_all(
        "buttons => buttons.filter(button => button.checkVisibility()).forEach(button => button.click())"
    )
