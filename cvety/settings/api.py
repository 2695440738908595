"""The REST API: how requests are read, checked and answered."""

import re
from datetime import timedelta

from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured

from .env import CVETY_ENV, IS_PRODUCTION, env

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.AccessTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["cvety.api.permissions.ModulePermission"],
    "DEFAULT_PARSER_CLASSES": ["cvety.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["cvety.api.renderers.FastJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "cvety.api.renderers.AlwaysJSON",
    "DEFAULT_SCHEMA_CLASS": "cvety.api.schema.operations.Operation",
    "EXCEPTION_HANDLER": "cvety.api.errors.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(hours=24),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=60),
    "UPDATE_LAST_LOGIN": False,
}

# What is said of the API as a whole stands in cvety/api/schema/v1.json, and its words are named after their classes.
SPECTACULAR_SETTINGS = {
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,  # a PATCH has an input of its own, which says what it wants
    "SORT_OPERATIONS": False,  # they stand as in the addresses, and parameters as they are declared
    "SORT_OPERATION_PARAMETERS": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,  # they are for whoever reads the code
    "ENUM_SUFFIX": "",
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_NAME_OVERRIDES": {
        "CodeDelivery": ["telegram", "console", "need_registration"],
        "CorrectionReason": ["recount", "mistake", "other"],
        "LossReason": ["wilted", "damaged", "poor_quality", "lost", "other"],
    },
    "ENABLE_DJANGO_DEPLOY_CHECK": False,  # write_openapi --check is stricter
}


def _read_factor(text: str) -> int | None:
    if not re.fullmatch("on|off|[x×][1-9][0-9]{0,8}", text):
        raise ImproperlyConfigured(f"CVETY_RATE_LIMITS is on, off, or x10 for ten times as much, not {text!r}")
    if text == "off":
        return None
    return 1 if text == "on" else int(text[1:])


# on, off, or xN to multiply every limit; production always has them as documented.
_rate_limits = env.str("CVETY_RATE_LIMITS", default="on") or "on"
if IS_PRODUCTION and _rate_limits != "on":
    raise ImproperlyConfigured("CVETY_RATE_LIMITS cannot be changed in production; raise a shop's own limits instead")
RATE_LIMIT_FACTOR = _read_factor(_rate_limits)  # None: they are off

# How a sign-in code reaches a person: a dotted path to a function of accounts.codes.CodeSender's shape.
CVETY_CODE_SENDER = "integrations.console.send_code" if not IS_PRODUCTION else "integrations.unlinked.send_code"
# Phones that sign in with any six digits, and become owners, outside production only.
SANDBOX = CVETY_ENV in ("local", "test")

CORS_ALLOW_ALL_ORIGINS = False
CORS_ALLOWED_ORIGINS: list[str] = []
CORS_URLS_REGEX = r"^/api/"
# The last one is sent by clients of old, and not looked at: the shop is that of the token.
CORS_ALLOW_HEADERS = [*default_headers, "idempotency-key", "if-match", "if-none-match", "x-shop-phone"]
CORS_EXPOSE_HEADERS = [
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "Retry-After",
    "ETag",
    "Idempotency-Replayed",
]
