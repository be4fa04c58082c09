"""Figures of a site: how long people waited, who answered, and which pages and fields raise questions."""
