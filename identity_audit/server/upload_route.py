"""How does a large file come in? Straight to the disk as it arrives: a gigabyte costs a megabyte of memory.

Streamlit's own uploader keeps twice the size of a file in memory. The guard stands before this route as before every
other: the page of another program cannot bring anything.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from identity_audit import limits
from identity_audit.server import arrivals
from identity_audit.store.faults import NoRoom, StoreError

PATH = "/door/arrivals"
_BLOCK = 1024**2

# what went wrong, as a status that arrivals.js turns into a sentence
_INCOMPLETE, _NO_LENGTH, _TOO_LARGE, _NO_ROOM, _NOT_WRITABLE = 400, 411, 413, 507, 500


def route() -> Route:
    return Route(PATH, receive, methods=["PUT"])


async def receive(request: Request) -> Response:
    """One file: its name in the address, its bytes as the body, as long as the browser said."""
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        return Response(status_code=_NO_LENGTH)
    if int(length) > limits.UPLOAD:
        return Response(status_code=_TOO_LARGE)
    try:
        place = arrivals.begin(request.query_params.get("name", ""))
    except StoreError as error:
        return Response(status_code=_NO_ROOM if isinstance(error, NoRoom) else _NOT_WRITABLE)
    try:
        status = await _write(request, place, int(length))
    except OSError as error:
        status = _NO_ROOM if error.errno in (errno.ENOSPC, errno.EDQUOT) else _NOT_WRITABLE
    except ClientDisconnect:
        status = _INCOMPLETE
    finally:
        if not place.exists():
            arrivals.forget(place.parents[1])
    return Response(status_code=status)


async def _write(request: Request, place: Path, length: int) -> int:
    if shutil.disk_usage(place.parent).free < length + limits.SPARE_DISK:
        return _NO_ROOM
    part = arrivals.part(place)
    written, block = 0, bytearray()
    with os.fdopen(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb"
    ) as file:
        async for chunk in request.stream():
            written += len(chunk)
            if written > length:
                return _INCOMPLETE
            block += chunk
            if len(block) >= _BLOCK:
                # a slow disk must not hold up the pages
                await run_in_threadpool(file.write, bytes(block))
                block.clear()
        file.write(block)
    if written != length:
        return _INCOMPLETE
    part.replace(place)
    return 201
