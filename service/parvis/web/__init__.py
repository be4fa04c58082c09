"""The roof: who is asking, which headers, how a Problem becomes an answer, and how all is put together."""
