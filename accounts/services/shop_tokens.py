"""Access tokens of a shop: made, and revoked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access_tokens import PREFIX_LENGTH, hash_of, new_token
from accounts.models import ShopToken
from cvety.core.actors import Actor, authored
from cvety.core.errors import InvalidInput, NotFound
from cvety.core.locks import lock_rows
from cvety.core.text import clean
from shops.models import Shop

MAX_NAME = 100


def create_shop_token(
    *, shop: Shop, name: str, is_read_only: bool = False, actor: Actor, now: datetime
) -> tuple[ShopToken, str]:
    """Make a token and return it with its text, which is kept nowhere and can never be shown again.

    `name` says what it is for; history calls whoever uses it so. Raises InvalidInput.
    """
    name = clean(name, MAX_NAME)
    if not name:
        raise InvalidInput((("name",), _("Напишите, для чего токен")))
    text = new_token()
    token: ShopToken = ShopToken.objects.create(
        shop=shop,
        name=name,
        prefix=text[:PREFIX_LENGTH],
        token_hash=hash_of(text),
        is_read_only=is_read_only,
        created_at=now,
        **authored(actor),
    )
    return token, text


def revoke_shop_token(*, shop: Shop, token_id: int, now: datetime) -> ShopToken:
    """Let a token open nothing from now on; doing it again changes nothing. Raises NotFound."""
    with transaction.atomic():
        token: ShopToken | None = lock_rows(ShopToken.objects.filter(shop=shop, pk=token_id)).first()
        if token is None:
            raise NotFound
        if token.revoked_at is None:
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
        return token
