"""Text as it is compared: case, ё and the Kazakh letters folded, so that search finds what people mean."""

from __future__ import annotations

import re
import unicodedata

_FOLDS = str.maketrans("ёәғқңөұүһі", "еагкноуухи")


def fold(text: str) -> str:
    """Return the text for comparing and searching: lower case, ё→е, қ→к and the like, single spaces."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_FOLDS)
    return re.sub(r"\s+", " ", folded).strip()
