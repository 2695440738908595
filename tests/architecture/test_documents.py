"""What the documents say in tables and pictures is what the code says."""

import re

from cvety.core.events import EventName
from orders.states import TRANSITIONS

from .source import ROOT


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_picture_of_an_orders_life_has_the_arrows_of_the_table():
    drawn = set(re.findall(r"^  (\w+) --> (\w+)$", _page("order-life.md"), re.MULTILINE))

    assert drawn == {(str(old), str(new)) for old, following in TRANSITIONS.items() for new in following}


def test_events_page_lists_every_event():
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", _page("events.md"), re.MULTILINE)) == set(EventName.values)


def test_links_between_documents_lead_somewhere():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)} -> {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]

    assert broken == []


def test_documents_show_every_screen_and_say_what_is_on_it():
    shown = {
        (page.parent / picture).resolve(): words
        for page in (ROOT / "README.md", ROOT / "docs" / "screens.md")
        for words, picture in re.findall(r"!\[([^]]*)\]\(([^)]+\.png)\)", page.read_text(encoding="utf-8"))
    }

    assert sorted(shown) == sorted((ROOT / "docs" / "screens").iterdir())
    assert all(shown.values())
    assert [picture.name for picture in shown if picture.stat().st_size > 250_000] == []
