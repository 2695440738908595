"""Words that addresses in Kazakhstan are made of, in Russian, Kazakh and English, folded for comparing."""

from __future__ import annotations

from cvety.core.text import fold


def _folded(words: str) -> dict[str, str]:
    """Return the words by their folded form, of two that are one the first."""
    return {fold(word): word for word in reversed(words.split())}


# What kind of street, as people write it and as it is shown.
STREETS = {
    fold(word): shown
    for shown, words in {
        "пр.": "пр проспект просп пр-т пр-кт даңғылы даңғыл ave avenue",
        "ул.": "ул улица көшесі көше көш к-сі str street st",
        "мкр.": "мкр мкрн мкр-н м-н микрорайон ықшамаудан ықшамауданы microdistrict mcr",
        "пер.": "пер переулок тұйық",
        "б-р": "б-р бульвар бульв",
        "ш.": "ш шоссе",
        "пл.": "пл площадь",
        "наб.": "наб набережная",
    }.items()
    for word in words.split()
}

CITY_WORDS = _folded("г гор город қ қала қаласы city")
HOUSE_WORDS = _folded("д дом үй house bld building")

# What stands beside a number that is nobody's business.
INSIDE_BEFORE_NUMBER = _folded(
    "кв квартира оф офис каб кабинет ком комн комната пом помещение номер код домофон пароль тел телефон "
    "позвонить звонить набрать спросить после до через около возле напротив "
    "магазин бутик павильон палата ячейка бокс гараж ряд место участок уч строение стр литер литера лит ворота "
    "apt apartment flat office room suite shop code gate"
)
INSIDE_AFTER_NUMBER = _folded(
    "под подъезд подьезд п-д п кіреберіс эт этаж э қабат пәтер блок корпус корп секция вход floor entrance unit block #"
)

# Cities and towns of Kazakhstan: what may be shown of them.
CITIES = _folded(
    "Алматы Астана Нур-Султан Шымкент Актобе Караганда Тараз Павлодар Усть-Каменогорск Семей Атырау Костанай Кызылорда "
    "Уральск Петропавловск Актау Темиртау Туркестан Кокшетау Талдыкорган Экибастуз Рудный Жезказган Жанаозен "
    "Балхаш Каскелен Конаев Талгар Есик Косшы Кентау Сатпаев Риддер Щучинск Степногорск Кульсары Сарань Шахтинск "
    "Жаркент Сарыагаш Арысь Жетысай Шу Аягоз Кандыагаш Хромтау Житикара Аркалык Лисаковск Атбасар Макинск Акколь "
    "Текели Ушарал Сарканд Каратау Жанатас Аральск Приозерск Каражал Ленгер Шардара Узынагаш "
    "Қарағанды Өскемен Қостанай Қызылорда Орал Ақтау Түркістан Көкшетау Талдықорған Жаңаөзен Қаскелең "
    "Almaty Astana Shymkent Karaganda Aktobe"
)
