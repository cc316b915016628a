"""Parses the bodies of articles: one pandoc for all of them, each on its own, in a sandbox.

Rules: pandoc sees bodies only, never a front matter, a path or another article; it may read no
file and no address. Each body has its own time limit; a body that breaks pandoc costs that article
alone. The tree is read twice, Markdown to HTML to tree, so that a raw ``<figure>`` is a figure and
raw scripts are gone.
"""

import re
import subprocess
import threading
from types import TracebackType
from typing import Any, Self

import msgspec

from toolkit import pandoc
from toolkit.errors import ArticleError
from toolkit.model import Blocks

LIMIT = 20.0
"""Seconds for a body, and as many again for each megabyte of it."""

_MARKDOWN = (
    "markdown+lists_without_preceding_blankline+mark-auto_identifiers-blank_before_blockquote"
    "-blank_before_header-citations-example_lists-implicit_figures-inline_notes-latex_macros"
    "-markdown_in_html_blocks-native_divs-native_spans-pandoc_title_block-raw_attribute-raw_tex-smart"
    "-subscript-superscript-tex_math_dollars-yaml_metadata_block"
)
_MIXED = _MARKDOWN.replace("-markdown_in_html", "+markdown_in_html")
_MIXES = re.compile(
    r"^ {0,3}<(?:figure|figcaption|div|center|section|article|aside|main|details)\b[^<>\n]*>"
    r"(?:<summary>[^\n]*</summary>)?[ \t]*\n[ \t]*\n",
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
local players = {audio = true, embed = true, iframe = true, source = true, video = true}
local escaped = {['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;'}
local options = pandoc.WriterOptions{wrap_text = 'preserve'}

local function tree(text, markdown)
  local dropped, names = {}, {}
  local twice = text:find('<noscript')  -- what comes late to a page stands there as well
  local function drop(name)
    if name ~= '' and not kept[name] and not dropped[name] then
      dropped[name] = true
      names[#names + 1] = name
    end
  end
  local function late(given)  -- a picture that a script would put in the place of another
    for _, key in ipairs{'src', 'original', 'lazy%-src', 'actualsrc', 'lazyload'} do
      local url = given:match('%sdata%-' .. key .. [=[%s*=%s*["']([^"']+)["']]=])
      if url and not twice then
        return ('<img src="%s"%s>'):format(url, (given:gsub([[%ssrc%s*=%s*(["']).-%1]], '')))
      end
    end
  end
  local function play(tag, name, given)  -- what a reader of the page would see or hear becomes a link to it
    if name:lower() == 'img' then return late(given) end
    if not players[name:lower()] then return end
    local url = given:match([[[%s-]src%s*=%s*["']?(https?://[^%s"']+)]])
      or (given:match([[[%s-]src%s*=%s*["']?(//[^%s"']+)]]) or ''):gsub('^//', 'https://')
    local hidden = given:find('display:%s*none') or given:find([=[%swidth%s*=%s*["']?[01]["'%s]]=])
    if url ~= '' and not hidden then
      return ('<a href="%s">%s</a>'):format(url, url)
    end
    if given:find('%ssrc') then drop(name:lower()) end
  end
  local function look(raw)
    local name = (raw.text:match('^<%s*(%a[%w]*)') or ''):lower()
    if name ~= 'script' and name ~= 'style' and not raw.text:match('^<!%-%-') then
      raw.text = raw.text:gsub('(<%s*(%a%w*)([^<>]*)>)', play)
    end
    if not players[name] then drop(name) end
    return raw
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


class Parser:
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
