"""The API does what its public documentation promises; docs/api-coverage.md tells which test proves what."""
