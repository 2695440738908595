"""What the public may see of an address: city and house where they are surely that, stars for all else.

Of what a person wrote nothing passes through but the name of a city and the number of a house, and those only
in forms where they can be nothing else. An address in a form that nobody thought of gives stars, never a flat
or a door code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from cvety.core.text import fold

from .places import CITIES, CITY_WORDS, HOUSE_WORDS, INSIDE_AFTER_NUMBER, INSIDE_BEFORE_NUMBER, STREETS

STARS = "******"
# A district of numbered blocks: a number after its name may belong to the name («Аксай 4»).
DISTRICT = "мкр."

_TOKEN = re.compile(
    r"\d+(?:[a-zа-я](?![^\W\d_]))?(?:[/\\-]\d+(?:[a-zа-я](?![^\W\d_]))?)?"  # «10а», «150/230»
    r"|[^\W\d_](?:[\w-]*\w)?"
    r"|(?<=[^\W\d_]{5})\.(?=\s)"  # too long a word for an abbreviation: something new begins
    r"|(?<=\d)\.(?=\d)|(?!(?<=\d)-[^\W\d_])[^\w\s.«»\"'“”„№]|_"  # signs, but not the dash of «30-үй»
)
_ENDS = ",;()."
_HOUSE_LETTERS = "абвгдежзиabcdefgh"  # after a number; «п», «э» and «к» say what it is the number of
_NUMBER = re.compile(r"(\d{1,4})([a-zа-я]?)(?!\d)")
# How words for what is inside a house begin, folded, in whatever case or shortness they come («ап.», «квартиру»,
# «пәтері»); but not the streets whose names begin so («Кабанбай батыра»).
_INSIDE_BEFORE = re.compile(
    r"(?:кв|ап|оф|ком(?!сомол|мун|аров)|каб(?!анбай)|пом(?!яловск)|двер|ключ|звон|код|домоф|номер|номир|килт|студи"
    r"|kv|ap|of|kom|kab|pom|rm|room|door|code|kod|intercom|domof|suite|ste$|flat)\D*"
)
_INSIDE_AFTER = re.compile(
    r"(?:под[ъь]|эта|секц|блок|корп|вход|пат(?:ер|$)|кир(?:еб|$)|кабат|еси[кг]|болме|кенсе"
    r"|pod|eta[zj]|pater|kabat|kireber|fl|ent|lobb|level|lvl|block|section)\D*"
)
# Second words of streets' names that are nothing else: «Толе би», «Кабанбай батыра».
_TITLES = frozenset(("би", "батыр", "батыра", "хан", "хана", "ана", "bi", "batyr", "khan"))
_HOUSE_COLUMN = re.compile(r"(?:(?:д|дом)\b\.?)?\s*(\d{1,4}[а-иa-h]?)(?:/\d{1,4}[а-яa-z]?)?", re.IGNORECASE)


class _Is(Enum):
    """What a word of an address stands for."""

    NAME = auto()
    NUMBER = auto()
    CITY = auto()
    STREET = auto()
    HOUSE = auto()
    BEFORE_NUMBER = auto()  # «кв» 45
    AFTER_NUMBER = auto()  # 2 «этаж»; such words stand before their number too
    END = auto()
    OTHER = auto()  # a sign, or a word that makes it unsure what stands beside it


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    kind: _Is


_WORDS = (
    dict.fromkeys(CITY_WORDS, _Is.CITY)
    | dict.fromkeys(STREETS, _Is.STREET)
    | dict.fromkeys(HOUSE_WORDS, _Is.HOUSE)
    | dict.fromkeys(INSIDE_BEFORE_NUMBER, _Is.BEFORE_NUMBER)
    | dict.fromkeys(INSIDE_AFTER_NUMBER, _Is.AFTER_NUMBER)
)
_INSIDE = (_Is.BEFORE_NUMBER, _Is.AFTER_NUMBER)
_END = _Token("", _Is.END)


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it was said: the line, and the parts that somebody filled in apart."""

    line: str = ""
    city: str | None = None
    street: str | None = None
    house: str | None = None


