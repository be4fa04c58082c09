"""Moderation that people can trust: what is held and why, what is decided and by whom, and how an author is told and appeals."""
