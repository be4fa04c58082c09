"""Floor 2: from the journal to the browsers. The relay reads, the hub hands out, the socket speaks; hints pass by the side.

The hub knows neither sockets nor SQL. A watcher is a cursor, not a queue: whoever falls behind, sleeps or reconnects is fed from
the recent events in memory, else from the table, else by a fresh snapshot, along one path.
"""
