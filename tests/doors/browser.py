"""A browser at the console's doors: it keeps cookies, names its origin when it sends a form, and follows nothing by itself."""

from __future__ import annotations

import html
import re
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pyotp

from parvis.agents.keys import login_path
from tests.conftest import SITE, Scene

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PASSWORD = "cheval agrafe nuage tiroir"


class Browser:
    def __init__(self, scene: Scene, agent: str = FIREFOX) -> None:
        self.scene = scene
        self.cookies: dict[str, str] = {}
        self._agent = agent

    async def look(self, path: str, **headers: str) -> httpx.Response:
        return await self._ask("GET", path, headers=headers)

    async def send(self, path: str, form: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        """A plain form of ours."""
        return await self._ask("POST", path, data=form or {}, headers={"Origin": self.scene.origin, **headers})

    async def post(self, path: str, body: Any) -> httpx.Response:
        """What our script sends."""
        return await self._ask("POST", path, json=body, headers={"Origin": self.scene.origin})

    async def come_in_by_link(self) -> None:
        path = await login_path(self.scene.database, self.scene.site, self.scene.agent.id)
        answer = await self.send("/console/login", {"token": path.rpartition("/")[2]})
        assert answer.status_code == 303, answer.text

    async def set_up_codes(self) -> pyotp.TOTP:
        """Reads the key on the page, confirms it with its code."""
        page = await self.look("/console/account/totp")
        assert page.status_code == 200, page.text
        shown = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)
        assert shown
        totp = pyotp.TOTP(shown[1].replace(" ", ""))
        done = await self.send("/console/account/totp", {"code": totp.now()})
        assert done.status_code == 200, done.text
        self.recovery_codes = re.findall(r"<li>([a-z2-9-]{19})</li>", done.text)
        return totp

    async def try_password(self, password: str = PASSWORD, email: str = "agent@valombre.example") -> httpx.Response:
        return await self.send("/console/login/password", {"site": SITE, "email": email, "password": password})

    async def is_in(self) -> bool:
        return (await self.look("/console")).status_code == 200

    async def _ask(self, method: str, path: str, headers: dict[str, str], **more: Any) -> httpx.Response:
        url = path if path.startswith("http") else self.scene.origin + path
        own = url.startswith(self.scene.origin)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items()) if own else ""
        sent = {"User-Agent": self._agent, **({"Cookie": cookies} if cookies else {}), **headers}
        answer = await self.scene.http.request(method, url, headers=sent, follow_redirects=False, **more)
        for line in answer.headers.get_list("Set-Cookie") if own else []:
            for name, morsel in SimpleCookie(line).items():
                assert morsel["secure"] and morsel["httponly"] and morsel["path"] == "/" and not morsel["domain"]
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer


def says(answer: httpx.Response, words: str) -> bool:
    return words in html.unescape(answer.text)
