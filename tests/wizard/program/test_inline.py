"""What the SDK leaves of a program that the engine stopped."""

from __future__ import annotations

import asyncio

from wizard.program.inline import finish


def test_a_loop_that_was_asked_to_stop_is_ended_with_all_its_tasks() -> None:
    loop = asyncio.new_event_loop()
    cancelled: list[str] = []

    async def waits(name: str) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(name)
            raise

    async def begins() -> None:
        for name in ("first", "second"):
            begun.append(loop.create_task(waits(name)))
        await asyncio.sleep(0)

    begun: list[asyncio.Task[None]] = []
    loop.run_until_complete(begins())
    loop.call_soon(loop.stop)
    finish(loop)
    assert sorted(cancelled) == ["first", "second"]
    assert loop.is_closed()


def test_a_task_that_begins_another_while_it_ends_leaves_nothing_running() -> None:
    loop = asyncio.new_event_loop()
    begun: list[asyncio.Task[None]] = []

    async def sleeps() -> None:
        await asyncio.Event().wait()

    async def begins_another() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            begun.append(asyncio.ensure_future(sleeps()))

    async def begins() -> None:
        begun.append(loop.create_task(begins_another()))
        await asyncio.sleep(0)

    loop.run_until_complete(begins())
    finish(loop)
    assert [task.cancelled() for task in begun] == [True, True]
    assert loop.is_closed()
