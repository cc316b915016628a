"""Reads article files: one pandoc for all of them, each body parsed on its own, in a sandbox.

Rules: pandoc sees bodies only, never a front matter, a path or another article; it may read no
file and no address. Each body has its own time limit; a body that breaks pandoc costs that article
alone. The tree is read twice, Markdown to HTML to tree, so that a raw ``<figure>`` is a figure and
raw scripts are gone.
"""

import os
import re
import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from toolkit import article, front, pandoc
from toolkit.article import Article
from toolkit.cleaning import Choices
from toolkit.errors import ArticleError, UsageError
from toolkit.lead import lead
from toolkit.model import Blocks, Finding, Place

SUFFIXES = (".md", ".markdown", ".txt")

LIMIT = 20.0
"""Seconds for a body, and as many again for each megabyte of it."""

LARGEST = 32_000_000  # bytes of a file
LONGEST = 200_000  # characters of a line

_MARKDOWN = (
    "markdown+lists_without_preceding_blankline-auto_identifiers-blank_before_blockquote"
    "-blank_before_header-bracketed_spans-citations-example_lists"
    "-fenced_code_attributes-fenced_divs-header_attributes-implicit_figures-inline_code_attributes"
    "-inline_notes-latex_macros-link_attributes-markdown_in_html_blocks-native_divs-native_spans"
    "-pandoc_title_block-raw_attribute-raw_tex-smart-subscript-superscript-tex_math_dollars"
    "-yaml_metadata_block"
)
_MIXED = _MARKDOWN.replace("-markdown_in_html", "+markdown_in_html")
_MIXES = re.compile(
    r"^ {0,3}<(?:figure|figcaption|div|center|section|article|aside|main|details)\b[^<>\n]*>[ \t]*\n[ \t]*\n",
    re.MULTILINE | re.IGNORECASE,
)
"""A tag that an empty line follows: what comes is Markdown again, as in CommonMark, and not for pandoc."""

_HTML = "html-raw_html-native_divs-native_spans-auto_identifiers-smart-tex_math_dollars"
_SCRIPT = """
local kept = {}
for name in ([[
  a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl dt
  em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li main mark nav ol p picture pre q
  s samp section small source span strike strong sub summary sup table tbody td tfoot th thead time
  tr tt u ul var wbr article aside body header footer html head address
]]):gmatch('%S+') do kept[name] = true end
local known = {}  -- what the writer makes an image of, or a link
for name in ([[
  avif bmp gif heic ico jpeg jpg png svg tif tiff webp
  aac avi flac m4a m4v mov mp3 mp4 mpeg mpg oga ogg ogv wav webm
]]):gmatch('%S+') do known[name] = true end
local escaped = {['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;'}
local options = pandoc.WriterOptions{wrap_text = 'preserve'}

local function tree(text, markdown)
  local dropped, names = {}, {}
  local function look(raw)
    local name = (raw.text:match('^<%s*(%a[%w]*)') or ''):lower()
    if name ~= '' and not kept[name] and not dropped[name] then
      dropped[name] = true
      names[#names + 1] = name
    end
  end
  local document = pandoc.read(text, markdown, nil, {})
  local function show(image)  -- the writer would make something of image.php that is no image
    local name = image.src:gsub('[?#].*', ''):match('%.(%w+)$')
    if name and not known[name:lower()] then
      local said = {image.src, pandoc.utils.stringify(image.caption)}
      for place, text in ipairs(said) do said[place] = text:gsub('[&<>"]', escaped) end
      return pandoc.RawInline('html', ('<img src="%s" alt="%s">'):format(said[1], said[2]))
    end
  end
  document = document:walk{RawBlock = look, RawInline = look, Image = show}
  local html = pandoc.write(document, 'html5', options)
  return table.concat(names, ','), pandoc.write(pandoc.read(html, '@HTML@', nil, {}), 'json')
end

while true do
  local size, markdown = io.read('n', 'l')
  if not size then break end
  local fine, first, second = pcall(tree, io.read(size), markdown:sub(2))
  if fine then
    io.write('tree ', first, ' ', second, '\\n')
  else
    io.write('error ', (tostring(first):gsub('%s+', ' ')), '\\n')
  end
  io.flush()
end
""".replace("@HTML@", _HTML)

_HEAD = 4 * front.LONGEST  # bytes in which a front matter ends
_MAYBE_DRAFT = re.compile(rb"^(draft|published|status)[ \t]*:", re.MULTILINE)

