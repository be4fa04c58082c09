"""Announced hours during which agents answer live: a question can be put to them, and all that was said stays to be read."""