def mask_address(address: Address) -> str:
    """Return the address as the public sees it: `г. Алматы, пр. ******, д. 89`; nothing for none."""
    if not any((address.line.strip(), address.city, address.street, address.house)):
        return ""
    city, tokens = _take_city(_read(address.line))
    city = _city_of_column(address.city) or city
    street = _street(_read(address.street or "")) or _street(tokens)
    house = _house_of_column(address.house) or _house(tokens)
    parts = [f"г. {city}" if city else "", f"{street} {STARS}".strip(), f"д. {house}" if house else ""]
    return ", ".join(part for part in parts if part)


def _read(line: str) -> list[_Token]:
    """Return the words of an address and what each stands for, with an end after the last."""
    tokens: list[_Token] = []
    line = fold(line.replace("\n", ","))
    for found in _TOKEN.finditer(line):
        text = found[0]
        if text in _ENDS:
            tokens.append(_END)
        elif text in _WORDS:
            # What is glued to the number before it, «45кв», takes that one and no other.
            is_glued = _WORDS[text] in _INSIDE and line[: found.start()].rstrip("-")[-1:].isdigit()
            tokens.append(_Token(text, _Is.OTHER if is_glued else _WORDS[text]))
        elif text[0].isdigit():
            tokens.extend(_read_number(text))
        elif not text[0].isalpha() or any(part in _WORDS for part in text.split("-")):
            tokens.append(_Token(text, _Is.OTHER))
        elif _INSIDE_BEFORE.fullmatch(text):
            tokens.append(_Token(text, _Is.BEFORE_NUMBER))
        elif _INSIDE_AFTER.fullmatch(text):
            tokens.append(_Token(text, _Is.AFTER_NUMBER))
        elif text not in _HOUSE_LETTERS or not tokens or tokens[-1].kind != _Is.NUMBER:  # else the letter of «52 б»
            tokens.append(_Token(text, _Is.NAME))
    return [*tokens, _END]


def _read_number(text: str) -> Iterator[_Token]:
    """Return a number; one with a letter that no house has is followed by what the letter says: «2п» is an entrance."""
    found = _NUMBER.match(text)
    if found and found[2] and found[2] not in _HOUSE_LETTERS:
        yield _Token(found[1], _Is.NUMBER)
        yield _Token(found[2], _WORDS.get(found[2], _Is.OTHER))
    else:
        yield _Token(text, _Is.NUMBER)


def _take_city(tokens: list[_Token]) -> tuple[str, list[_Token]]:
    """Return the city, and the words without it."""
    for index, token in enumerate(tokens):
        # A known name alone: what stands after «г.» may be anything that somebody put there.
        if token.text not in CITIES:
            continue
        before, after = _around(tokens, index)
        start = index - 1 if before.kind == _Is.CITY else index
        if _around(tokens, start)[0].kind == _Is.END and after.kind in (_Is.END, _Is.STREET, _Is.CITY):
            return CITIES[token.text], [*tokens[:start], _END, *tokens[index + 1 :]]
    return "", tokens


def _street(tokens: list[_Token]) -> str:
    """Return what kind of street it is."""
    return next((STREETS[token.text] for token in tokens if token.kind == _Is.STREET), "")


def _house(tokens: list[_Token]) -> str:
    """Return the number of the house, where there is exactly one thing that it can be."""
    houses = set(_said_houses(tokens))
    index = next((index for index, token in enumerate(tokens) if token.kind == _Is.STREET), None)
    if index is not None and (house := _house_of_street(tokens, index)):
        houses.add(house)
    return houses.pop() if len(houses) == 1 else ""


def _said_houses(tokens: list[_Token]) -> Iterator[str]:
    """Find numbers that the word «дом» stands by."""
    for index, token in enumerate(tokens):
        if token.kind != _Is.NUMBER:
            continue
        before, after = _around(tokens, index)
        if after.text == "уй":  # as one says it in Kazakh
            is_houses = before.kind in (_Is.END, _Is.STREET, _Is.NAME) and token.text.isalnum()
        else:
            # Not the letter of «секция Д 45».
            is_word = before.kind == _Is.HOUSE and _around(tokens, index - 1)[0].kind not in (*_INSIDE, _Is.OTHER)
            is_houses = is_word and _is_of_word_before(tokens, index)
        if is_houses:
            yield _shown(token)


