"""How much memory may the reading of a stranger's file take? A ceiling set by the system, where the system has one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from identity_audit import limits

_MAPPED = Path("/proc/self/statm")


@contextmanager
def ceiling(beyond: int = limits.MEMORY) -> Iterator[None]:
    """What runs inside may take so many bytes more than the program holds now; Refused where it wants more.

    Linux keeps this limit; macOS does not, and Windows has none of its kind: there the limits of files must do.
    """
    if sys.platform == "win32" or not _MAPPED.exists():
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    # the libraries reserve addresses, more on computers of many cores, that no file is to be blamed for
    mapped = int(_MAPPED.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    allowed = [mapped + beyond, *(limit for limit in before if limit != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(allowed), before[1]))
    try:
        yield
    except MemoryError:
        # without the error itself: it holds on to what filled the memory
        raise limits.refused("memory") from None
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
