"""Every key of book.toml is shown with its default, and one that is wrong is named."""

import tomllib
from typing import Any, get_args

import msgspec
import pytest

from toolkit.settings import TEMPLATE, Config, Title, complaint, strays


def tables(kind: Any, name: str = "") -> dict[str, Any]:
    """Return every table of the settings by its name; a list of tables counts as one."""
    found = {name: kind}
    for one in msgspec.structs.fields(kind):
        inner = [t for t in (one.type, *get_args(one.type)) if isinstance(t, type)]
        for part in inner:
            if issubclass(part, msgspec.Struct):
                found |= tables(part, f"{name}.{one.name}".strip("."))
    return found


def shown() -> dict[str, Any]:
    """Return the template with all that stands behind a # said aloud, as TOML."""
    lines = [
        line.removeprefix("# ")
        if line.startswith(("# [", "# ")) and ("=" in line or "[[" in line)
        else line
        for line in TEMPLATE.format(source='"書"', target='"Book"').splitlines()
    ]
    return tomllib.loads("\n".join(lines))


def at(tree: dict[str, Any], name: str) -> dict[str, Any]:
    for key in filter(None, name.split(".")):
        tree = tree[key]
        tree = tree[0] if isinstance(tree, list) else tree
    return tree


@pytest.mark.parametrize("name", tables(Config))
def test_every_key_is_shown(name: str) -> None:
    expected = {one.name for one in msgspec.structs.fields(tables(Config)[name])}
    assert expected == set(at(shown(), name))


def test_what_is_shown_behind_a_mark_is_the_default() -> None:
    tree = shown()
    del tree["boilerplate"], tree["checks"], tree["publishing"]["paper"]  # examples
    assert Config(title=Title(source="書", target="Book")) == msgspec.convert(tree, Config)


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"publsher": "x"}, "“publsher” is no key of book.toml; did you mean “publisher”?"),
        ({"publishing": {"layuot": 1}}, "“layuot” is no key of [publishing]; did you mean “layout”?"),
        ({"boilerplate": [{"pattern": "x", "reason": ""}]}, "“reason” is no key of [[boilerplate]]"),
        ({"checks": {"ignore": [{"rul": 1}]}}, "“rul” is no key of [[checks.ignore]]; did you mean “rule”?"),
        ({"checks": {"ignroe": []}}, "“ignroe” is no key of [checks]; did you mean “ignore”?"),
        ({"xyz": 1}, "“xyz” is no key of book.toml"),
        ({"publishing": {"first": "chinese"}}, "“chinese” is no choice for “first” of [publishing]; there are “source”, “target”"),
        ({"publishing": {"paper": "a3"}}, "“a3” is no choice for “paper” of [publishing]; there are “a4”, “a5”, “b5”"),
        ({"publishing": {"originals": ["place", "people"]}}, "“people” is no choice for “originals” of [publishing]; there are “person”, “place”, “organisation”, “term”"),
    ],
)  # fmt: skip
def test_a_key_or_choice_that_is_none_is_named_with_those_meant(
    tree: dict[str, Any], expected: str
) -> None:
    assert [expected] == list(strays(tree))


def test_a_known_key_is_no_stray() -> None:
    assert [] == list(strays(shown()))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[checks.ignore]]\nrule = "r"\nreason = "x"', "[[checks.ignore]] no. 1: “x” is no reason: say in"),
        (
            '[[checks.ignore]]\nrule = "r"\nreason = "as it is"\n[[checks.ignore]]\nrule = "r"',
            "[[checks.ignore]] no. 2 lacks “reason”",
        ),
        ('[publishing]\nmin_coverage = "all"', "“min_coverage” of [publishing] is to be a number"),
        ('[publishing]\nformats = "epub"', "“formats” of [publishing] is to be a list in square"),
        ("[translation]\nbeam = 2.5", "“beam” of [translation] is to be a whole number"),
        ("[translation]\nglossaries = [1]", "each entry of “glossaries” of [translation] is to be text"),
        ('[[boilerplate]]\npattern = "("', "[[boilerplate]] no. 1: the pattern “(” is no expression"),
    ],
)  # fmt: skip
def test_a_value_that_is_none_of_its_key_is_reported_by_table_and_key(text: str, told: str) -> None:
    tree = {"title": {"source": "書", "target": "Book"}} | tomllib.loads(text)
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(tree, Config)
    assert complaint(caught.value).startswith(told)


def test_a_book_without_a_title_is_reported() -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert({}, Config)
    assert complaint(caught.value) == "book.toml lacks “title”"
