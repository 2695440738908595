"""Requests: middleware, templates, addresses."""

from .env import BASE_DIR, IS_PRODUCTION, env

PORT = env.int("PORT", default=8000)
CVETY_BASE_URL = env.str("CVETY_BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")

DEBUG = False
ROOT_URLCONF = "cvety.urls"
WSGI_APPLICATION = "cvety.wsgi.application"
APPEND_SLASH = False  # both forms of an API path answer, without a redirect: cvety.api.paths

# local answers this machine only.
ALLOWED_HOSTS = (
    env.list("ALLOWED_HOSTS", default=[]) if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
# Forwarding headers count only from these addresses (CIDR allowed).
CVETY_TRUSTED_PROXIES = env.list("CVETY_TRUSTED_PROXIES", default=[])

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cvety.api.paths.EitherFormOfAPath",
    "django.middleware.locale.LocaleMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.ActiveShopMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cvety" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.middleware.active_membership",
            ]
        },
    }
]
