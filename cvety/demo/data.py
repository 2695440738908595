"""What the demo shop consists of. All people, phones and addresses are made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.positions import Position
from catalog.models import Category
from catalog.services import Ingredient, ProductData

from .pictures import Color, Look

SHOP = {
    "name": "Гүлзар",
    "city": "Алматы",
    "address": "г. Алматы, ул. Кабанбай батыра, д. 112",
    "phone": "+77001000000",
    "whatsapp": "+77001000000",
    "telegram": "@gulzar_demo",
    "instagram": "@gulzar.demo",
    "payment_link_template": "https://kaspi.kz/pay/gulzar?amount={total}&order={order_id}",
}
OWNER_PHONE = "+77011234567"
OWNER_PASSWORD = "gulzar-demo"  # noqa: S105 - printed by `make run`; does not exist in production

# Name, fee, hours.
ZONES = [
    ("Центр города", 2000, "08:00 - 24:00"),
    ("Медеу и предгорья", 2500, "08:00 - 22:00"),
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
ADDRESSES = [
    *("г. Алматы, пр. Достык, д. 89, кв. 45", "г. Алматы, ул. Сатпаева, д. 22, кв. 7", "ул. Тимирязева, д. 42"),
    *("г. Алматы, мкр. Самал-2, д. 58, кв. 120", "пр. Абая, д. 150, офис 14", "ул. Розыбакиева, д. 247, кв. 33"),
    *("г. Алматы, ул. Жандосова, д. 61, кв. 9", "пр. Аль-Фараби, д. 17, блок 4Б", "ул. Гоголя, д. 75, кв. 18"),
    *("г. Алматы, мкр. Орбита-3, д. 12, кв. 5", "ул. Толе би, д. 101, кв. 64", "пр. Назарбаева, д. 223, кв. 2"),
]
CARDS = [
    "С днём рождения! Пусть каждый день будет таким же ярким.",
    "Туған күніңмен! Бақытты бол, әрдайым күліп жүр.",
    "Спасибо, что ты есть.",
    "Құттықтаймын! Ең жақсы тілектермен, достарың.",
    "Прости меня. Я был неправ.",
]

RED, WHITE, PINK, CREAM = (196, 30, 58), (250, 246, 240), (240, 150, 176), (238, 214, 170)
YELLOW, ORANGE, LILAC, BLUE, GREEN = (246, 206, 90), (240, 124, 62), (178, 132, 206), (126, 148, 220), (176, 200, 120)
KRAFT, MILK, BLUSH, SAGE, GREY = (212, 186, 154), (240, 235, 226), (245, 212, 214), (140, 168, 138), (206, 208, 216)
SAND_WALL, BLUE_WALL, ROSE_WALL, GREEN_WALL = (230, 222, 210), (206, 220, 228), (234, 218, 222), (214, 224, 208)


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A product, how its bouquet looks, and how readily it is bought."""

    data: ProductData
    look: Look
    popularity: int


def _product(
    name: str,
    price: int,
    ingredients: Sequence[tuple[str, int]],
    *,
    flowers: Sequence[tuple[str, Color]],
    paper: Color,
    wall: Color,
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
        ingredients=[Ingredient(ingredient, quantity) for ingredient, quantity in ingredients],
        stock_quantity=stock_quantity,
    )
    return DemoProduct(data, Look(flowers, paper, wall, seed=len(name) * 7 + price), popularity)


