"""Visitors: citizens who wrote at least once. A pseudonym, a token of which only the hash is kept, and their rights."""
