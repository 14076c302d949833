"""Random damage to a server under load, and the accounts of it."""
