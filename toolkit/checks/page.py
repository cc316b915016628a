"""Writes findings as one HTML page that needs nothing else: no script, no font, no network.

Rule: it can be read with a screen reader and without colours; each text is tagged with its language.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from toolkit.checks import SEVERITY, Judged
from toolkit.wording import counted

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
a.skip { position: absolute; left: -99rem; } a.skip:focus { position: static; }
table { border-collapse: collapse; } th, td { text-align: start; padding: .2rem 1rem .2rem 0; }
td.n { text-align: end; font-variant-numeric: tabular-nums; }
article { border-block-start: 1px solid; padding-block: .5rem; }
article p { margin: .3rem 0; } article ul { padding-inline-start: 1.2rem; margin: .3rem 0; }
mark { outline: 2px solid; } .place { font-size: .85rem; } code { font-size: .9em; }
.error strong { color: light-dark(#a3000b, #ff9b9b); } .warning strong { color: light-dark(#7a4a00, #ffcf70); }
.note strong { color: light-dark(#444, #bbb); }
"""


def render(
    judged: Sequence[Judged], *, title: str, source_lang: str, target_lang: str, sentences: int
) -> str:
    """Return the page for the findings of a book, article by article; ignored ones are left out."""
    shown = [one for one in judged if not one.reason]
    body = "\n".join(_articles(shown, source_lang, target_lang))
    grave = Counter(one.finding.severity for one in shown)
    summary = (
        f"{counted(sentences, 'sentence')}; "
        + ", ".join(counted(grave[name], name) for name in ("error", "warning", "note"))
        + f"; {len(judged) - len(shown)} ignored."
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}: findings</title>
<style>{_STYLE}</style>
</head>
<body>
<a class="skip" href="#findings">Skip to the findings</a>
<header><h1>{escape(title)}: findings</h1><p>{summary}</p></header>
<main>
{_counts(shown)}
<section id="findings" aria-label="Findings">
{body or "<p>There are none.</p>"}
</section>
</main>
</body>
</html>
"""


def _counts(shown: Sequence[Judged]) -> str:
    counts = Counter(one.finding.rule for one in shown)
    rows = "\n".join(
        f'<tr><th scope="row"><code>{escape(rule)}</code></th><td>{SEVERITY.get(rule, "warning")}</td>'
        f'<td class="n">{number}</td></tr>'
        for rule, number in counts.most_common()
    )
    return (
        "<table><caption>How often each rule spoke</caption>"
        '<thead><tr><th scope="col">rule</th><th scope="col">severity</th><th scope="col">findings</th></tr>'
        f"</thead>\n<tbody>{rows}</tbody></table>"
    )


def _articles(shown: Sequence[Judged], source_lang: str, target_lang: str) -> Iterator[str]:
    for path, some in groupby(shown, key=lambda one: one.finding.at.path):
        yield f"<h2>{escape(path)}</h2>"
        for _, same in groupby(some, key=lambda one: id(one.text)):
            yield _sentence(list(same), source_lang, target_lang)


def _sentence(same: Sequence[Judged], source_lang: str, target_lang: str) -> str:
    text = same[0].text
    spans = {
        side: [one.finding.span for one in same if one.finding.span and one.finding.side == side]
        for side in ("source", "target")
    }
    items = "\n".join(_item(one, target_lang) for one in same)
    where = f"line {text.at.line}" if text.at.line else "the whole file"
    where += f", {escape(text.field)}" if text.field else ""
    both = (
        f'<p lang="{escape(source_lang)}">{_marked(text.chinese, spans["source"])}</p>\n'
        f'<p lang="{escape(target_lang)}">{_marked(text.english, spans["target"])}</p>\n'
    )
    return (
        f'<article>\n<p class="place">{where}</p>\n{both if text.source else ""}'
        f"<ul>\n{items}\n</ul>\n</article>"
    )


def _item(one: Judged, target_lang: str) -> str:
    finding = one.finding
    hint = f" {escape(finding.hint)}." if finding.hint else ""
    fix = (
        f' Fix: <ins lang="{escape(target_lang)}">{escape(finding.fix)}</ins>'
        if finding.fix is not None
        else ""
    )
    return (
        f'<li class="{finding.severity}"><strong>{finding.severity}</strong> '
        f"<code>{escape(finding.rule)}</code>: {escape(finding.message)}.{hint}{fix}</li>"
    )


def _marked(words: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text with its stretches marked; those that overlap become one."""
    out, at = "", 0
    for start, end in sorted(spans):
        if end <= at or start == end:
            continue
        low = max(start, at)
        out += escape(words[at:low]) + f"<mark>{escape(words[low:end])}</mark>"
        at = end
    return out + escape(words[at:])
