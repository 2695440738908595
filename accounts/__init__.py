"""People: one account per phone, a membership with a position in one or more shops, and sign-in."""
