"""The bot as a whole: what becomes of it when a part of it ends."""

import asyncio
import logging

import pytest

from bot.runtime.bot import _report_end


async def test_a_sender_that_ends_by_a_fault_is_not_silent(caplog: pytest.LogCaptureFixture) -> None:
    async def fails() -> None:
        raise RuntimeError("the roof fell in")

    sender = asyncio.create_task(fails())
    await asyncio.wait({sender})
    _report_end(sender)
    [record] = caplog.records
    assert record.levelno == logging.CRITICAL
    assert "start the bot again: the roof fell in" in record.getMessage()


async def test_a_sender_that_is_told_to_stop_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    sender = asyncio.create_task(asyncio.Event().wait())
    await asyncio.sleep(0)
    sender.cancel()
    await asyncio.wait({sender})
    _report_end(sender)  # type: ignore[arg-type]
    assert caplog.records == []
