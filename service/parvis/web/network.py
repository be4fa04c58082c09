"""From which network a request comes: what the outermost proxy of ours saw, for what is before it anybody can write."""

from __future__ import annotations

from starlette.requests import Request

from parvis.doors import rules


def network_of(request: Request, proxies: int) -> str:
    """`proxies`: how many of ours stand in front; the address is that many from the right of X-Forwarded-For."""
    seen = [part.strip() for line in request.headers.getlist("x-forwarded-for") for part in line.split(",")]
    if proxies and len(seen) >= proxies:
        return rules.network_of(seen[-proxies])
    return rules.network_of(request.client.host if request.client else "")
