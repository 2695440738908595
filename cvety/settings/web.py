"""Requests: middleware, templates, addresses."""

from ipaddress import ip_network

from django.core.exceptions import ImproperlyConfigured

from .env import CVETY_ENV, IS_PRODUCTION, env

PORT = env.int("PORT", default=8000)
# Web processes that `manage.py run` starts; one where there is no Redis to share their counters.
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", default=2)

DEBUG = False
ROOT_URLCONF = "cvety.urls"
WSGI_APPLICATION = "cvety.wsgi.application"
# Pages are led to their address; both forms of an API path answer without a redirect: cvety.api.paths.
APPEND_SLASH = True

_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if IS_PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Production does not start without ALLOWED_HOSTS; see docs/configuration.md")
if CVETY_ENV == "local" and set(ALLOWED_HOSTS) - set(_LOOPBACK):
    raise ImproperlyConfigured(
        "CVETY_ENV=local answers this machine only, because in it anybody signs in with any code; "
        "for other hosts use CVETY_ENV=test or production"
    )
if not IS_PRODUCTION:
    ALLOWED_HOSTS = [*_LOOPBACK, *ALLOWED_HOSTS]
# The address that links in messages and tasks begin with.
_default_base = f"https://{ALLOWED_HOSTS[0]}" if IS_PRODUCTION else f"http://localhost:{PORT}"
CVETY_BASE_URL = (env.str("CVETY_BASE_URL", default="") or _default_base).rstrip("/")
# Forwarding headers count only from these addresses (CIDR allowed).
CVETY_TRUSTED_PROXIES = [proxy.strip() for proxy in env.list("CVETY_TRUSTED_PROXIES", default=[])]
for _proxy in CVETY_TRUSTED_PROXIES:
    try:
        ip_network(_proxy, strict=False)
    except ValueError as error:
        raise ImproperlyConfigured(f"CVETY_TRUSTED_PROXIES holds addresses and networks, not {_proxy!r}") from error

MIDDLEWARE = [
    "cvety.api.clients.ForwardedProtocol",
    "cvety.headers.HeadersOnEveryAnswer",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cvety.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cvety.api.paths.EitherFormOfAPath",
    "django.middleware.locale.LocaleMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "cvety.api.chunked.ChunkedBody",
    "cvety.api.unread.UnreadBody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cvety.language.PageLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cvety.kept.AnswerToScript",
    "accounts.middleware.ActiveShopMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,  # ours before the theme's, as the apps stand
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cvety.live.untold_messages",
                "accounts.middleware.active_membership",
            ]
        },
    }
]
