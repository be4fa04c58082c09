"""Pictures, under a path of their own: what stands there is a picture to every browser, whatever its bytes are."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parvis.domain.problems import NotFound
from parvis.pictures.keeping import show
from parvis.store.house import House
from parvis.web import headers


class Pictures:
    def __init__(self, house: House) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        return [Route("/i/{id}", self.picture)]

    async def picture(self, request: Request) -> Response:
        """A picture that a message names; 404 before that, and after the message was withdrawn."""
        try:
            id = UUID(request.path_params["id"])
        except ValueError:
            raise NotFound from None
        shown = await show(self._house, id)
        return Response(shown.content, headers=headers.picture(shown.media, shown.name))
