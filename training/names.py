"""Invents names, so that a model learns to copy a name and not to remember it.

Rules: everything here is invented by chance from syllables and common name parts; one name in
sixteen, chosen by its spelling, is held out of training for the carry-over test.
"""

import functools
import tomllib
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

_PARTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_CODAS = ["", "", "", "", "n", "r", "l", "s", "m", "k", "t", "x", "rd", "nd", "st", "th", "ng"]
_HELD_SHARE = 16


@functools.cache
def _parts(kind: str) -> tuple[str, ...]:
    text = " ".join(_PARTS[kind].split())
    return tuple(text.split(" | ") if " | " in text else text.split())


def _one(chance: Random, kind: str) -> str:
    return chance.choice(_parts(kind))


def held(name: str) -> bool:
    """Whether a name is kept for the test."""
    return zlib.crc32(name.lower().encode()) % _HELD_SHARE == 0


def _invented(chance: Random) -> str:
    return "".join(
        _one(chance, "onsets")
        + _one(chance, "vowels")
        + (chance.choice(_CODAS) if chance.random() < 0.5 else "")
        for _ in range(chance.choice([2, 2, 2, 3, 3, 4]))
    ).capitalize()


def _mainland(chance: Random) -> str:
    given = _one(chance, "pinyin") + (_one(chance, "pinyin") if chance.random() < 0.75 else "")
    return f"{chance.choice(_parts('mainland_surnames'))} {given.capitalize()}"


def _hong_kong(chance: Random) -> str:
    second = _one(chance, "cantonese")
    second = second if chance.random() < 0.6 else second.capitalize()
    given = _one(chance, "cantonese").capitalize() + chance.choice("- ") + second
    return f"{chance.choice(_parts('hong_kong_surnames'))} {given}"


def _taiwan(chance: Random) -> str:
    given = (
        f"{chance.choice(_parts('wade_giles')).capitalize()}-{chance.choice(_parts('wade_giles'))}"
    )
    return f"{chance.choice(_parts('taiwan_surnames'))} {given}"


def _korean(chance: Random) -> str:
    first, second = _one(chance, "korean").capitalize(), _one(chance, "korean")
    given = chance.choice(
        [f"{first}-{second}", f"{first} {second}", f"{first} {second.capitalize()}", first + second]
    )
    return f"{chance.choice(_parts('korean_surnames'))} {given}"


def _japanese(chance: Random) -> str:
    def word() -> str:
        return "".join(chance.choices(_parts("kana"), k=chance.choice([2, 3, 3, 4]))).capitalize()

    return f"{word()} {word()}" if chance.random() < 0.8 else word()


def _russian(chance: Random) -> str:
    family = _one(chance, "russian_stems") + _one(chance, "russian_endings")
    return f"{chance.choice(_parts('russian_first'))} {family}" if chance.random() < 0.6 else family


def _arabic(chance: Random) -> str:
    family = chance.choice(["al-", "Al-", "bin ", "el-", ""]) + chance.choice(
        _parts("arabic_family")
    )
    return f"{chance.choice(_parts('arabic_first'))} {family}"


def _western(chance: Random) -> str:
    first = _one(chance, "first")
    family = _invented(chance) if chance.random() < 0.3 else _one(chance, "family")
    return chance.choice(
        [
            f"{first} {family}",
            f"{first} {family}",
            family,
            f"{first} {chance.choice('ABCDEFGHJKLMPRSTW')}. {family}",
        ]
    )


def person(chance: Random) -> str:
    """Invent a person's name, as English news writes it."""
    makers = [
        _mainland,
        _hong_kong,
        _taiwan,
        _korean,
        _korean,
        _japanese,
        _russian,
        _arabic,
        _western,
        _western,
    ]
    return chance.choice(makers)(chance)


def place(chance: Random) -> str:
    """Invent the name of a place, a building, or an event called after one."""
    makers: list[Callable[[], str]] = [
        lambda: _invented(chance),
        lambda: "".join(chance.choices(_parts("pinyin"), k=2)).capitalize(),
        lambda: "".join(chance.choices(_parts("korean"), k=2)).capitalize(),
        lambda: f"{_invented(chance)} {chance.choice(_parts('landmarks'))}",
        lambda: f"{chance.choice(_parts('kinds_of_body'))} {chance.choice(_parts('landmarks'))}",
    ]
    return chance.choice(makers)()


def organisation(chance: Random) -> str:
    """Invent an organisation, from an acronym to a committee with a long name."""
    kind, body, remit = (
        _one(chance, "kinds_of_body"),
        _one(chance, "bodies"),
        _one(chance, "remits"),
    )
    return chance.choice(
        [
            f"{body} of {remit}",
            f"{body} for {remit}",
            f"{body} for {remit} of {chance.choice(_parts('remits'))}",
            f"{kind} {body}",
            f"{kind} {chance.choice(_parts('kinds_of_body'))} {body}",
            f"{kind} {body} of {remit}",
            f"{_invented(chance)} {body}",
            "".join(chance.choices("ABCDEFGHIKLMNOPRSTUVW", k=chance.choice([2, 3, 3, 4, 5]))),
        ]
    )


def title(chance: Random) -> str:
    """Put together an office that a person holds."""
    country = chance.choice(
        ["US ", "South Korean ", "North Korean ", "Russian ", "former ", "acting ", "British ", ""]
    )
    return country + _one(chance, "titles")


MAKERS: Mapping[str, Callable[[Random], str]] = {
    "person": person,
    "place": place,
    "organisation": organisation,
    "title": title,
}
SHARES = {"person": 55, "place": 15, "organisation": 23, "title": 7}


def name(chance: Random, kind: str = "", *, test: bool = False) -> str:
    """Invent a name of a kind, of any kind by default; only held-out ones for a test."""
    while True:
        chosen = kind or chance.choices(list(SHARES), weights=list(SHARES.values()))[0]
        made = MAKERS[chosen](chance)
        if held(made) == test:
            return made
