"""Access tokens of a shop: made by the command and in the admin, kept as hashes, revoked at once."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ShopToken
from cvety.core.tenancy import every_shop, shop_scope
from shops.models import Shop
from tests.factories import make_member, make_shop

TOKEN = re.compile(r"cvt_[\w-]{43}")
LIST = "/admin/accounts/shoptoken/"


def make_token(shop, *options):
    printed = StringIO()
    call_command("create_access_token", "--shop", str(shop.pk), *options, stdout=printed)
    return printed.getvalue().strip()


def tokens():
    with every_shop():
        return list(ShopToken.objects.order_by("pk"))


def test_the_command_prints_the_token_alone_on_its_line(shop):
    printed = StringIO()

    call_command("create_access_token", "--shop", str(shop.pk), "--name", "Сайт", stdout=printed)

    assert re.fullmatch(TOKEN.pattern + "\n", printed.getvalue())
    [token] = tokens()
    assert (token.name, token.shop, token.is_read_only) == ("Сайт", shop, False)
    assert printed.getvalue().startswith(token.prefix)


def test_only_a_hash_is_kept(shop):
    text = make_token(shop)

    [token] = tokens()
    kept = [str(getattr(token, field.attname)) for field in ShopToken._meta.concrete_fields]
    assert not any(text[10:] in value for value in kept)
    assert re.fullmatch("[0-9a-f]{64}", token.token_hash)


@pytest.mark.parametrize("options", [["--name", ""], ["--name", " "]])
def test_a_token_has_a_name(shop, options):
    with pytest.raises(CommandError):
        make_token(shop, *options)
    assert tokens() == []


def test_the_command_knows_the_shops(shop):
    with pytest.raises(CommandError, match="no shop 999999"):
        call_command("create_access_token", "--shop", "999999")
    Shop.objects.update(is_active=False)
    with pytest.raises(CommandError):
        call_command("create_access_token", "--shop", str(shop.pk))
    with pytest.raises(CommandError):
        call_command("create_access_token")


@pytest.fixture
def page(client, owner):
    client.force_login(owner.user)
    return client


def test_the_owner_makes_one_and_sees_it_once(page, owner):
    answer = page.post(f"{LIST}add/", {"name": "Витрина", "is_read_only": "on"})

    assert answer.status_code == 200
    [text] = set(TOKEN.findall(answer.content.decode()))
    assert "no-store" in answer["Cache-Control"]
    [token] = tokens()
    assert (token.name, token.is_read_only, token.actor_name) == ("Витрина", True, owner.name)
    for path in (LIST, f"{LIST}{token.pk}/change/", "/admin/"):
        shown = page.get(path).content.decode()
        assert text not in shown
        assert TOKEN.search(shown) is None
    assert token.prefix in page.get(LIST).content.decode()


def test_a_token_without_a_name_is_refused_in_the_form(page):
    answer = page.post(f"{LIST}add/", {"name": "  "})

    assert answer.context["adminform"].form.errors
    assert tokens() == []


def test_the_owner_revokes_one(page, shop):
    make_token(shop)
    [token] = tokens()

    assert page.post(f"{LIST}{token.pk}/do/revoke/").status_code == 302

    assert tokens()[0].revoked_at is not None
    assert "Отозвать" not in page.get(f"{LIST}{token.pk}/change/").content.decode()


def test_nobody_else_sees_them(client, shop):
    make_token(shop)
    [token] = tokens()
    client.force_login(make_member(shop, "senior").user)
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}{token.pk}/do/revoke/").status_code == 403
    client.force_login(make_member(make_shop(name="Чужой")).user)
    assert client.post(f"{LIST}{token.pk}/do/revoke/").status_code == 404
    with shop_scope(shop):
        assert ShopToken.objects.get().revoked_at is None