def _is_of_word_before(tokens: list[_Token], index: int) -> bool:
    """Return whether this number belongs to the word «дом» before it: not in «25 дом 44», «дом 2 этаж», «дом 8 мкр»."""
    after = tokens[index + 1]
    if not _is_free(tokens, index) or after.kind == _Is.NUMBER or STREETS.get(after.text) == DISTRICT:
        return False
    return after.kind in _INSIDE or not (index > 1 and _is_number(tokens, index - 2))


def _is_free(tokens: list[_Token], index: int) -> bool:
    """Return whether this number does not belong to the word after it: words have numbers of their own to the end.

    It is so in «10 кв 5», and not in «10 кв», «2 подъезд 3 этаж».
    """
    words = (*_INSIDE, _Is.HOUSE)
    while tokens[index + 1].kind in words and _is_number(tokens, index + 2) and tokens[index + 2].text.isalnum():
        index += 2
    return tokens[index + 1].kind not in (*words, _Is.OTHER)


def _house_of_street(tokens: list[_Token], index: int) -> str:
    """Return the number in «ул. 8 Марта 15», «Абая ул. 10», «пр. Достык, 89»."""
    kind = STREETS[tokens[index].text]
    if _has_number_before(tokens, index):
        return ""
    place = index + 1
    if _around(tokens, index)[0].kind != _Is.NAME:  # else the name stands before the word
        place = _end_of_name(tokens, place)
        if place == index + 1:
            return ""
    if tokens[place].kind == _Is.NUMBER and kind != DISTRICT:
        return _shown(tokens[place]) if _is_last_of_street(tokens, place) else ""
    if tokens[place].kind == _Is.END and _is_number(tokens, place + 1) and _is_last_of_street(tokens, place + 1):
        return _shown(tokens[place + 1])
    return ""


def _has_number_before(tokens: list[_Token], index: int) -> bool:
    """Return whether a number before the street may be its house, as in «10 Abay st, 45», where 45 is the flat."""
    while index and tokens[index - 1].kind in (_Is.NAME, _Is.END):
        index -= 1
    is_house = index > 0 and tokens[index - 1].kind == _Is.NUMBER and bool(_shown(tokens[index - 1]))
    return is_house and not (index > 1 and tokens[index - 2].kind == _Is.BEFORE_NUMBER)


def _end_of_name(tokens: list[_Token], place: int) -> int:
    """Return where the name that begins at this place ends; the same place where it is unsure to be a name.

    It is one word («Абая»), or two where that is usual: «8 Марта», «А. Иманова», «Толе би». Of more words the
    last may be one for a flat that nobody thought of.
    """
    word = place
    if tokens[word].kind == _Is.NUMBER or (tokens[word].kind == _Is.NAME and len(tokens[word].text) == 1):
        word += 1
    if tokens[word].kind != _Is.NAME or len(tokens[word].text) == 1:
        return place
    return word + 2 if tokens[word + 1].text in _TITLES else word + 1


def _is_last_of_street(tokens: list[_Token], index: int) -> bool:
    """Return whether after this number the street has ended: a comma, or «кв» with a number of its own."""
    after = tokens[index + 1]
    return after.kind == _Is.END or (after.kind == _Is.BEFORE_NUMBER and _is_free(tokens, index))


def _is_number(tokens: list[_Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].kind == _Is.NUMBER


def _around(tokens: list[_Token], index: int) -> tuple[_Token, _Token]:
    before = tokens[index - 1] if index else _END
    return before, tokens[index + 1] if index + 1 < len(tokens) else _END


def _shown(token: _Token) -> str:
    """Return the number without its fraction, which may be a flat («15/42»)."""
    found = _NUMBER.match(token.text)
    return found[1] + found[2].upper() if found else ""


def _city_of_column(city: str | None) -> str:
    tokens = [token for token in _read(city or "") if token.kind not in (_Is.CITY, _Is.END)]
    return CITIES.get(tokens[0].text, "") if len(tokens) == 1 else ""


def _house_of_column(house: str | None) -> str:
    found = _HOUSE_COLUMN.fullmatch((house or "").strip())
    return found[1].upper() if found else ""
