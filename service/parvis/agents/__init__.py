"""Agents of the service: who they are, how they come in, and the queue of questions that wait for them."""
