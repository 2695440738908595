"""Where the product refuses to start, and with which words."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SECRETS = {
    "SECRET_KEY": "a-key-of-fifty-characters-or-so-made-up-for-a-test-only-0123456789",
    "CVETY_ENCRYPTION_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "API_SECRET_KEY": "made-up-for-a-test",
    "ALLOWED_HOSTS": "shop.example",
    "DATABASE_URL": "postgres://nobody@localhost/nothing",
    "REDIS_URL": "redis://localhost/0",
}


def _print_setting(expression: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start the product's settings in a process of their own, with these variables only."""
    code = f"import django; django.setup(); from django.conf import settings; print({expression})"
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cvety.settings", **variables}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)


def test_production_starts_with_all_it_needs():
    done = _print_setting(
        "settings.DEBUG, settings.SANDBOX, settings.CVETY_BASE_URL", CVETY_ENV="production", **SECRETS
    )

    assert (done.stdout, done.stderr) == ("False False https://shop.example\n", "")


@pytest.mark.parametrize("missing", SECRETS)
def test_production_does_not_start_without(missing: str):
    given = {name: value for name, value in SECRETS.items() if name != missing}

    done = _print_setting("'started'", CVETY_ENV="production", **given)

    assert done.stdout == ""
    assert "ImproperlyConfigured" in done.stderr
    assert missing in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"ALLOWED_HOSTS": "shop.example"}, "answers this machine only"),
        ({"CVETY_ENV": "staging"}, "local, test or production"),
        ({"CVETY_TRUSTED_PROXIES": "10.0.0.0/8,proxy.example"}, "not 'proxy.example'"),
        *(({"CVETY_RATE_LIMITS": word}, "on, off, or x10") for word in ("yes", "10", "x0", "x-1", "x1.5", "xx", "x٣")),
        ({"CVETY_ENV": "production", **SECRETS, "CVETY_RATE_LIMITS": "off"}, "cannot be changed in production"),
        ({"CVETY_ENV": "production", **SECRETS, "DATABASE_URL": "sqlite:///:memory:"}, "PostgreSQL"),
    ],
)
def test_wrong_settings_do_not_start(variables: dict[str, str], reason: str):
    done = _print_setting("'started'", **variables)

    assert done.stdout == ""
    assert reason in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("word", "factor"), [("", "1"), ("on", "1"), ("off", "None"), ("x1", "1"), ("x3", "3"), ("×50", "50")]
)
def test_limits_are_multiplied_or_switched_off(word: str, factor: str, tmp_path):
    done = _print_setting("settings.RATE_LIMIT_FACTOR", CVETY_RATE_LIMITS=word, CVETY_VAR_DIR=str(tmp_path))

    assert done.stdout == f"{factor}\n"


def test_local_answers_loopback_names_only(tmp_path):
    done = _print_setting("settings.ALLOWED_HOSTS", CVETY_VAR_DIR=str(tmp_path))

    assert done.stdout == "['localhost', '127.0.0.1', '[::1]']\n"


def test_sandbox_answers_the_hosts_it_is_given(tmp_path):
    done = _print_setting(
        "settings.ALLOWED_HOSTS[-1], settings.SANDBOX",
        CVETY_ENV="test",
        ALLOWED_HOSTS="sandbox.example",
        CVETY_VAR_DIR=str(tmp_path),
    )

    assert done.stdout == "sandbox.example True\n"
