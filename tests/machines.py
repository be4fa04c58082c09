"""State machines on a real database: people do whatever they may, in any order, and what is promised holds after each step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from parvis.store.database import Database


def walk(machine: Callable[[asyncio.Runner, Database], RuleBasedStateMachine], database_url: str, steps: int = 25) -> None:
    """Forty walks of so many steps. A failure is shown as it was found: making it smaller would take minutes."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        database = Database(database_url)
        runner.run(database.open())
        try:
            run_state_machine_as_test(
                partial(machine, runner, database),  # type: ignore[arg-type]
                settings=settings(
                    max_examples=40, stateful_step_count=steps, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
                ),
            )
        finally:
            runner.run(database.close())
