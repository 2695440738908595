"""Hostile and random requests against the whole API, drawn from its own description."""
