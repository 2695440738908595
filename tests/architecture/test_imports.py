"""Who may import whom: the contracts, and one rule that they cannot say."""

import subprocess
import sys
from pathlib import Path

import grimp

from .source import APPS, ROOT

# What is started from outside. Nothing but the composition root may know it.
INTERFACES = ("api", "admin", "pages", "tasks", "consumers", "management", "urls")
COMPOSERS = ("cvety.urls", "cvety.admin_site", "cvety.today")


def test_import_contracts_hold():
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_domains_do_not_import_interfaces():
    graph = grimp.build_graph("cvety", *APPS, cache_dir=None)
    wrong = []
    for imported in graph.modules:
        parts = imported.split(".")
        if parts[0] not in APPS or len(parts) < 2 or parts[1] not in INTERFACES:
            continue
        for importer in graph.find_modules_that_directly_import(imported):
            knows_it = importer in COMPOSERS or importer == f"{parts[0]}.apps"
            inside = importer.split(".")
            is_interface = len(inside) > 1 and inside[1] in INTERFACES
            if not knows_it and not is_interface:
                wrong.append(f"{importer} -> {imported}")

    assert wrong == []