_BRACKET = re.compile(
    r"<(?=/?[^\x00-\x7f]"  # no tag begins so, but <自由時報>
    r"|(?P<name>[A-Z][A-Za-z0-9]*+)[^<>=\"'/@:\n]*>)"  # <Reuters>, <New York Times>, <TIME>, and <BR>
)
_TAGS = frozenset(
    """a abbr acronym applet area audio b base basefont bdi bdo bgsound big blink blockquote body br button
    canvas caption center col colgroup dd del dfn dir div dl dt em embed fieldset figcaption font form frame
    frameset h1 h2 h3 h4 h5 h6 head hr html i iframe img input ins isindex kbd li link marquee math meta nobr
    noembed noframes noscript object ol optgroup option p param picture pre q rp rt ruby s samp script select
    small source span strike strong style sub sup svg table tbody td textarea tfoot th thead title tr track tt
    u ul var video wbr xml""".split()
)
"""Elements that are tags even where they are never closed; what else HTML has are words, too: <TIME>."""
_STAND_IN = "\ufdd0"  # for a bracket that is text; `front.split` leaves none in a body

_DEEPEST = 6  # quotes in quotes; pandoc needs twice the time for each level more
_DEEP_QUOTE = re.compile(rf"^((?:[ \t]*>){{{_DEEPEST}}})[ \t]*>[ \t>]*", re.MULTILINE)


def read(
    paths: Sequence[Path],
    *,
    root: Path,
    fields: Sequence[str] = article.FIELDS,
    choices: Choices = Choices(),  # noqa: B008 -- it is frozen
    limit: float = LIMIT,
) -> Iterator[Article | ArticleError]:
    """Yield each article under the paths, in order, or the error that kept it from being read; no draft."""
    files, _ = parted(find(paths))
    return read_files(files, root=root, fields=fields, choices=choices, limit=limit)


def read_files(
    files: Iterable[Path],
    *,
    root: Path,
    fields: Sequence[str] = article.FIELDS,
    choices: Choices = Choices(),  # noqa: B008 -- it is frozen
    limit: float = LIMIT,
) -> Iterator[Article | ArticleError]:
    """Yield the article of each file, one read when it is asked for, or the error that kept it from that.

    Paths in the articles are as `name` has them.
    """
    with _Pandoc(limit) as reading:
        for path in files:
            try:
                yield _read_one(path, name(path, root), fields, choices, reading)
            except ArticleError as error:
                yield error


def find(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the article files under the paths, each once; folders in order, hidden files left out.

    A path that is named and is no folder is returned as it is; so is a folder that cannot be read.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_under(path) if path.is_dir() else [path]))
    return tuple(found)


