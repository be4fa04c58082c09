"""A private aside: the asker of a public question and the agents of the service, and nobody else, not even as a number."""
