"""What the demo shop consists of. All people, phones and addresses are made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from accounts.positions import Position
from catalog.models import Category
from catalog.services import Ingredient, ProductData

from .pictures import Look

SHOP: dict[str, Any] = {
    "name": "Гүлзар",
    "city": "Алматы",
    "address": "г. Алматы, ул. Кабанбай батыра, д. 112",
    "phone": "+77001000000",
    "whatsapp": "+77001000000",
    "telegram": "@gulzar_demo",
    "instagram": "@gulzar.demo",
    "working_hours": dict.fromkeys(("weekdays", "saturday", "sunday"), "00:00 - 24:00"),
    "payment_link_template": "https://kaspi.kz/pay/gulzar?amount={total}&order={order_id}",
}
OWNER_PHONE = "+77011234567"
OWNER_PASSWORD = "gulzar-demo"  # noqa: S105 - printed by `make run`; does not exist in production

# Name, fee, hours.
ZONES = [
    ("Центр города", 2000, "00:00 - 24:00"),
    ("Медеу и предгорья", 2500, "00:00 - 24:00"),
    ("Окраины", 3000, "10:00 - 20:00"),
    ("Талгар и Каскелен", 5000, "10:00 - 18:00"),
]

# Position, name, phone.
STAFF = [
    (Position.OWNER, "Гульнара Ахметова", OWNER_PHONE),
    (Position.SENIOR, "Динара Сейткали", "+77001001001"),
    (Position.FLORIST, "Марина Ли", "+77001001002"),
    (Position.FLORIST, "Айым Нурланова", "+77001001003"),
    (Position.ASSISTANT, "Алия Бекова", "+77001001004"),
    (Position.COURIER, "Ерлан Оспанов", "+77001001005"),
    (Position.COURIER, "Тимур Садыков", "+77001001006"),
]

CUSTOMER_NAMES = [
    *("Иван Петров", "Асель Тулегенова", "Данияр Ким", "Елена Соколова", "Бауыржан Омаров", "Жанна Абенова"),
    *("Сергей Волков", "Мадина Исаева", "Арман Жумабаев", "Наталья Цой", "Рустам Алиев", "Камила Досова"),
    *("Виктор Пак", "Сауле Ержанова", "Нурлан Байжанов", "Ольга Дмитриева", "Азамат Кенжебек", "Лейла Мусина"),
    *("Павел Громов", "Айжан Сарсенова", "Ерболат Тасов", "Ирина Ковалева", "Санжар Муратов", "Зарина Хасанова"),
    *("Максим Югай", "Гаухар Смагулова", "Алишер Рахимов", "Татьяна Белова", "Думан Касенов", "Перизат Амирова"),
    *("Антон Шевченко", "Инкар Абдрахман", "Олжас Темирбек", "Марьям Валиева", "Кирилл Тен", "Раушан Оразова"),
    *("Талгат Искаков", "Юлия Морозова", "Ануар Садвакас", "Светлана Хан"),
]
RECIPIENT_NAMES = [
    *("Айгуль Касымова", "Дарья", "Мама", "Алтынай Серикова", "Вероника", "Жибек", "Анна Сергеевна", "Томирис"),
    *("Ксения Орлова", "Бибигуль апа", "Самал", "Диана Ни", "Назерке", "Любовь Ивановна", "Акмарал", "Полина"),
]


@dataclass(frozen=True, slots=True)
class Place:
    """An address in its parts, and the delivery zone that it lies in."""

    zone: str
    street: str
    house: str
    flat: str = ""
    entrance: str = ""
    floor: str = ""
    door_code: str = ""

    @property
    def line(self) -> str:
        """The address as people say it."""
        return f"{self.street}, д. {self.house}" + (f", кв. {self.flat}" if self.flat else "")

    @property
    def parts(self) -> dict[str, str]:
        known = {
            "street": self.street, "house": self.house, "flat": self.flat,
            "entrance": self.entrance, "floor": self.floor, "door_code": self.door_code,
        }  # fmt: skip
        return {"city": SHOP["city"], **{name: part for name, part in known.items() if part}}


_CENTER, _HILLS, _EDGES, _TOWNS = (name for name, _fee, _hours in ZONES)
PLACES = [
    Place(_CENTER, "пр. Достык", "89", "45", "2", "6", "45К2580"),
    Place(_CENTER, "ул. Сатпаева", "22", "7", "1", "3", "7#1284"),
    Place(_HILLS, "мкр. Самал-2", "58", "120", "4", "9", "120В"),
    Place(_CENTER, "пр. Абая", "150", "14", "1", "2"),
    Place(_EDGES, "ул. Розыбакиева", "247", "33", "3", "5", "33К7719"),
    Place(_CENTER, "ул. Тимирязева", "42"),
    Place(_EDGES, "ул. Жандосова", "61", "9", "1", "2", "0914"),
    Place(_HILLS, "пр. Аль-Фараби", "17/4Б", "88", "1", "14", "88#"),
    Place(_CENTER, "ул. Гоголя", "75", "18", "2", "4", "18В3060"),
    Place(_EDGES, "мкр. Орбита-3", "12", "5", "1", "1"),
    Place(_CENTER, "ул. Толе би", "101", "64", "4", "7", "64К4412"),
    Place(_CENTER, "пр. Назарбаева", "223", "2", "1", "1", "2468"),
    Place(_HILLS, "ул. Оспанова", "69", "", "", "", ""),
    Place(_TOWNS, "г. Талгар, ул. Конаева", "31"),
]
IMPORTANT_DATES = [("anniversary", "Годовщина свадьбы"), ("birthday", "День рождения мамы")]
CARDS = [
    "С днём рождения! Пусть каждый день будет таким же ярким.",
    "Туған күніңмен! Бақытты бол, әрдайым күліп жүр.",
    "Спасибо, что ты есть.",
    "Құттықтаймын! Ең жақсы тілектермен, достарың.",
    "Прости меня. Я был неправ.",
]

RED, WINE, WHITE, IVORY, PINK = (192, 26, 52), (158, 20, 46), (252, 249, 243), (248, 238, 222), (238, 146, 172)
YELLOW, ORANGE, LILAC, BLUE, POWDER = (248, 208, 84), (242, 122, 56), (182, 136, 212), (128, 152, 226), (244, 206, 204)
CORAL, ROSE, STRAW = (244, 130, 116), (226, 104, 146), (196, 152, 98)
KRAFT, MILK, BLUSH, SAGE, MIST, GRAPHITE = (
    *((206, 172, 132), (244, 240, 232), (246, 216, 218), (176, 196, 170), (212, 218, 228), (74, 72, 80)),
)
SATIN, CREAM, FOREST = (176, 34, 62), (240, 226, 204), (44, 96, 70)
SAND_WALL, BLUE_WALL, ROSE_WALL, GREEN_WALL = (230, 222, 210), (206, 220, 230), (236, 218, 222), (216, 226, 210)


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A product, how it looks, and how readily it is bought."""

    data: ProductData
    look: Look
    popularity: int


