"""The team and the shop's own page in the admin; superusers, who have the run of all shops, one at a time."""

import pytest

from accounts.models import StaffMember
from cvety.core.tenancy import shop_scope
from shops.models import DeliveryZone, Shop
from tests.factories import make_member, make_shop, reload

from .conftest import errors_of


@pytest.fixture
def client(browse, owner):
    return browse(owner)


def test_a_colleague_is_added_changed_and_taken_out(shop, client):
    staff = "/admin/accounts/staffmember/"
    client.post(
        f"{staff}add/", {"name": "Динара", "phone": "8 702 333 44 55", "position": "florist", "is_active": "on"}
    )
    with shop_scope(shop):
        member = StaffMember.objects.get(phone="+77023334455")
    assert (member.user.phone, member.position) == ("+77023334455", "florist")

    client.post(
        f"{staff}{member.pk}/change/",
        {"name": "Динара", "phone": "+77023334455", "position": "senior", "expected_version": 1},
    )
    assert (reload(member).position, reload(member).is_active) == ("senior", False)
    client.post(f"{staff}{member.pk}/do/archive/")
    assert reload(member).archived_at is not None


def test_an_edit_of_a_colleague_from_an_older_version_is_refused(shop, client, florist):
    page = f"/admin/accounts/staffmember/{florist.pk}/change/"
    sent = {"name": "Динара", "phone": florist.phone, "position": "florist", "is_active": "on", "expected_version": 1}
    assert client.post(page, sent).status_code == 302

    answer = client.post(page, {**sent, "name": "Дина"})

    assert len(errors_of(answer)) == 1
    assert reload(florist).name == "Динара"


def test_the_last_owner_stays(shop, client, owner):
    answer = client.post(
        f"/admin/accounts/staffmember/{owner.pk}/change/",
        {"name": owner.name, "phone": owner.phone, "position": "florist", "is_active": "on", "expected_version": 1},
    )

    assert errors_of(answer) == ["В магазине должен остаться хотя бы один действующий владелец"]
    assert reload(owner).position == "owner"


def test_a_senior_does_not_touch_owners(shop, browse, owner):
    client = browse(make_member(shop, "senior"))

    answer = client.post(
        f"/admin/accounts/staffmember/{owner.pk}/change/",
        {"name": "Никто", "phone": owner.phone, "position": "owner", "is_active": "on", "expected_version": 1},
    )

    assert errors_of(answer) == ["Добавлять и менять владельцев может только владелец"]


@pytest.mark.parametrize(("position", "offers_owner"), [("owner", True), ("senior", False)])
def test_a_new_colleague_is_a_florist_unless_said_otherwise(shop, browse, position, offers_owner):
    client = browse(make_member(shop, position))

    field = client.get("/admin/accounts/staffmember/add/").context["adminform"].form["position"]

    assert field.initial == "florist"
    assert ("owner" in dict(field.field.choices)) == offers_owner
    assert {"senior", "florist", "assistant", "courier"} <= set(dict(field.field.choices))


def test_a_senior_cannot_make_an_owner(shop, browse, florist):
    client = browse(make_member(shop, "senior"))

    answer = client.post(
        f"/admin/accounts/staffmember/{florist.pk}/change/",
        {"name": "Марина", "phone": florist.phone, "position": "owner", "is_active": "on", "expected_version": 1},
    )

    assert len(errors_of(answer)) == 1
    assert reload(florist).position == "florist"


SHOP = {
    "name": "Роза и лилия",
    "timezone": "Asia/Almaty",
    "payment_methods": ["kaspi", "cash"],
    "weekdays": "08:00 - 22:00",
    "saturday": "10:00 - 18:00",
    "sunday": "",
    "task_lead_minutes": 45,
    "pickup_lead_minutes": 15,
    "complete_after_hours": 24,
    "photo_required": "on",
    "delivery_zones-TOTAL_FORMS": 2,
    "delivery_zones-INITIAL_FORMS": 1,
    "delivery_zones-1-name": "Окраины",
    "delivery_zones-1-fee": 3000,
    "delivery_zones-1-is_active": "on",
}