def parted(files: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the articles among files that are to be published, and the drafts."""
    drafts = {file: _is_draft(file) for file in files}
    return (
        tuple(file for file, draft in drafts.items() if not draft),
        tuple(file for file, draft in drafts.items() if draft),
    )


def _is_draft(file: Path) -> bool:
    """Return whether the head of a file says that it is a draft; one that cannot be read is none."""
    try:
        if not file.is_file():
            return False
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
        if not _MAYBE_DRAFT.search(head.replace(b"\0", b"")):
            return False
        whole = head if len(head) < _HEAD else head[: head.rfind(b"\n")]
        return front.split(front.decode(whole, path=""), path="").draft
    except (OSError, ArticleError):
        return False


def required(paths: Iterable[Path], root: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the articles under the paths as `parted`; raise UsageError when there are none at all."""
    if not (found := find(paths)):
        raise UsageError(
            "there are no articles",
            at=str(root),
            hint="put .md files into `articles/`, or name some",
        )
    return parted(found)


def _under(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _under(entry)
        elif entry.suffix.lower() in SUFFIXES and not entry.is_dir():
            yield entry


def name(path: Path, root: Path) -> str:
    """Return a file's path relative to ``root``, with ``/``; one outside it stays whole."""
    absolute, base = (Path(os.path.normpath(one.absolute())) for one in (path, root))
    short = absolute.relative_to(base) if absolute.is_relative_to(base) else absolute
    return os.fsencode(short.as_posix()).decode("utf-8", "replace")


def _read_one(
    path: Path, name: str, fields: Sequence[str], choices: Choices, reading: "_Pandoc"
) -> Article:
    text = front.decode(_bytes(path, name), path=name)
    head = front.split(text, path=name)
    body, findings = _guarded(head, name)
    blocks, dropped = reading.blocks(body, name)
    opening = reading.opening(head, name)
    result = article.assemble(name, text, blocks, fields, choices, opening)
    if dropped:
        findings.append(_dropped(dropped, name))
    return replace(result, findings=(*result.findings, *findings))


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not path.exists():
            raise ArticleError("does not exist", at=name, hint="check the name")
        if not path.is_file():
            raise ArticleError("is not a file that can be read", at=name)
        if path.stat().st_size > LARGEST:
            raise ArticleError(
                f"is larger than {LARGEST // 1_000_000} MB", at=name, hint="split it into several"
            )
        return path.read_bytes()
    except OSError as error:
        raise ArticleError(
            f"cannot be read: {error.strerror}", at=name, hint="check its permissions"
        ) from error


def _guarded(head: front.Front, name: str) -> tuple[str, list[Finding]]:
    """Return a body that pandoc can read in bounded time, and what was done to it."""
    for number, line in enumerate(head.body.split("\n"), head.start):
        if len(line) > LONGEST:
            raise ArticleError(
                f"the line has {len(line):,} characters",
                at=f"{name}:{number}",
                hint="break it into paragraphs",
            )
    hit = _DEEP_QUOTE.search(head.body)
    if not hit:
        return head.body, []
    first = head.start + head.body.count("\n", 0, hit.start())
    finding = Finding(
        rule="too-deep",
        severity="warning",
        at=Place(path=name, line=first),
        message=f"quotes nested deeper than {_DEEPEST} levels were flattened",
        hint="nest them less",
    )
    return _DEEP_QUOTE.sub(r"\1 ", head.body), [finding]


def _dropped(names: str, name: str) -> Finding:
    marks = ", ".join(f"<{part}>" for part in names.split(","))
    return Finding(
        rule="raw-html",
        severity="warning",
        at=Place(path=name),
        message=f"raw HTML that a book cannot hold was left out: {marks}",
        hint="remove it, or write its words in Markdown",
    )


class _Pandoc:
    """A pandoc that turns bodies into trees, one after another; started when first asked."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process; the next body gets a fresh one."""
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def blocks(self, body: str, name: str) -> tuple[Blocks, str]:
        """Return the tree of a body, and the names of the raw elements that were left out of it."""
        if not body.strip():
            return [], ""
        raw = _shielded(body).encode("utf-8", "replace")
        seconds = self.limit * (1 + len(raw) / 1_000_000)
        answer = self._ask(raw, _MIXED if _MIXES.search(body) else _MARKDOWN, seconds)
        kind, _, rest = answer.partition(b" ")
        if kind == b"tree":
            names, _, tree = rest.replace(_STAND_IN.encode(), b"<").partition(b" ")
            return _blocks(tree, name), names.decode()
        if kind == b"error":
            words = rest.decode("utf-8", "replace").strip()
            raise ArticleError(f"pandoc cannot read it: {words}", at=name)
        self.stop()
        raise ArticleError(
            f"is too intricate: pandoc gave up, or took longer than {seconds:.0f} seconds",
            at=name,
            hint="look for long runs of brackets, backquotes or tags, and take them out",
        )

    def opening(self, head: front.Front, name: str) -> Blocks:
        """Return the tree of the picture that a front matter sets before its article."""
        picture = lead(head.meta)
        return picture.figure(self.blocks(picture.caption, name)[0]) if picture else []

    def _ask(self, raw: bytes, markdown: str, seconds: float) -> bytes:
        """Return pandoc's answer to a body, empty if it ended or ran out of time."""
        process = self.process = self.process or _start()
        if process.stdin is None or process.stdout is None:
            return b""
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            process.stdin.write(b"%d %s\n%s" % (len(raw), markdown.encode(), raw))
            process.stdin.flush()
            return process.stdout.readline()
        except OSError:
            return b""
        finally:
            timer.cancel()


def _shielded(body: str) -> str:
    """Return a body with stand-ins for the pointed brackets of names, which pandoc would take for tags."""
    closed = {name.lower() for name in re.findall(r"</([A-Za-z][A-Za-z0-9]*)\s*>", body)}

    def shield(match: re.Match[str]) -> str:
        name = (match["name"] or "").lower()
        return match[0] if name in _TAGS or name in closed else _STAND_IN

    return _BRACKET.sub(shield, body)


def _start() -> "subprocess.Popen[bytes]":
    command = [str(pandoc.executable()), "+RTS", f"-M{pandoc.HEAP}", "-RTS"]
    return subprocess.Popen(
        [*command, "lua", "-E", "-e", _SCRIPT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _blocks(tree: bytes, name: str) -> Blocks:
    try:
        document: dict[str, Any] = msgspec.json.decode(tree)
    except RecursionError as error:
        raise ArticleError(
            "is nested too deeply", at=name, hint="take out quotes, lists or tags inside each other"
        ) from error
    blocks: Blocks = document["blocks"]
    return blocks
