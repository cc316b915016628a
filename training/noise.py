"""Makes rows of noise: ``python -m training.noise SHORT.tsv.gz OUT.tsv.gz``.

A word that comes again and again becomes its English twice and dots; marks, numbers, addresses and Latin
letters become themselves. What a model has met like this, it answers briefly and does not loop.

Rule: the words come from short rows of a corpus; nothing here is in the noise of `evaluate`.
"""

import argparse
import string
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from training import normalise, rows
from training.rows import Row

_TIMES = 2
_LONGEST = 160
"""Characters of a source."""
_SHORT = 6
_MARKS = "。！？…、，；：()[]{}%#@&*+=/~<>|_^-\u3010\u3011《》“”"
_JOINTS = ("", "", "，", "、", " ")


def repeated(short: Row, chance: Random) -> Row:
    """Repeat a word many times in the Chinese, and twice in the English."""
    word, joint = short.source.rstrip("。！？!?"), chance.choice(_JOINTS)
    count = chance.randint(4, max(5, _LONGEST // (len(word) + len(joint))))
    source = joint.join([word] * count) + chance.choice(("", "", "。", joint))
    one = short.target.rstrip(".!?")
    target = ", ".join([one] * _TIMES) + "..."
    return Row(weight=1, origin="noise", source=source, target=target)


def _letters(chance: Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(string.ascii_letters) * chance.randint(4, 60)
    return "".join(chance.choices(string.ascii_lowercase, k=chance.randint(1, 24)))


def copied(chance: Random) -> Row:
    """Make up something that stays what it is."""
    kind = chance.randrange(5)
    if kind == 0:
        text = chance.choice(_MARKS) * chance.choice([1, 1, 2, 3, 6])
    elif kind == 1:
        text = "".join(chance.choices(_MARKS, k=chance.randint(2, 8)))
    elif kind == 2:
        text = "".join(chance.choices(string.digits + ".,-:", k=chance.randint(1, 40)))
    elif kind == 3:
        text = (
            f"https://{_letters(chance)[:12]}.org/{_letters(chance)[:12]}_{chance.randint(1, 99)}"
        )
    else:
        text = _letters(chance)
    source = normalise.source(text)
    target = normalise.target(
        source.translate(str.maketrans("。！？、，；：\u3010\u3011《》", '.!?,,;:[]""'))
    )
    return Row(weight=1, origin="noise", source=source, target=target)


def noise(found: Sequence[Row], *, seed: int = 1) -> Iterator[Row]:
    """Yield noise without end; the short rows of a corpus give the words."""
    chance = Random(seed)
    short = [
        row
        for row in found
        if 0 < len(row.source.rstrip("。！？!?")) <= _SHORT and row.target[:1].isalpha()
    ]
    while True:
        row = repeated(chance.choice(short), chance) if chance.random() < 0.6 else copied(chance)
        if row.source and row.target:
            yield row


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the rows."""
    parser = argparse.ArgumentParser(prog="python -m training.noise", description=__doc__)
    parser.add_argument("short", type=Path, help="rows of a corpus; only short ones are used")
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=3000)
    options = parser.parse_args(arguments)
    made = islice(noise(list(rows.read(options.short))), options.count)
    print(f"{options.out}: {rows.write(made, options.out)} rows")


if __name__ == "__main__":
    main()
