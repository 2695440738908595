"""Dates and numbers of the languages that Django writes otherwise than people here do."""
