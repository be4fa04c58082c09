"""Sites: where the tag is pasted, who may embed, and how their addresses become page keys."""
