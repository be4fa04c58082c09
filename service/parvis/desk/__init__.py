"""The agents' desk: what is promised, who takes which question, what becomes urgent, and what helps to answer it."""
