"""Turns the bytes of an article into text, and splits the front matter from the body.

Rules: every value of the front matter is text, nothing, a list or a mapping of these: a date stays
as it was written, so do numbers and `yes`. No alias, no tag of YAML makes anything else. What
cannot be read is an error with its place; no encoding is guessed in silence.
"""

import re
import shlex
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate
from typing import Any, TypeAlias

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from toolkit.errors import ArticleError
from toolkit.hygiene import visible

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""What a key of the front matter may hold."""

LONGEST = 100_000
"""The most characters that a front matter may have."""

_HANDLERS = {
    "---": frontmatter.YAMLHandler(),
    "+++": BaseHandler(re.compile(r"^\+{3}\s*$", re.MULTILINE)),  # of TOML
}
_ALSO = {"categories": "category", "authors": "author"}  # the names that most site generators use
_COMMAS = re.compile(r"\s*[,，、;；]\s*")
_BLANKS = re.compile(rf"{_COMMAS.pattern}|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")  # Jekyll's
_HAN = "〇○零一二三四五六七八九十百廿卅"
_NUMBER = rf"(?:\d{{1,2}}|[{_HAN}]{{1,3}})"
_DAY = re.compile(
    rf"(?:(?:中[華华])?民[國国]\s*(?P<era>\d{{1,3}}|[{_HAN}]{{1,6}}|元)|(?P<short>1\d\d)"
    r"|(?:[西公]元)?(?P<year>\d{4}|[〇○零一二三四五六七八九]{4}))"
    rf"\s*[-/.年]\s*(?P<month>{_NUMBER})\s*[-/.月]\s*(?P<day>{_NUMBER})(?![\d{_HAN}])"
)
_ALIKE = str.maketrans("○元", "〇一")
_REPUBLIC = 1911  # the year before the first of the Republic of China

_MARKS = (  # byte order marks; the longer ones first
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_GUESSES = (  # codec, its name for people, its name for iconv
    ("big5hkscs", "Big5", "BIG5-HKSCS"),
    ("gb18030", "GB18030", "GB18030"),
    ("utf-16-le", "UTF-16", "UTF-16LE"),
    ("utf-16-be", "UTF-16", "UTF-16BE"),
)
_FREQUENT = frozenset(
    "的一是不了在人有我他這这中大來来上國国個个到說说們们為为子和你地出道也時时年得就那要下以生會会自着"
    "去之過过家學学對对可她里裡後后小麼么心多天而能好都然沒没日於于起還还發发成事只作當当想看文無无開开"
    "手十用主行方又如前所本見见經经頭头面公同三已老從从動动兩两長长，。、"
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_HINTS = (
    ("an alias", "put a value that begins with `*` in quotes"),
    ("determine a constructor", "put a value that begins with `!` in quotes"),
    ("stands twice", "keep one of the two"),
    ("mapping values are not allowed", "put a value that holds a colon in quotes"),
    ("found character '\\t'", "indent with spaces, not tabs"),
    ("cannot start any token", "put a value that begins with a mark in quotes"),
    ("found unexpected end of stream", "close the quotes"),
    ("could not find expected ':'", "write `key: value`, and put long text in quotes"),
)


_DRAFT = {
    "draft": frozenset(("true", "yes", "on", "1")),
    "published": frozenset(("false", "no", "off", "0")),
    "status": frozenset(("draft",)),
}
"""What a key says of an article that is not to be published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Front matter and body; ``lines`` say where a key and its items stand, lines count from 1.

    ``categories`` and ``authors`` are there as ``category`` and ``author``, too, and tags or ``categories``
    in one text as a list.
    """

    meta: Mapping[str, Value]
    lines: Mapping[str, tuple[int, ...]]
    body: str
    start: int  # the line on which the body starts

    @property
    def draft(self) -> bool:
        """Whether it says that the article is not to be published."""
        return any(
            isinstance(said := self.meta.get(key), str) and said.strip().lower() in words
            for key, words in _DRAFT.items()
        )


def decode(raw: bytes, *, path: str) -> str:
    """Return the text of a file, line ends made one; raise ArticleError with the way out."""
    mark, codec = next((both for both in _MARKS if raw.startswith(both[0])), (b"", "utf-8"))
    raw = raw[len(mark) :]
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError as error:
        raise _undecoded(raw, error, path) from error
    if len(_BINARY.findall(text)) > len(text) // 50:
        raise _binary(path)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _binary(path: str) -> ArticleError:
    return ArticleError(
        "is not a text file", at=path, hint="take it out of the articles, or export it as Markdown"
    )


def _undecoded(raw: bytes, error: UnicodeDecodeError, path: str) -> ArticleError:
    """Return the error for bytes that are not UTF-8, naming the encoding where it shows."""
    sample = raw[:200_000]
    shares = [(_frequent(sample, codec), name, label) for codec, name, label in _GUESSES]
    share, name, label = max(shares)
    file = shlex.quote(path)
    if share > 0.15:
        return ArticleError(
            f"is not UTF-8; it looks like {name}",
            at=path,
            hint=f"convert it: `iconv -f {label} -t UTF-8 {file} > new.md`",
        )
    if len(_BINARY.findall(sample.decode("latin-1"))) > len(sample) // 50:
        return _binary(path)
    line = raw.count(b"\n", 0, error.start) + 1
    return ArticleError(
        f"is not UTF-8: the byte 0x{raw[error.start]:02X} begins no character",
        at=f"{path}:{line}",
        hint=f"save it as UTF-8; from Windows-1252: `iconv -f CP1252 -t UTF-8 {file} > new.md`",
    )


def _frequent(raw: bytes, codec: str) -> float:
    """Return the share of frequent Chinese characters in bytes read as an encoding."""
    text = raw.decode(codec, "replace")
    wrong = text.count("\ufffd")
    wide = [mark for mark in text if mark > "\u2000"]
    common = sum(mark in _FREQUENT for mark in wide)
    return 0.0 if wrong > len(text) // 100 + 1 else common / max(len(wide), 1)


def split(text: str, *, path: str) -> Front:
    """Split an article into front matter and body; raise ArticleError with line and column."""
    text = visible(text)
    blank = len(text) - len(text.lstrip())
    opening = re.match(r"(---|\+\+\+)-*[ \t]*\n(?=[ \t]*\S)", text[blank:])
    if not opening:
        return Front(meta={}, lines={}, body=text, start=1)
    mark = opening[1]
    try:
        head, body = _HANDLERS[mark].split(text[blank:])
    except ValueError as error:
        raise ArticleError(
            "the front matter is not closed",
            at=f"{path}:{text.count(chr(10), 0, blank) + 1}",
            hint=f"end it with a line `{mark}`; if that line is a rule, put an empty line below it",
        ) from error
    first = text.count("\n", 0, blank + opening.end()) + 1
    if len(head) > LONGEST:
        raise ArticleError(
            f"the front matter is longer than {LONGEST:,} characters",
            at=f"{path}:{first}",
            hint=f"end it with a line `{mark}` before the article begins",
        )
    parse = _parse if mark == "---" else _parse_toml
    meta, lines = _named(*parse(head.lstrip("\n"), path, first))
    start = text.count("\n", 0, len(text) - len(body)) + 1
    return Front(meta=meta, lines=lines, body=body, start=start)


def _named(
    meta: dict[str, Value], lines: dict[str, tuple[int, ...]]
) -> tuple[dict[str, Value], dict[str, tuple[int, ...]]]:
    """Return keys and lines with our names for those that other programs name otherwise."""
    also = {ours: theirs for theirs, ours in _ALSO.items() if theirs in meta and ours not in meta}
    meta |= {ours: meta[theirs] for ours, theirs in also.items()}
    if isinstance(words := meta.get("tags"), str):
        meta["tags"] = [*filter(None, _COMMAS.split(words.strip()))]
    if "category" in also and isinstance(words := meta["category"], str):
        meta["category"] = [*filter(None, _BLANKS.split(words.strip()))]
    return meta, lines | {ours: lines[theirs] for ours, theirs in also.items()}


def day(text: str) -> str:
    """Return the day of a date in ISO 8601; empty for none.

    One like 2018/6/1, 2018年6月1日 or 二〇一八年六月一日 is read, and one in years of the Republic:
    民國107年6月1日, or of three digits without that word, 107.6.1; so is one of a mail, 1 June 2018.
    """
    found = _DAY.match(text)
    try:
        if found is None:
            mail = parsedate(f"{text} 00:00") if re.search("[A-Za-z]{3}", text) else None
            return (date(*mail[:3]) if mail else datetime.fromisoformat(text).date()).isoformat()
        era = found["era"] or found["short"]
        year = _REPUBLIC + _number(era) if era else _number(found["year"])
        return date(year, _number(found["month"]), _number(found["day"])).isoformat()
    except ValueError:
        return ""


def _number(text: str) -> int:
    """Return a number up to hundreds: 112, 一一二, 一百一十二, 廿三; the first year is 元."""
    total = digits = 0
    for mark in text.translate(_ALIKE):
        value = int(unicodedata.numeric(mark))
        if value in (10, 100):
            total, digits = total + max(digits, 1) * value, 0
        elif value > 10:
            total += value
        else:
            digits = 10 * digits + value
    return total + digits


class _Loader(yaml.SafeLoader):
    """Reads text, nothing, lists and mappings; refuses aliases and keys that come twice."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        mark: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:null"]
        for mark, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:  # noqa: ANN401
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, "an alias (`*name`) is not read here", event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{name}” stands twice", key.start_mark
                )
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


