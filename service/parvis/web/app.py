"""The composition root: every room's endpoints, the live channel, the documents, and the order in which they begin and end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

import parvis
from parvis.agents import routes as agents
from parvis.agents.queries import queue_snapshot
from parvis.asides import routes as asides
from parvis.asides.snapshots import aside_snapshot, asides_snapshot, told_to
from parvis.desk import beside, sweep, views
from parvis.desk import routes as desk
from parvis.desk.notes import notes_snapshot
from parvis.domain.events import Numbered, State
from parvis.domain.ids import Channel, thread_channel
from parvis.domain.problems import MethodNotAllowed, NotFound, NotSignedIn, Problem
from parvis.domain.values import plain
from parvis.doors import routes as doors
from parvis.figures import routes as figures
from parvis.forms import routes as forms
from parvis.guide import routes as guide
from parvis.guide.queries import guide_snapshot
from parvis.live.door import Live
from parvis.live.feed import Feed
from parvis.live.hub import Hub
from parvis.live.openings import Openings
from parvis.live.presence import Presence
from parvis.live.relay import Relay
from parvis.live.socket import serve_socket
from parvis.live.streams import EventsQuery, Typed, read_events
from parvis.live.tally import Tally
from parvis.moderation import routes as moderation
from parvis.moderation.gate import Moderated
from parvis.moderation.log import decisions_part
from parvis.moderation.queries import held_part
from parvis.officehours import routes as officehours
from parvis.officehours.clock import watch_the_clock
from parvis.pages import routes as pages
from parvis.pictures import routes as pictures
from parvis.pictures.keeping import Sweeper
from parvis.search import routes as search
from parvis.settings import Settings
from parvis.store.database import AWAY, Database
from parvis.store.house import House
from parvis.store.journal import Hint, Journal
from parvis.store.people import Part, person_snapshot
from parvis.store.shelf import Shelf
from parvis.threads import around, counts, deciding, duplicates, errata, notes, testimonies
from parvis.threads import routes as threads
from parvis.threads.publishing import publish
from parvis.threads.snapshots import page_snapshot, thread_snapshot
from parvis.visitors import cards, exports
from parvis.visitors import routes as visitors
from parvis.web import handover, similar
from parvis.web.account import Account
from parvis.web.accountable import Accountable
from parvis.web.answers import PREFIX, problem_answer, read_body, read_query, route, routes_of
from parvis.web.assets import Assets
from parvis.web.door import Door
from parvis.web.everyone import Everyone
from parvis.web.guide_desk import GuideDesk
from parvis.web.guide_pages import GuidePages
from parvis.web.headers import CORS
from parvis.web.identity import Doorman, Identity
from parvis.web.openapi import openapi
from parvis.web.pages import Pages
from parvis.web.pictures import Pictures
from parvis.web.topics import Topics
from parvis.web.transcripts import Transcripts

log = logging.getLogger("parvis.web")

ENDPOINTS = [
    *visitors.ENDPOINTS,
    *exports.ENDPOINTS,
    *cards.ENDPOINTS,
    *threads.ENDPOINTS,
    *deciding.ENDPOINTS,
    *duplicates.ENDPOINTS,
    *errata.ENDPOINTS,
    *notes.ENDPOINTS,
    *testimonies.ENDPOINTS,
    *around.ENDPOINTS,
    *counts.ENDPOINTS,
    *forms.ENDPOINTS,
    *guide.ENDPOINTS,
    *officehours.ENDPOINTS,
    *asides.ENDPOINTS,
    *handover.ENDPOINTS,
    *search.ENDPOINTS,
    *pictures.ENDPOINTS,
    *pages.ENDPOINTS,
    *moderation.ENDPOINTS,
    *agents.ENDPOINTS,
    *doors.ENDPOINTS,
    *desk.ENDPOINTS,
    *beside.ENDPOINTS,
    *similar.ENDPOINTS,
    *figures.ENDPOINTS,
]

OWN: list[Part] = [decisions_part, held_part, told_to]
"""What the rooms tell a person on her own channel."""


def build(settings: Settings, database_url: str) -> Starlette:
    """The application on this database. One process; any number of them share the database and behave as one."""
    pooled = settings.database_direct_url is not None
    database = Database(database_url, pooled=pooled)
    hub = Hub()
    relay = Relay(database, settings.database_direct_url or database_url, hub)
    openings = Openings(database)
    presence = Presence(hub, relay, openings.next)
    openings.on_change = presence.look_again
    tally = Tally(hub, partial(_counts, database))

    def committed(events: Sequence[Numbered], hints: Sequence[Hint]) -> None:
        relay.ring(events)
        presence.gather(hints)
        if any(event.kind == "post.withdrawn" for event in events):
            sweeper.soon()

    journal = Journal(database, committed)
    shelf = Shelf(settings.pictures) if settings.pictures else None
    house = House(database, journal, presence.here, shelf=shelf, gate=Moderated(), publish=publish)
    sweeper = Sweeper(house)
    identity = Identity(database, settings.public_url)
    live = Live(hub, relay, Feed(hub, relay, partial(_snapshot, database)), presence, Doorman(database, identity))
    assets = Assets()

    async def events(request: Request) -> Response:
        query = read_query(request, EventsQuery)
        return await read_events(live, request, query, lambda: identity.who(request))

    async def typing(request: Request) -> Response:
        """The typing hint, for those whose WebSocket is blocked."""
        who = await identity.who(request)
        if who is None:
            raise NotSignedIn
        typed = await read_body(request, Typed)
        presence.type(thread_channel(who.site, typed.thread), who)
        return Response(None, 204)

    async def ready(request: Request) -> Response:
        try:
            await database.fetchval("select 1")
        except (Problem, *AWAY):
            return PlainTextResponse("the database does not answer\n", 503)
        return PlainTextResponse("ready\n")

    async def socket(websocket: WebSocket) -> None:
        await serve_socket(live, websocket)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await database.open()
        relay.on_epoch = live.restart
        await relay.start()
        lasting = (presence.run(), openings.run(), tally.run(), sweeper.run(), watch_the_clock(house), _sweep(house))
        ticking = [asyncio.create_task(task) for task in lasting]
        yield
        for task in ticking:
            task.cancel()
        await journal.drain()
        await relay.stop()
        await database.close()

    app = Starlette(
        routes=[
            *routes_of(ENDPOINTS, house, identity),
            route(PREFIX + "/events", {"GET": events}),
            route(PREFIX + "/typing", {"POST": typing}),
            route(PREFIX + "/openapi.json", {"GET": _description}),
            WebSocketRoute(PREFIX + "/live", socket),
            Route("/health/live", _alive),
            Route("/health/ready", ready),
            Route("/favicon.ico", _no_icon),
            Route("/embed.js", assets.newest_embed),
            Route("/static/{name}", assets.file),
            *GuideDesk(house, identity, assets).routes(),
            *Pages(house, identity, assets).routes(),
            *Door(house, identity, assets, settings).routes(),
            *Account(house, identity, assets, settings).routes(),
            *Everyone(house, identity, assets).routes(),
            *GuidePages(house, identity, assets).routes(),
            *Pictures(house, identity).routes(),
            *Topics(house, identity, assets).routes(),
            *Transcripts(house, identity, assets).routes(),
            *Accountable(house, identity, assets).routes(),
            Route("/{name}", assets.file),
        ],
        exception_handlers={404: _nothing_here, 405: _nothing_here, Problem: _problem},
        lifespan=lifespan,
    )
    app.state.live = live  # for those who look inside: tests, measurements
    app.router.redirect_slashes = False  # an address is right or not found; no detour by the Host header
    return app


async def _counts(database: Database, site: UUID) -> dict[str, Any]:
    async with database.snapshot() as connection:
        counts: dict[str, Any] = plain(await views.counts(connection, site))
    return counts


async def _sweep(house: House) -> None:
    """What time alone brings about, while the process runs."""
    while True:
        try:
            await sweep.sweep(house)
        except (Problem, *AWAY):
            pass  # the next look makes up for it
        except Exception:
            log.exception("what waits too long could not be seen to")
        await asyncio.sleep(sweep.EVERY)


async def _snapshot(database: Database, channel: Channel) -> tuple[int, State] | None:
    match channel.kind:
        case "page":
            return await page_snapshot(database, channel.site, channel.id)
        case "thread":
            return await thread_snapshot(database, channel.site, channel.id)
        case "queue":
            return await queue_snapshot(database, channel.site)
        case "person":
            return await person_snapshot(database, channel.site, channel.id, OWN)
        case "asides":
            return await asides_snapshot(database, channel.site)
        case "aside":
            return await aside_snapshot(database, channel.site, channel.id)
        case "notes":
            return await notes_snapshot(database, channel.site, channel.id)
        case "guide":
            return await guide_snapshot(database, channel.site, channel.id)


async def _description(request: Request) -> Response:
    return JSONResponse(openapi(ENDPOINTS, parvis.__version__))


async def _alive(request: Request) -> Response:
    return PlainTextResponse("alive\n")


async def _no_icon(request: Request) -> Response:
    return Response(None, 204, {"Cache-Control": "public, max-age=86400"})


async def _nothing_here(request: Request, error: Exception) -> Response:
    answer = problem_answer(MethodNotAllowed() if getattr(error, "status_code", 404) == 405 else NotFound(), request)
    answer.headers.update(CORS if request.url.path.startswith(PREFIX) else {})
    return answer


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return problem_answer(error, request)
