"""Climbs with several batches at a time, so that no core waits while another batch is judged.

Rule: answers come in the order of the batches, whatever becomes ready first; what a batch is answered does
not depend on the others that are on their way.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from toolkit import ladder
from toolkit.model import Answer, Engine
from toolkit.sentence import Sentence


def climb(engine: Engine, *, flying: int) -> ladder.Climb:
    """Return what climbs with so many batches at a time, each in a thread of its own.

    Decoding leaves Python to the other threads. Where one batch fails, those that have not begun are dropped.
    """

    def answers(batches: Iterator[Sequence[Sentence]]) -> Iterator[list[Answer]]:
        with ThreadPoolExecutor(flying, thread_name_prefix="climb") as pool:
            begun: deque[Future[list[Answer]]] = deque()
            try:
                for batch in batches:
                    begun.append(pool.submit(ladder.climb, batch, engine))
                    if len(begun) > flying:
                        yield begun.popleft().result()
                while begun:
                    yield begun.popleft().result()
            finally:
                for one in begun:
                    one.cancel()

    return answers
