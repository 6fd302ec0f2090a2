"""The web application: what stands at which path. It knows no graph; workers answer."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from graphkit import __version__
from graphkit.rdf.namespaces import KINDS
from graphkit.server import negotiation, protocol
from graphkit.server.jobs import Job, Reply, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from graphkit.server.pool import Limits, Pool

_LOG = logging.getLogger("graphkit.server")
_STATIC = Path(__file__).resolve().parent / "static"
_LOGGED = 300
"""Characters of a query that the log has."""

_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page of ours may do. The picture has a stricter policy of its own in it."""


def application(pool: Pool, limits: Limits, *, cors: Sequence[str] = (), hosts: Sequence[str] = ("*",)) -> ASGIApp:
    """The application over a pool of workers.

    `cors` are the origins whose pages may read answers, `hosts` the names under which it may be called: a page of
    the web that has its own name point to this machine is refused.
    """
    site = _Site(pool, limits)
    routes = [
        Route("/", site.home),
        Route("/sparql", site.sparql, methods=["GET", "HEAD", "POST"]),
        Route("/ask/{name}", site.question),
        Route("/names", site.names),
        Route("/graph", site.picture),
        Route("/health", site.health),
        *(Route(f"/{kind}/{{identifier:path}}", site.node) for kind in KINDS),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]
    middleware = [Middleware(_Logged), Middleware(_KnownHost, allowed_hosts=list(hosts))]
    if not cors:
        middleware.append(Middleware(_OwnPages))
    else:
        middleware.append(
            Middleware(CORSMiddleware, allow_origins=list(cors), allow_methods=["GET", "POST"], allow_headers=["*"])
        )
    return Starlette(routes=routes, middleware=middleware, exception_handlers={HTTPException: _without_route})


class _Site:
    def __init__(self, pool: Pool, limits: Limits) -> None:
        self._pool = pool
        self._limits = limits
        self._picture: Reply | None = None

    async def sparql(self, request: Request) -> Response:
        accept = ", ".join(request.headers.getlist("accept"))
        endpoint = str(request.url.replace(query=""))
        try:
            body = await self._body(request)
            sent = request.headers.get("content-type", "")
            job = protocol.asked(request.method, request.scope["query_string"], sent, body, accept, endpoint)
        except protocol.RefusedError as error:
            return _response(plain(error.status, str(error)))
        if job.kind == "description" and not job.format and negotiation.prefers_page(accept):
            return RedirectResponse("/", 303)
        request.state.query = job.text
        return await self._answer(request, job)

    async def home(self, request: Request) -> Response:
        return await self._answer(request, Job("home", request.query_params.get("query", "")))

    async def question(self, request: Request) -> Response:
        given = [(name, value) for name, value in request.query_params.multi_items() if name != "format"]
        return await self._answer(
            request,
            Job(
                "question",
                request.path_params["name"],
                tuple(given),
                ", ".join(request.headers.getlist("accept")),
                request.query_params.get("format", ""),
            ),
        )

    async def node(self, request: Request) -> Response:
        # The path as it was sent: a slash in an identifier is written %2F, and the framework has read it already.
        path = request.scope.get("raw_path", b"").partition(b"?")[0].decode("ascii", "replace")
        kind, _, identifier = path.lstrip("/").partition("/")
        accept = ", ".join(request.headers.getlist("accept"))
        asked = request.query_params.get("format", "")
        return await self._answer(request, Job("node", f"{kind}/{unquote(identifier)}", accept=accept, format=asked))

    async def names(self, request: Request) -> Response:
        beginning, by = (request.query_params.get(name, "") for name in ("beginning", "for"))
        return await self._answer(request, Job("names", beginning, (("for", by),)))

    async def picture(self, request: Request) -> Response:
        if self._picture is None:
            reply = await self._pool.run(Job("picture"), None)
            if reply.status != 200:
                return _response(reply)
            self._picture = reply
        # It brings the hashes of its own scripts with it.
        policy = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; connect-src 'none'"
        return _response(self._picture, policy)

    async def health(self, _: Request) -> Response:
        ready = self._pool.is_ready
        told = {"status": "ready" if ready else "loading", "version": __version__, "workers": self._pool.state}
        return JSONResponse(told, 200 if ready else 503, headers={"Cache-Control": "no-store"})

    async def _answer(self, request: Request, job: Job) -> Response:
        if sum(len(part) for part in (job.text, *(value for _, value in job.values))) > self._limits.max_request:
            return _response(plain(413, self._too_long))
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            reply = await self._pool.run(job, gone)
        finally:
            gone.cancel()
        return _response(reply)

    async def _body(self, request: Request) -> bytes:
        """What was sent. Raises RefusedError as soon as it is too long."""
        found = bytearray()
        async for part in request.stream():
            found += part
            if len(found) > self._limits.max_request:
                raise protocol.RefusedError(413, self._too_long)
        return bytes(found)

    @property
    def _too_long(self) -> str:
        return f"a request of more than {self._limits.max_request:,} bytes; ask in several, or start with --max-request"


