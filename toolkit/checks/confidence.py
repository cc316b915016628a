"""What the model itself doubts: English that it finds unlikely, names in each other's place.

Rules: a doubt needs the model's reading of the sentence, and a sentence without one is not judged; the
bounds were fitted to the bundled model, and another model needs bounds of its own (docs/checks.md).
"""

from collections.abc import Iterator

from toolkit.checks.rule import Bitext, Fault, sentence_rule

UNSURE = -1.9
"""The mean log-probability of a piece below which a sentence is doubtful."""
BRIEF = 4  # words; of fewer, the mean says little
UNLIKELY = -12.0
"""That of a single piece below which its word is."""
SWAPPED = -10.0
"""The gain in log-probability above which two names count as swapped: in good sentences, swapping mostly costs more."""


@sentence_rule("low-confidence", "warning")
def low_confidence(text: Bitext) -> Iterator[Fault]:
    """The model finds its own English unlikely, as a whole or in one word.

    A weak sign: on average, such sentences are no rougher than others. Sentences by hand are not judged, since a model
    finds them unlikely, however good they are.
    """
    reading = text.reading
    if reading is None or reading.mean is None or reading.worst is None:
        return
    if reading.mean < UNSURE and len(text.english.split()) >= BRIEF:
        yield Fault(message=f"the model is not sure of this sentence ({reading.mean:.1f})")
    elif reading.worst < UNLIKELY:
        yield Fault(
            message=f"the model is not sure of “{reading.word}” ({reading.worst:.1f})",
            span=_span(text.english, reading.word),
        )


@sentence_rule("names-swapped", "warning")
def names_swapped(text: Bitext) -> Iterator[Fault]:
    """Two names seem to stand in each other's place: the model finds the English about as likely the other way round."""
    reading = text.reading
    if reading and reading.swap is not None and reading.swap > SWAPPED:
        one, other = reading.names
        yield Fault(
            message=f"“{one}” and “{other}” may have changed places", span=_span(text.english, one)
        )


def _span(text: str, words: str) -> tuple[int, int] | None:
    start = text.find(words) if words else -1
    return None if start < 0 else (start, start + len(words))
