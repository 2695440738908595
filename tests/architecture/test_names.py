"""Files are named for what is in them."""

from .source import APPS, ROOT

JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_no_file_is_a_junk_drawer():
    folders = [ROOT / name for name in ("cvety", "tests", "bench", *APPS)]
    drawers = [str(path) for folder in folders for path in folder.rglob("*") if path.stem in JUNK_DRAWERS]

    assert drawers == []