def test_an_owner_sets_up_the_shop(shop, client):
    with shop_scope(shop):
        zone = DeliveryZone.objects.get()
    first = {
        "delivery_zones-0-id": zone.pk,
        "delivery_zones-0-name": "Центр",
        "delivery_zones-0-fee": 2500,
        "delivery_zones-0-is_active": "on",
    }
    page = f"/admin/shops/shop/{shop.pk}/change/"
    assert client.get("/admin/shops/shop/").url == page

    answer = client.post(page, {**SHOP, **first, "default_delivery_zone": zone.pk, "rate_limit_factor": 100})

    assert answer.status_code == 302
    saved = Shop.objects.get(pk=shop.pk)
    assert (saved.name, saved.task_lead_minutes, saved.photo_required) == ("Роза и лилия", 45, True)
    assert saved.working_hours == {"weekdays": "08:00 - 22:00", "saturday": "10:00 - 18:00", "sunday": ""}
    assert (saved.payment_methods, saved.default_delivery_zone, saved.rate_limit_factor) == (["kaspi", "cash"], zone, 1)
    with shop_scope(shop):
        assert sorted(DeliveryZone.objects.values_list("name", "fee")) == [("Окраины", 3000), ("Центр", 2500)]


def test_a_zone_that_is_crossed_out_is_put_away(shop, client):
    with shop_scope(shop):
        zone = DeliveryZone.objects.get()
    Shop.objects.filter(pk=shop.pk).update(default_delivery_zone=zone)
    first = {
        "delivery_zones-0-id": zone.pk,
        "delivery_zones-0-name": "Центр города",
        "delivery_zones-0-fee": 2000,
        "delivery_zones-0-DELETE": "on",
    }
    page = f"/admin/shops/shop/{shop.pk}/change/"

    answer = client.post(page, {**SHOP, **first, "default_delivery_zone": zone.pk})

    assert answer.status_code == 302
    assert (reload(zone).is_active, reload(zone).archived_at is None) == (False, False)
    assert reload(shop).default_delivery_zone_id is None
    assert "Центр города" not in client.get(page).content.decode()


@pytest.fixture
def zones_page(shop, client):
    """Send the page of the shop with its one zone as it stands, and a second row of these fields."""
    with shop_scope(shop):
        zone = DeliveryZone.objects.get()
    first = {
        "delivery_zones-0-id": zone.pk,
        "delivery_zones-0-name": zone.name,
        "delivery_zones-0-fee": zone.fee,
        "delivery_zones-0-is_active": "on",
    }

    def send(**second):
        row = {f"delivery_zones-1-{name}": value for name, value in second.items()}
        return client.post(f"/admin/shops/shop/{shop.pk}/change/", {**SHOP, **first, **row})

    return send


@pytest.mark.parametrize("name", ["центр города", "  ЦЕНТР  ГОРОДА"])
def test_a_zone_whose_name_reads_as_anothers_is_refused(shop, zones_page, name):
    answer = zones_page(name=name)

    assert errors_of(answer) == ["Зона доставки с таким названием уже есть"]
    assert reload(shop).name == "Роза"
    with shop_scope(shop):
        assert DeliveryZone.objects.count() == 1


def test_hours_are_kept_as_the_document_writes_them_and_other_words_are_refused(shop, client, zones_page):
    sent = {**SHOP, "delivery_zones-TOTAL_FORMS": 0, "delivery_zones-INITIAL_FORMS": 0}
    page = f"/admin/shops/shop/{shop.pk}/change/"
    words = "Часы в виде 09:00 - 20:00 или «круглосуточно»; выходной — пусто"

    assert errors_of(client.post(page, {**sent, "sunday": "как получится"})) == [words]
    assert words in zones_page(hours="весь день").content.decode()
    assert (reload(shop).working_hours["sunday"], reload(shop).version) == ("10:00 - 16:00", 1)
    assert zones_page(hours="10-00", name="Север").status_code == 200
    assert zones_page(hours="9.00-18.00").status_code == client.post(page, {**sent, "sunday": "9:00-15:00"}).status_code
    assert reload(shop).working_hours["sunday"] == "09:00 - 15:00"
    with shop_scope(shop):
        assert DeliveryZone.objects.get(name="Окраины").hours == "09:00 - 18:00"