class _Logged:
    """A line of the log for each request, and the fields that every answer has."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, said = time.perf_counter(), {"status": 0, "bytes": 0}
        scope.setdefault("state", {})

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                said["status"] = message["status"]
                known = {name.lower() for name, _ in message["headers"]}
                fields = {name.lower().encode(): value.encode() for name, value in _SAFE.items()}
                message["headers"] = [*message["headers"], *((n, v) for n, v in fields.items() if n not in known)]
            else:
                said["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            if _LOG.isEnabledFor(logging.INFO):
                client = (scope.get("client") or ("-",))[0]
                query = " ".join(str(scope["state"].get("query", "")).split())[:_LOGGED]
                took = (time.perf_counter() - began) * 1000
                now = time.strftime("%Y-%m-%dT%H:%M:%S%z")
                # In JSON, so that no line of a query can pass for one of the log.
                words = json.dumps(
                    [f"{scope['method']} {scope['path']}", query] if query else [f"{scope['method']} {scope['path']}"]
                )
                _LOG.info("%s %s %d %d B %.0f ms %s", now, client, said["status"], said["bytes"], took, words)


class _KnownHost(TrustedHostMiddleware):
    """Says what to do where a request calls the server by a strange name."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if not passed and message["type"] == "http.response.start":
                await _response(plain(400, words))(scope, receive, send)
            elif passed:
                await send(message)

        passed = False

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            nonlocal passed
            passed = True
            await inner(scope, receive, send)

        inner, words = self.app, "this server is not called so; call it by localhost or 127.0.0.1"
        await TrustedHostMiddleware(app, self.allowed_hosts)(scope, receive, sending)


class _OwnPages:
    """Refuses to answer queries that a page of another site has a browser send."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        asks = scope["type"] == "http" and scope["path"].startswith(("/sparql", "/ask/"))
        if asks and Headers(scope=scope).get("sec-fetch-site") == "cross-site":
            words = "a page of another site may ask nothing here; open this address yourself or start with --cors"
            app = _response(plain(403, words))
        await app(scope, receive, send)


async def _without_route(request: Request, error: Exception) -> Response:
    """What to say of a path, or a method, that there is none of."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {
        404: f"nothing stands at {request.url.path}; begin at /",
        405: f"{request.method} is not answered here; use GET, and at /sparql GET or POST",
    }.get(status, f"{getattr(error, 'detail', error)}; ask in another way")
    return _response(plain(status, words, *(getattr(error, "headers", None) or {}).items()))


async def _disconnected(request: Request) -> None:
    """Comes back when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _response(reply: Reply, policy: str = _POLICY) -> Response:
    fields = {"Vary": "Accept", "Content-Security-Policy": policy, **dict(reply.fields)}
    return Response(reply.body, reply.status, fields, _with_charset(reply.media_type))


def _with_charset(media_type: str) -> str:
    return (
        f"{media_type}; charset=utf-8"
        if media_type in ("text/csv", "text/tab-separated-values", "text/turtle")
        else media_type
    )
