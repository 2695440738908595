"""What people can do at the door, and with their colleagues."""

from .sessions import SignedIn, refresh_tokens, sign_out, switch_shop
from .sign_in import request_code, verify_code, verify_code_for_pages
from .staff import add_colleague, archive_colleague, toggle_colleague, update_colleague

__all__ = [
    "SignedIn",
    "add_colleague",
    "archive_colleague",
    "refresh_tokens",
    "request_code",
    "sign_out",
    "switch_shop",
    "toggle_colleague",
    "update_colleague",
    "verify_code",
    "verify_code_for_pages",
]