def _parse(head: str, path: str, first: int) -> tuple[dict[str, Value], dict[str, tuple[int, ...]]]:
    """Return the keys of a front matter that starts on a line, and the lines they stand on."""
    try:
        loader = _Loader(head)
        node = loader.get_single_node()
        value = loader.construct_document(node) if node else {}
        meta = _plain(value)
    except yaml.MarkedYAMLError as error:
        opened = "quoted" in (error.context or "")  # a quote that is not closed is mended there
        mark = (opened and error.context_mark) or error.problem_mark or error.context_mark
        at = f"{path}:{first + mark.line}:{mark.column + 1}" if mark else path
        problem = error.problem or error.context or "it is no YAML"
        raise ArticleError(
            f"the front matter cannot be read: {problem}", at=at, hint=_hint(problem)
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise ArticleError(
            "the front matter cannot be read", at=f"{path}:{first}", hint=_hint(str(error))
        ) from error
    if not isinstance(meta, dict):
        raise ArticleError(
            "the front matter holds no keys",
            at=f"{path}:{first}",
            hint="write `title: …`, or put an empty line below the first `---`",
        )
    lines = {
        str(key.value): tuple(part.start_mark.line + first for part in _parts(key, item))
        for key, item in (node.value if isinstance(node, yaml.MappingNode) else ())
    }
    return meta, lines


def _parse_toml(
    head: str, path: str, first: int
) -> tuple[dict[str, Value], dict[str, tuple[int, ...]]]:
    """Return the keys of a front matter as Hugo writes it, and the lines they stand on."""
    try:
        meta = {key: _plain(value) for key, value in tomllib.loads(head, parse_float=str).items()}
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problem, _, place = str(error).partition(" (at ")
        at = ":".join(re.findall(r"\d+", place))
        line, _, column = at.partition(":")
        raise ArticleError(
            f"the front matter cannot be read: {problem}",
            at=f"{path}:{first + int(line) - 1}:{column}" if column else f"{path}:{first}",
            hint='write `key = "value"`, one on a line, and text in quotes',
        ) from error
    places = {
        key: re.search(rf"^\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[.=\]]", head, re.MULTILINE)
        for key in meta
    }
    ends = {key: place.end() if place else 0 for key, place in places.items()}
    return meta, {key: (first + head.count("\n", 0, end),) for key, end in ends.items()}


def _hint(problem: str) -> str:
    general = "write `key: value`, one on a line, and put text with marks in quotes"
    return next((hint for part, hint in _HINTS if part in problem), general)


def _parts(key: yaml.Node, item: yaml.Node) -> list[yaml.Node]:
    """Return what the lines of a key are taken from: the key itself, or the items of its list."""
    return [*item.value] if isinstance(item, yaml.SequenceNode) and item.value else [key]


def _plain(value: object) -> Value:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {_name(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _name(key: object) -> str:
    return "" if key is None else str(key)
