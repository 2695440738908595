"""What people can do at the door, and with their colleagues."""

from .sessions import SignedIn, delete_expired, refresh_tokens, remember_language, remember_shop, sign_out, switch_shop
from .shop_tokens import create_shop_token, revoke_shop_token
from .sign_in import check_way_in, request_code, verify_code, verify_code_for_pages
from .staff import add_colleague, archive_colleague, toggle_colleague, update_colleague

__all__ = [
    "SignedIn",
    "add_colleague",
    "archive_colleague",
    "check_way_in",
    "create_shop_token",
    "delete_expired",
    "refresh_tokens",
    "remember_language",
    "remember_shop",
    "request_code",
    "revoke_shop_token",
    "sign_out",
    "switch_shop",
    "toggle_colleague",
    "update_colleague",
    "verify_code",
    "verify_code_for_pages",
]
