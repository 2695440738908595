"""The tenant: a flower shop, its zones and the rules it works by."""
