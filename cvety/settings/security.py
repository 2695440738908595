"""Secrets, cookies, headers."""

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

from .env import IS_PRODUCTION, env, required

SECRET_KEY = required("SECRET_KEY", development="development-only-key-that-production-refuses-to-start-with-0000")
# Keys of encrypted fields, newest first; kept apart from SECRET_KEY so that each can be rotated alone.
CVETY_ENCRYPTION_KEYS = required(
    "CVETY_ENCRYPTION_KEYS", development="MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
).split(",")
# The bot API's shared secret.
API_SECRET_KEY = required("API_SECRET_KEY", development="development-only")

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.pages_access.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.list("CVETY_TRUSTED_PROXIES", default=[]):
    # Whoever else says so is not heard: cvety.api.clients.ForwardedProtocol.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What is not named here is not loaded at all. Pictures that wait to be sent are shown as data: addresses.
_DIRECTIVES = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "connect-src": [SELF],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _DIRECTIVES}
# What the admin's theme needs (Alpine evaluates expressions): cvety.admin_site; nothing from another host even so.
ADMIN_CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **_DIRECTIVES,
        "script-src": [SELF, UNSAFE_EVAL],
        "style-src": [SELF, UNSAFE_INLINE],
        "font-src": [SELF],
    }
}
