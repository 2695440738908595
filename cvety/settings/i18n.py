"""Languages and time: Russian first; instants are kept in UTC and shown in the shop's zone."""

from django.utils.translation import gettext_lazy as _

from .env import BASE_DIR

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Русский")), ("kk", _("Казахский")), ("en", _("Английский"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["cvety.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Almaty"
