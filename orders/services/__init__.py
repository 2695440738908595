"""What is done with orders: one function each, and all doors call these."""

from .batches import take_other_batch
from .colleagues import find_colleagues
from .courier import hand_over, nobody_opened, reveal_recipient_phone, take_out
from .editing import archive_order, update_order
from .inputs import NewItem, NewOrder
from .items import add_item, change_item, remove_item
from .locking import lock_order
from .moving import Move, accept_order, allowed_moves, change_status, moves, report_issue
from .notes import add_note, edit_note, remove_note
from .payments import record_payment, record_refund, waive_due
from .photos import add_photo, attach_photo, remove_photo, stored
from .placing import place_order
from .taking import take_order
from .terms import fixed_terms
from .totals import count_order, fold_tallies
from .windows import Window
from .zones import active_zones, usual_zone

__all__ = [
    "Move",
    "NewItem",
    "NewOrder",
    "Window",
    "accept_order",
    "active_zones",
    "add_item",
    "add_note",
    "add_photo",
    "allowed_moves",
    "archive_order",
    "attach_photo",
    "change_item",
    "change_status",
    "count_order",
    "edit_note",
    "find_colleagues",
    "fixed_terms",
    "fold_tallies",
    "hand_over",
    "lock_order",
    "moves",
    "nobody_opened",
    "place_order",
    "record_payment",
    "record_refund",
    "remove_item",
    "remove_note",
    "remove_photo",
    "report_issue",
    "reveal_recipient_phone",
    "stored",
    "take_order",
    "take_other_batch",
    "take_out",
    "update_order",
    "usual_zone",
    "waive_due",
]
