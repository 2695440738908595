"""What the project is made of, from the ground up (see docs/architecture.md)."""

INSTALLED_APPS = [
    "cvety.apps.CvetyConfig",
    "cvety.core",
    "shops",
    "accounts",
    "warehouse",
    "catalog",
    "customers",
    "orders",
    "production",
    "tracking",
    "integrations",
    "unfold.apps.BasicAppConfig",
    "cvety.apps.CvetyAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
]

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
