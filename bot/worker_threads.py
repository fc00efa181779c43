"""Threads for what blocks: the bot's own, so that it can wait for them when it stops.

A task that is cancelled while a thread works for it ends at once; the thread goes on. Whoever closes what
threads work with, the archive above all, has to wait for them first.
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

MOST_THREADS = 12
"""At once; fewer than the connections that an engine of SQLAlchemy gives out (fifteen): none waits."""


@asynccontextmanager
async def worker_threads() -> AsyncIterator[None]:
    """Let `asyncio.to_thread` use threads of this block's own; all have done their work when it is left.

    What was not begun by then is not begun any more. The loop goes on with other threads afterwards.
    """
    loop = asyncio.get_running_loop()
    threads = ThreadPoolExecutor(MOST_THREADS, "veille")
    loop.set_default_executor(threads)
    try:
        yield
    finally:
        loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="after"))
        await asyncio.shield(asyncio.to_thread(threads.shutdown, cancel_futures=True))
