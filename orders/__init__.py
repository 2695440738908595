"""The heart: an order, its items, its money, and the one function that moves it through its life."""
