"""Background work: Redis where REDIS_URL is set, else files in var/ so that no server need be installed."""

from typing import Any

from .database import REDIS_URL
from .env import VAR_DIR

CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
else:
    _queue = VAR_DIR / "broker"
    for _folder in ("messages", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"  # kombu warns about a missing host, which means nothing here
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.05,  # kombu's default of a second gives three tasks a second
    }

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"

CELERY_BEAT_SCHEDULE = {
    # The guarantee under the nudges: whatever a lost message left behind is picked up here.
    # A message that nobody took in time is worth nothing: the next one does the same.
    "dispatch-outbox": {"task": "cvety.core.tasks.dispatch_outbox", "schedule": 5.0, "options": {"expires": 5.0}},
    "clean-up": {"task": "cvety.core.tasks.clean_up", "schedule": 3600.0},
    "delete-expired-credentials": {"task": "accounts.tasks.delete_expired_credentials", "schedule": 3600.0},
    "fold-order-counts": {"task": "orders.tasks.fold_order_counts", "schedule": 60.0},
    "complete-delivered-orders": {"task": "orders.tasks.complete_delivered_orders", "schedule": 300.0},
    "flag-batches-to-write-off": {"task": "warehouse.tasks.flag_batches_to_write_off", "schedule": 3600.0},
    "raise-task-priorities": {"task": "production.tasks.raise_task_priorities", "schedule": 60.0},
    "check-ledger": {"task": "warehouse.tasks.check_ledger", "schedule": 24 * 3600.0},
}
