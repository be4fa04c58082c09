"""Threads and their posts: what citizens and agents say to each other beside a page."""
