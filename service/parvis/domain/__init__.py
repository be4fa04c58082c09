"""The ground: values and rules. Nothing here waits, reads a socket or knows a table."""
