"""What people can do at the door, and with their colleagues."""

from .sessions import SignedIn, delete_expired, refresh_tokens, remember_language, remember_shop, sign_out, switch_shop
from .sign_in import check_way_in, request_code, verify_code, verify_code_for_pages
from .staff import add_colleague, archive_colleague, toggle_colleague, update_colleague

__all__ = [
    "SignedIn",
    "add_colleague",
    "archive_colleague",
    "check_way_in",
    "delete_expired",
    "refresh_tokens",
    "remember_language",
    "remember_shop",
    "request_code",
    "sign_out",
    "switch_shop",
    "toggle_colleague",
    "update_colleague",
    "verify_code",
    "verify_code_for_pages",
]
