"""The demo shop: a believable day of a flower shop, made through the same services as a real one."""
