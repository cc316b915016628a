"""Climbs with several batches at a time, so that no core is idle while Python judges another batch.

Rule: answers come in the order of the batches, whichever is ready first; the answer to a batch does not depend
on the others that are being worked on.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from toolkit import ladder
from toolkit.model import Answer, Engine
from toolkit.sentence import Sentence


def climb(engine: Engine, *, flying: int) -> ladder.Climb:
    """Return a climb that works on ``flying`` batches at a time, each in a thread of its own.

    Decoding releases Python's lock for the other threads. Where one batch fails, those not yet begun are dropped.
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
