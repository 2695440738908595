"""Files are named for what is in them."""

from .source import APPS, ROOT

JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}
THEME = ROOT / "cvety" / "templates" / "unfold"  # what replaces the theme's templates has the theme's names


def test_no_file_is_a_junk_drawer():
    folders = [ROOT / name for name in ("cvety", "tests", "bench", *APPS)]
    drawers = [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if path.stem in JUNK_DRAWERS and THEME not in path.parents
    ]

    assert drawers == []
