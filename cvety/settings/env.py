"""Where the product runs, and the one reader of its environment."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)

VAR_DIR = Path(env.str("CVETY_VAR_DIR", default="") or BASE_DIR / "var").resolve()

CVETY_ENV = env.str("CVETY_ENV", default="local")
if CVETY_ENV not in ("local", "test", "production"):
    raise ImproperlyConfigured(f"CVETY_ENV is local, test or production, not {CVETY_ENV!r}")
IS_PRODUCTION = CVETY_ENV == "production"


def required(name: str, *, development: str) -> str:
    """Read a value that production must be given, and that development has a harmless stand-in for."""
    if IS_PRODUCTION:
        value = env.str(name, default="")
        if not value:
            raise ImproperlyConfigured(f"Production does not start without {name}; see docs/configuration.md")
        return str(value)
    return str(env.str(name, default="") or development)