def test_a_link_that_leads_nowhere_is_refused(shop, client):
    answer = client.post(f"/admin/shops/shop/{shop.pk}/change/", {**SHOP, "payment_link_template": "kaspi.kz/{sum}"})

    assert "Ссылка начинается с https://; подставляются {total}, {order_id} и {token}" in errors_of(answer)


def test_a_shop_is_nobodys_but_its_owners(shop, browse, client):
    other = make_shop(name="Чужой")

    assert client.get(f"/admin/shops/shop/{other.pk}/change/").status_code == 302
    assert client.get("/admin/shops/shop/add/").status_code == 403
    assert browse(make_member(shop, "senior")).post(f"/admin/shops/shop/{shop.pk}/change/", SHOP).status_code == 403
    assert browse(make_member(shop, "assistant")).get("/admin/shops/shop/").status_code == 403


def test_a_superuser_sees_every_shop_and_enters_one(shop, browse, django_user_model):
    other = make_shop(name="Другой")
    client = browse()
    client.force_login(django_user_model.objects.create_superuser("+77019990000"))

    html = client.get("/admin/shops/shop/").content.decode()
    assert f'name="shop_id" value="{other.pk}">Войти' in html
    client.post("/shop/", {"shop_id": other.pk, "next": "/admin/"})
    assert client.get(f"/admin/shops/shop/{other.pk}/change/").status_code == 200
    assert "Сохранить" not in client.get(f"/admin/shops/shop/{shop.pk}/change/").content.decode()


def test_a_superuser_opens_the_first_shop(browse, django_user_model, db):
    client = browse()
    client.force_login(django_user_model.objects.create_superuser("+77019990000"))

    assert client.get("/admin/shops/shop/add/").status_code == 200
    new = {name: value for name, value in SHOP.items() if not name.startswith("delivery")}
    client.post("/admin/shops/shop/add/", {**new, "rate_limit_factor": 2})

    shop = Shop.objects.get()
    assert (shop.name, shop.rate_limit_factor, shop.working_hours["weekdays"]) == ("Роза и лилия", 2, "08:00 - 22:00")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://Shop.kz/\r\nhttp://localhost:3000\r\n", ["https://shop.kz", "http://localhost:3000"]),
        ("https://shop.kz:443 https://shop.kz", ["https://shop.kz"]),
        ("https://роза.қаз", ["https://xn--80anuh.xn--80ao21a"]),
        ("", []),
    ],
)
def test_sites_that_may_call_the_api_are_kept_as_browsers_name_them(shop, client, typed, kept):
    page = f"/admin/shops/shop/{shop.pk}/change/"
    zones = {"delivery_zones-TOTAL_FORMS": 0, "delivery_zones-INITIAL_FORMS": 0}

    answer = client.post(page, {**SHOP, **zones, "allowed_origins": typed})

    assert answer.status_code == 302, errors_of(answer)
    assert reload(shop).allowed_origins == kept
    assert "\n".join(kept) in client.get(page).content.decode()


@pytest.mark.parametrize(
    "typed", ["*", "null", "shop.kz", "https://*.shop.kz", "https://shop.kz/path", "ftp://shop.kz"]
)
def test_what_is_no_site_is_refused(shop, client, typed):
    answer = client.post(f"/admin/shops/shop/{shop.pk}/change/", {**SHOP, "allowed_origins": typed})

    assert "Адрес сайта без пути: https://shop.kz" in errors_of(answer)
    assert reload(shop).allowed_origins == []
