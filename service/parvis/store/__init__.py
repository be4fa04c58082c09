"""Floor 1: PostgreSQL. A pool, transactions that number what happens, and the private server of the embedded default."""
