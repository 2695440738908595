"""What the buyer sees of an order, and what a recipient must not learn."""
