"""PostgreSQL where DATABASE_URL names one; a SQLite file for a newcomer's first minute otherwise."""

from django.core.exceptions import ImproperlyConfigured

from .env import IS_PRODUCTION, VAR_DIR, env

DATABASE_URL = env.str("DATABASE_URL", default="")
if IS_PRODUCTION and not DATABASE_URL.startswith("postgres"):
    raise ImproperlyConfigured("Production runs on PostgreSQL: set DATABASE_URL=postgres://…")

if DATABASE_URL:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
        # Statements are planned once per connection, not at each call. A pooler in transaction mode has to
        # know prepared statements (PgBouncer does from 1.21 on).
        DATABASES["default"]["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 5}
else:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR_DIR / "cvety.sqlite3"}}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue up at BEGIN instead of failing half-way with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A test of two connections needs a file; an in-memory database would be shared by cursor, not by lock.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
# An index that carries a further column is PostgreSQL's alone; SQLite makes the plain one, which is right too.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
IS_POSTGRES = DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"

REDIS_URL = env.str("REDIS_URL", default="")
if IS_PRODUCTION and not REDIS_URL:
    raise ImproperlyConfigured("Production needs REDIS_URL: limits and locks are shared by all its processes")
if REDIS_URL:
    _redis = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": REDIS_URL}
    CACHES = {"default": _redis, "live": dict(_redis)}
else:
    # One web process then, so its counters still count right. Django's 300 entries would make it forget who has
    # asked how often as soon as a few hundred others have.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        },
        # What the worker changes, pages must hear of: files are what the two processes share.
        "live": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "live",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        },
    }
