"""Pictures, under a path of their own: what stands there is a picture to every browser, whatever its bytes are."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parvis.domain.problems import NotFound, Problem
from parvis.domain.roles import may
from parvis.pictures.keeping import show
from parvis.store.house import House
from parvis.web import headers
from parvis.web.identity import Identity


class Pictures:
    def __init__(self, house: House, identity: Identity) -> None:
        self._house = house
        self._identity = identity

    def routes(self) -> list[Route]:
        return [Route("/i/{id}", self.picture)]

    async def picture(self, request: Request) -> Response:
        """A picture that a message names; 404 before that, and after the message was withdrawn or removed.

        Moderators see in the console what they decide about.
        """
        try:
            id = UUID(request.path_params["id"])
        except ValueError:
            raise NotFound from None
        try:
            shown = await show(self._house, id)
        except NotFound:
            if (site := await self._moderated(request)) is None:
                raise
            shown = await show(self._house, id, site)
        return Response(shown.content, headers=headers.picture(shown.media, shown.name))

    async def _moderated(self, request: Request) -> UUID | None:
        """The site of the moderator who asks. Whoever is nobody here, or comes from elsewhere, is told nothing of it."""
        try:
            who = await self._identity.who(request)
        except Problem:
            return None
        return who.site if who is not None and may(who.role, "moderate") else None