# What stands in for a flower in every recipe that names it, the preferred one first.
SUBSTITUTES = {"Роза красная 50см": ("Роза красная 60см",)}


def _product(
    name: str,
    price: int,
    ingredients: Sequence[tuple[str, int]],
    *,
    look: Look,
    popularity: int = 2,
    description: str = "",
    category: str = Category.BOUQUET,
    sale_price: int | None = None,
    cost_price: int = 0,
    minutes: int = 30,
    is_new: bool = False,
    stock_quantity: int | None = None,
) -> DemoProduct:
    data = ProductData(
        name=name,
        description=description,
        category=category,
        cost_price=cost_price,
        retail_price=price,
        sale_price=sale_price,
        is_popular=popularity > 3,
        is_new=is_new,
        make_minutes=minutes,
        ingredients=[
            Ingredient(ingredient, quantity, substitutes=SUBSTITUTES.get(ingredient))
            for ingredient, quantity in ingredients
        ],
        stock_quantity=stock_quantity,
    )
    return DemoProduct(data, look, popularity)


PRODUCTS = [
    _product(
        "Букет роз «Классика»", 27000, [("Роза красная 50см", 25), ("Упаковка крафт", 1), ("Лента атласная", 1)],
        description="25 красных роз из Эквадора в крафтовой бумаге", sale_price=24500, cost_price=11500, popularity=6,
        look=Look((("rose", RED),), KRAFT, SATIN, SAND_WALL, seed=11, count=25),
    ),
    _product(
        "Тюльпаны «Весна»", 19000, [("Тюльпан микс", 31), ("Упаковка матовая", 1), ("Лента атласная", 1)],
        description="31 тюльпан: розовые, жёлтые, сиреневые", cost_price=8300, popularity=5, minutes=20,
        look=Look((("tulip", PINK), ("tulip", YELLOW), ("tulip", LILAC)), MILK, LILAC, BLUE_WALL, seed=24, count=31),
    ),
    _product(
        "Пионовое облако", 42000, [("Пион розовый", 15), ("Гипсофила", 5), ("Упаковка матовая", 1)],
        description="15 пионов и гипсофила", cost_price=19000, popularity=4, minutes=40,
        look=Look(
            (("peony", PINK), ("peony", POWDER), ("peony", ROSE), ("gypsophila", WHITE)),
            BLUSH, ROSE, ROSE_WALL, seed=35, count=15, green="eucalyptus",
        ),
    ),
    _product(
        "Солнечный день", 16500, [("Гербера оранжевая", 9), ("Хризантема белая", 7), ("Упаковка крафт", 1)],
        description="Герберы и хризантемы, которые стоят две недели", cost_price=6200, popularity=3,
        look=Look(
            (("gerbera", ORANGE), ("chrysanthemum", WHITE), ("gerbera", YELLOW)),
            KRAFT, FOREST, GREEN_WALL, seed=42, count=16,
        ),
    ),
    _product(
        "Гортензия и эустома", 31000, [("Гортензия голубая", 5), ("Эустома белая", 9), ("Упаковка матовая", 1)],
        description="Голубая гортензия и белая эустома", cost_price=13500, popularity=3, minutes=35,
        look=Look(
            (("hydrangea", BLUE), ("eustoma", WHITE), ("eustoma", WHITE)),
            MIST, BLUE, BLUE_WALL, seed=53, count=14, green="eucalyptus",
        ),
    ),
    _product(
        "Букет невесты «Айгүл»", 38000, [("Роза белая 60см", 19), ("Эустома белая", 7), ("Лента атласная", 2)],
        description="Собирается к часу росписи, с бутоньеркой", cost_price=15000, popularity=1, minutes=75, is_new=True,
        look=Look(
            (("rose", IVORY), ("eustoma", WHITE), ("rose", WHITE)),
            MILK, CREAM, ROSE_WALL, seed=64, count=26, green="eucalyptus", holder="tied",
        ),
    ),
    _product(
        "Букет дня", 15900, [("Роза белая 60см", 7), ("Гипсофила", 2), ("Упаковка матовая", 1)],
        description="Стоит на витрине и ждёт того, кто зайдёт", cost_price=5200, popularity=0, minutes=15,
        look=Look(
            (("rose", POWDER), ("gypsophila", WHITE), ("rose", IVORY)),
            MIST, CREAM, BLUE_WALL, seed=131, count=9, green="eucalyptus",
        ),
    ),
    _product(
        "51 роза «Миллион»", 52000, [("Роза красная 50см", 51), ("Лента атласная", 2)],
        description="51 красная роза, перевязанная лентой", cost_price=22500, popularity=2, minutes=30,
        look=Look((("rose", RED), ("rose", RED), ("rose", WINE)), GRAPHITE, SATIN, SAND_WALL, seed=75, count=51),
    ),
    _product(
        "Комплимент", 8900, [("Роза белая 60см", 5), ("Гипсофила", 2), ("Упаковка крафт", 1)],
        description="Небольшой букет без повода", cost_price=3400, popularity=4, minutes=15,
        look=Look(
            (("rose", IVORY), ("gypsophila", WHITE)), SAGE, CREAM, GREEN_WALL, seed=86, count=7, green="eucalyptus"
        ),
    ),
    _product(
        "Шляпная коробка «Пудра»", 29500,
        [("Эустома белая", 7), ("Роза белая 60см", 9), ("Коробка шляпная", 1), ("Оазис", 1)],
        description="Композиция в коробке, которой не нужна ваза", cost_price=12400, popularity=3, minutes=45,
        category=Category.COMPOSITION, is_new=True,
        look=Look(
            (("rose", POWDER), ("eustoma", WHITE), ("rose", IVORY), ("peony", POWDER)),
            POWDER, ROSE, SAND_WALL, seed=97, count=19, green="eucalyptus", holder="box",
        ),
    ),
    _product(
        "Корзина полевых цветов", 34000, [("Хризантема белая", 15), ("Гербера оранжевая", 7), ("Корзина плетёная", 1)],
        description="Большая корзина для юбилея", cost_price=14200, popularity=2, minutes=60,
        category=Category.COMPOSITION,
        look=Look(
            (("chrysanthemum", WHITE), ("gerbera", CORAL), ("chrysanthemum", YELLOW), ("gypsophila", WHITE)),
            STRAW, FOREST, GREEN_WALL, seed=108, count=22, holder="basket",
        ),
    ),
    _product(
        "Свеча из соевого воска", 6500, [], cost_price=2600, popularity=1, category=Category.GIFT, minutes=0,
        description="Аромат «Инжир», горит 40 часов", stock_quantity=12,
        look=Look((("eustoma", WHITE), ("rose", POWDER)), CREAM, FOREST, SAND_WALL, seed=119, count=4, holder="candle"),
    ),
    _product(
        "Открытка ручной работы", 1500, [], cost_price=400, popularity=1, category=Category.OTHER, minutes=5,
        description="Подпишем от руки вашими словами",
        look=Look((("peony", ROSE), ("tulip", CORAL)), MILK, POWDER, GREEN_WALL, seed=120, count=6, holder="postcard"),
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoReceipt:
    """A supplier's delivery so many days ago: (name, quantity, cost of one) in the currency."""

    days_ago: int
    supplier: str
    positions: Sequence[tuple[str, int, str]]
    farm: str = ""
    currency: str = "KZT"
    rate: Decimal = field(default=Decimal(1))
    delivery_cost: Decimal = field(default=Decimal(0))


_USD = Decimal("512.40")
# Chosen so that on the day it is loaded some batches are fresh, some wilt and some have expired.
RECEIPTS = [
    DemoReceipt(
        16, "Gül Trade", [("Хризантема белая", 60, "180"), ("Гербера оранжевая", 40, "260"), ("Гипсофила", 30, "210")]
    ),
    DemoReceipt(
        15, "Всё для флориста",
        [
            ("Упаковка крафт", 200, "120"), ("Упаковка матовая", 150, "180"), ("Лента атласная", 200, "60"),
            ("Коробка шляпная", 20, "1400"), ("Корзина плетёная", 12, "2300"), ("Оазис", 25, "350"),
        ],
    ),
    DemoReceipt(
        12, "Flower Direct", [("Роза красная 50см", 150, "0.46"), ("Роза белая 60см", 80, "0.52")],
        farm="Rosas del Valle", currency="USD", rate=Decimal("510.15"), delivery_cost=Decimal(60),
    ),
    DemoReceipt(
        9, "Алматы Цветопт",
        [("Эустома белая", 90, "390"), ("Гортензия голубая", 35, "950"), ("Тюльпан микс", 120, "190")],
    ),
    DemoReceipt(
        6, "Flower Direct", [("Роза красная 50см", 400, "0.48"), ("Роза белая 60см", 150, "0.55")],
        farm="Rosas del Valle", currency="USD", rate=_USD, delivery_cost=Decimal(85),
    ),
    DemoReceipt(5, "Holland Bloom", [("Пион розовый", 110, "780"), ("Тюльпан микс", 300, "205")], farm="De Vries"),
    DemoReceipt(
        3, "Алматы Цветопт",
        [("Хризантема белая", 120, "185"), ("Гербера оранжевая", 80, "270"), ("Эустома белая", 120, "400")],
    ),
    DemoReceipt(
        1, "Flower Direct",
        [
            ("Роза красная 50см", 450, "0.50"), ("Роза красная 60см", 60, "0.62"),
            ("Роза белая 60см", 180, "0.56"), ("Гипсофила", 60, "0.42"),
        ],
        farm="Finca Aurora", currency="USD", rate=_USD, delivery_cost=Decimal(110),
    ),
    DemoReceipt(
        0, "Holland Bloom",
        [("Тюльпан микс", 250, "215"), ("Гортензия голубая", 40, "990"), ("Пион розовый", 60, "820")],
        farm="De Vries",
    ),
]  # fmt: skip

# What florists made for the showcase, which nobody orders ahead, and how many hours ago.
SHOWCASE = [("Букет дня", 75), ("Букет дня", 5)]

# Days that a variety lasts, where they are not the usual fourteen.
SHELF_LIFE = {"Тюльпан микс": 6, "Пион розовый": 7, "Гербера оранжевая": 10, "Гортензия голубая": 10, "Гипсофила": 20}
LOW_STOCK = {"Роза красная 50см": 60, "Корзина плетёная": 8, "Коробка шляпная": 15, "Роза белая 60см": 40}
