"""Text as it is kept and as it is compared.

For comparing, case, ё and the Kazakh letters are folded, so that search finds what people mean.
"""

from __future__ import annotations

import re
import unicodedata

# What no keyboard types and a database may refuse: control characters but the tab and the end of a line.
_UNTYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def clean(text: str, limit: int) -> str:
    """Return what somebody typed into a form, fit to be kept: at most so many letters, lines ended by one sign."""
    plain = _UNTYPED.sub("", re.sub(r"\r\n?", "\n", text))
    return plain.strip()[:limit].rstrip()


_FOLDS = str.maketrans("ёәғқңөұүһі", "еагкноуухи")


def fold(text: str) -> str:
    """Return the text for comparing and searching: lower case, ё→е, қ→к and the like, single spaces."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_FOLDS)
    return re.sub(r"\s+", " ", folded).strip()


def fold_key(text: str) -> str:
    """Return the folded text as its column keeps it: 255 letters, though folding may lengthen a text (ß is ss)."""
    return fold(text)[:255]


_LATIN = str.maketrans("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye") | {
    ord(letter): latin
    for letter, latin in zip("жхцчшщюяьъ", ["zh", "kh", "ts", "ch", "sh", "shch", "yu", "ya", "", ""], strict=True)
}


def slug(text: str) -> str:
    """Return a name for addresses and codes: «Роза Красная» is `roza-krasnaya`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text).translate(_LATIN)).strip("-")[:60].rstrip("-") or "item"
