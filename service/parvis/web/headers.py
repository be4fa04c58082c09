"""The headers of every document we serve. No inline script or style anywhere, no HTML sink, nothing of the reader passed on."""

from __future__ import annotations

from collections.abc import Iterable

from parvis.domain.videos import policy_hosts

_DENIED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "usb",
)  # fmt: skip

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _DENIED),
}

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT = {
    **CORS,
    "Access-Control-Allow-Methods": "GET, POST, PATCH, PUT, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match, Last-Event-ID",
    "Access-Control-Max-Age": "7200",
}


def panel(service: str, embedders: Iterable[str], video_hosts: Iterable[str]) -> dict[str, str]:
    """The panel runs in an opaque origin, so the policy names the service's origin rather than 'self'.

    `embedders`: the site's origins, which alone may frame it. `video_hosts`: the site's own; the panel frames
    nothing else than films. COEP and CORP let cross-origin-isolated hosts show it.
    """
    ancestors = " ".join(embedders) or "'none'"
    return {
        **COMMON,
        "Content-Security-Policy": f"{_policy(service, ancestors)}; frame-src {policy_hosts(video_hosts)}",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": "public, max-age=60",
    }


def console(service: str) -> dict[str, str]:
    """The console holds a session: nobody frames it, nobody shares its process, nothing of it is kept."""
    return {
        **COMMON,
        # "no-referrer" would make browsers send our own forms with `Origin: null`, which we refuse. Others still learn nothing.
        "Referrer-Policy": "same-origin",
        "Content-Security-Policy": _policy(service, "'none'"),
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=63072000",
        "Cache-Control": "no-store",
    }


def ways_in(service: str) -> dict[str, str]:
    """The page of the console's ways in, the one place where a passkey may be asked for."""
    denied = COMMON["Permissions-Policy"].replace("publickey-credentials-get=()", "publickey-credentials-get=(self)")
    return {**console(service), "Permissions-Policy": denied}


def everyone(service: str) -> dict[str, str]:
    """The pages for everyone run no script at all, and nobody frames them. "same-origin": see `console`.

    "private": a form holds the token that its reader would have, which no shared cache may hand to two.
    """
    policy = ("default-src 'none'", f"style-src {service}", f"img-src {service}", "base-uri 'none'", f"form-action {service}")
    return {
        **COMMON,
        "Referrer-Policy": "same-origin",
        "Content-Security-Policy": "; ".join((*policy, "frame-ancestors 'none'")),
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Language, Cookie",
    }


def picture(media: str, name: str) -> dict[str, str]:
    """A picture is shown anywhere our pages are, the panel's opaque origin included, and is never more than a picture.

    Kept ten minutes, by the reader's own browser: withdrawn, it must not live on in caches that many share.
    """
    return {
        "Content-Type": media,
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, max-age=600, immutable",
    }


def _policy(service: str, ancestors: str) -> str:
    live = service.replace("http", "ws", 1)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {service}",
            f"style-src {service}",
            f"img-src {service}",
            f"connect-src {service} {live}",
            "base-uri 'none'",
            f"form-action {service}",
            f"frame-ancestors {ancestors}",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )
