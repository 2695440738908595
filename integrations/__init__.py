"""The edge of the world: each outside system in rooms of its own; no domain knows them."""
