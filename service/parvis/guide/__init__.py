"""The guide of a page: steps in plain words, written together.

Any edit takes effect at once, is signed, and stays in the history.
"""
