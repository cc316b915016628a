"""Finds out with how many threads a model decodes fastest on this machine.

Two threads on one core, as most processors offer, or a core that is slow by design, may cost more than they
bring; since no machine says whether they do, it is tried.

Rule: of two numbers that are as good the smaller is taken, which leaves the other cores to other work.
"""

from collections.abc import Callable

ROUNDS = 2  # the best of which counts: a machine is only ever slower than it can be
LEVEL = 0.97
"""The share of the best rate that is as good."""


def choices(cores: int) -> tuple[int, ...]:
    """Return the numbers of threads that are worth trying."""
    return (cores,) if cores <= 2 else (cores // 2, cores)


def fastest(cores: int, rate: Callable[[int], float]) -> int:
    """Return the best number of threads; ``rate`` measures how much a number of them does in a second."""
    tried = choices(cores)
    if len(tried) == 1:
        return tried[0]
    rates = dict.fromkeys(tried, 0.0)
    for _ in range(ROUNDS):
        for threads in tried:
            rates[threads] = max(rates[threads], rate(threads))
    best = max(rates.values())
    return min(threads for threads in tried if rates[threads] >= LEVEL * best)
