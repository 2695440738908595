"""What is done with tasks. Locks are taken in one order: the order's row, then the task's."""

from .batches import take_from_batch
from .creating import NewTaskItem, cancel_tasks_of, complete_tasks_of, create_task, make_task_for_order
from .following import follow_items
from .planning import update_task
from .shortages import report_shortage, settle_shortage
from .urgency import raise_priorities
from .working import add_task_photo, assign_task, begin_task, cancel_task, complete_task, start_task

__all__ = [
    "NewTaskItem",
    "add_task_photo",
    "assign_task",
    "begin_task",
    "cancel_task",
    "cancel_tasks_of",
    "complete_task",
    "complete_tasks_of",
    "create_task",
    "follow_items",
    "make_task_for_order",
    "raise_priorities",
    "report_shortage",
    "settle_shortage",
    "start_task",
    "take_from_batch",
    "update_task",
]
