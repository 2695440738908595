"""Static files and uploaded pictures."""

from .env import BASE_DIR, CVETY_ENV, VAR_DIR

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "cvety" / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = CVETY_ENV != "production"

MEDIA_URL = "/uploads/"
MEDIA_ROOT = VAR_DIR / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if CVETY_ENV == "production"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

MAX_PHOTO_BYTES = 10 * 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024**2
