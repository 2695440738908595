"""Who buys, and for whom: customers, their addresses and important dates."""
