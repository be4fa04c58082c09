"""The demo: fictional administrations, their example forms on an origin of their own, and a little history."""
