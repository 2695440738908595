"""What every endpoint stands on: reading, permissions, limits, paging, errors. It knows no app."""
