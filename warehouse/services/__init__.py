"""What is done with stock. Batches are locked last in a transaction, all at once, in the order of their ids."""

from .allocation import (
    LockedStock,
    consume_order,
    lock_stock,
    release_line,
    release_order,
    reserve,
    return_order,
    write_off_order,
)
from .batches import correct_batch, update_batch, write_off
from .corrections import set_on_hand
from .describing import add_item, update_item
from .exchanging import exchange
from .items import find_item, find_or_create_item, parse_name
from .receipts import Position, cancel_receipt, receive_goods, update_receipt
from .substituting import Need, serve

__all__ = [
    "LockedStock",
    "Need",
    "Position",
    "add_item",
    "cancel_receipt",
    "consume_order",
    "correct_batch",
    "exchange",
    "find_item",
    "find_or_create_item",
    "lock_stock",
    "parse_name",
    "receive_goods",
    "release_line",
    "release_order",
    "reserve",
    "return_order",
    "serve",
    "set_on_hand",
    "update_batch",
    "update_item",
    "update_receipt",
    "write_off",
    "write_off_order",
]
