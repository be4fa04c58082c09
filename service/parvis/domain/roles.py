"""What an agent's role lets her do, in one table. A role counts on her own site only."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["agent", "moderator", "supervisor", "administrator"]
Act = Literal["answer", "moderate", "supervise", "administer"]

ROLES: tuple[Role, ...] = get_args(Role)

MAY: dict[Act, tuple[Role, ...]] = {
    "answer": ("agent", "moderator", "supervisor", "administrator"),  # read the queue, reply, validate, pin, close
    "moderate": ("moderator", "supervisor", "administrator"),  # decide on what citizens wrote
    "supervise": ("supervisor", "administrator"),  # assign, set what the service promises
    "administer": ("administrator",),  # agents, their roles and their sessions
}


def may(role: str | None, act: Act) -> bool:
    """Citizens have no role, and may do none of it."""
    return role in MAY[act]


def acts_of(role: str | None) -> list[Act]:
    return [act for act in MAY if may(role, act)]