PRODUCTS = [
    _product(
        "Букет роз «Классика»", 25000, [("Роза красная 50см", 25), ("Упаковка крафт", 1), ("Лента атласная", 1)],
        description="25 красных роз из Эквадора в крафтовой бумаге", sale_price=22500, cost_price=9500, popularity=6,
        flowers=[("rose", RED)], paper=KRAFT, wall=SAND_WALL,
    ),
    _product(
        "Тюльпаны «Весна»", 18000, [("Тюльпан микс", 31), ("Упаковка матовая", 1), ("Лента атласная", 1)],
        description="31 тюльпан: розовые, жёлтые, сиреневые", cost_price=8000, popularity=5, minutes=20,
        flowers=[("tulip", PINK), ("tulip", YELLOW), ("tulip", LILAC)], paper=MILK, wall=BLUE_WALL,
    ),
    _product(
        "Пионовое облако", 42000, [("Пион розовый", 15), ("Гипсофила", 5), ("Упаковка матовая", 1)],
        description="15 пионов и гипсофила", cost_price=19000, popularity=4, minutes=40,
        flowers=[("peony", PINK), ("peony", (250, 226, 226)), ("cloud", WHITE)], paper=BLUSH, wall=ROSE_WALL,
    ),
    _product(
        "Солнечный день", 16500, [("Гербера оранжевая", 9), ("Хризантема белая", 7), ("Упаковка крафт", 1)],
        description="Герберы и хризантемы, которые стоят две недели", cost_price=6200, popularity=3,
        flowers=[("daisy", ORANGE), ("daisy", WHITE), ("cloud", GREEN)], paper=SAGE, wall=SAND_WALL,
    ),
    _product(
        "Гортензия и эустома", 31000, [("Гортензия голубая", 5), ("Эустома белая", 9), ("Упаковка матовая", 1)],
        description="Голубая гортензия и белая эустома", cost_price=13500, popularity=3, minutes=35,
        flowers=[("cloud", BLUE), ("rose", WHITE)], paper=GREY, wall=BLUE_WALL,
    ),
    _product(
        "Букет невесты «Айгүл»", 38000, [("Роза белая 60см", 19), ("Эустома белая", 7), ("Лента атласная", 2)],
        description="Собирается к часу росписи, с бутоньеркой", cost_price=15000, popularity=1, minutes=75, is_new=True,
        flowers=[("rose", WHITE), ("peony", CREAM), ("cloud", WHITE)], paper=KRAFT, wall=ROSE_WALL,
    ),
    _product(
        "51 роза «Миллион»", 49000, [("Роза красная 50см", 51), ("Лента атласная", 2)],
        description="51 красная роза, перевязанная лентой", cost_price=20000, popularity=2, minutes=30,
        flowers=[("rose", RED), ("rose", (214, 44, 70))], paper=BLUSH, wall=ROSE_WALL,
    ),
    _product(
        "Комплимент", 8900, [("Роза белая 60см", 5), ("Гипсофила", 2), ("Упаковка крафт", 1)],
        description="Небольшой букет без повода", cost_price=3400, popularity=4, minutes=15,
        flowers=[("rose", WHITE), ("cloud", WHITE)], paper=KRAFT, wall=GREEN_WALL,
    ),
    _product(
        "Шляпная коробка «Пудра»", 27500,
        [("Эустома белая", 7), ("Роза белая 60см", 9), ("Коробка шляпная", 1), ("Оазис", 1)],
        description="Композиция в коробке, которой не нужна ваза", cost_price=11800, popularity=3, minutes=45,
        category=Category.COMPOSITION, is_new=True,
        flowers=[("peony", BLUSH), ("rose", WHITE), ("cloud", PINK)], paper=BLUSH, wall=SAND_WALL,
    ),
    _product(
        "Корзина полевых цветов", 34000, [("Хризантема белая", 15), ("Гербера оранжевая", 7), ("Корзина плетёная", 1)],
        description="Большая корзина для юбилея", cost_price=14200, popularity=2, minutes=60,
        category=Category.COMPOSITION,
        flowers=[("daisy", WHITE), ("daisy", YELLOW), ("cloud", LILAC)], paper=SAGE, wall=GREEN_WALL,
    ),
    _product(
        "Свеча из соевого воска", 6500, [], cost_price=2600, popularity=1, category=Category.GIFT, minutes=0,
        description="Аромат «Инжир», горит 40 часов", stock_quantity=12,
        flowers=[("cloud", CREAM), ("cloud", WHITE)], paper=MILK, wall=SAND_WALL,
    ),
    _product(
        "Открытка ручной работы", 1500, [], cost_price=400, popularity=1, category=Category.OTHER, minutes=5,
        description="Подпишем от руки вашими словами",
        flowers=[("daisy", PINK), ("daisy", WHITE)], paper=MILK, wall=ROSE_WALL,
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
        [("Роза красная 50см", 450, "0.50"), ("Роза белая 60см", 180, "0.56"), ("Гипсофила", 60, "0.42")],
        farm="Finca Aurora", currency="USD", rate=_USD, delivery_cost=Decimal(110),
    ),
    DemoReceipt(
        0, "Holland Bloom",
        [("Тюльпан микс", 250, "215"), ("Гортензия голубая", 40, "990"), ("Пион розовый", 60, "820")],
        farm="De Vries",
    ),
]  # fmt: skip

# Days that a variety lasts, where they are not the usual fourteen.
SHELF_LIFE = {"Тюльпан микс": 6, "Пион розовый": 7, "Гербера оранжевая": 10, "Гортензия голубая": 10, "Гипсофила": 20}
LOW_STOCK = {"Роза красная 50см": 60, "Корзина плетёная": 8, "Коробка шляпная": 15, "Роза белая 60см": 40}
