"""Django's settings, one short file per subject; every value of a place comes from its environment.

Each variable is described in docs/configuration.md and listed in .env.example (a test compares them).
"""

from .admin import *
from .api import *
from .apps import *
from .celery import *
from .database import *
from .env import *
from .files import *
from .i18n import *
from .logs import *
from .security import *
from .web import *
