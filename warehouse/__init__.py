"""Stock that is right to the stem: items, batches, the ledger of their movements, reservations, receipts."""
