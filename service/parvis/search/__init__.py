"""Finding what was said: similar questions while one is typed, and search over a page or a site."""
