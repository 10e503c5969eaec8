"""The words on screen: gather them from code and templates, keep their translations, check and compile them.

The words in the code are English, so English needs no file. The file of a language holds one entry a message,
sorted, one line a text, without places or dates: two people's additions then merge by themselves, and what a
merge by union leaves behind (an entry twice, two texts to one message) is put right at the next run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
FORMS = {"vi": 1}
HEADER = 'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals={forms}; plural=0;\\n"\n'
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
LINE = re.compile(r'^(?P<word>msgctxt|msgid_plural|msgid|msgstr)?(?:\[(?P<form>\d+)\])?\s*(?P<text>".*")$')

Key = tuple[str, str]


@dataclass(frozen=True)
class Message:
    """One message: context, text, plural text, and its translation in each plural form."""

    context: str
    text: str
    plural: str = ""
    said: tuple[str, ...] = ()
    unsure: bool = False
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def key(self) -> Key:
        return self.text, self.context

    @property
    def complete(self) -> bool:
        return bool(self.said) and all(self.said) and not self.unsure

    def faults(self) -> Iterator[str]:
        """Why this translation may not be shipped."""
        if not self.complete:
            yield "unsure" if self.unsure else "empty"
        wanted = set(PLACEHOLDER.findall(self.text)) | set(PLACEHOLDER.findall(self.plural))
        for said in filter(None, self.said):
            if set(PLACEHOLDER.findall(said)) - wanted or (not self.plural and wanted - set(PLACEHOLDER.findall(said))):
                yield "other placeholders"


def gather(folder: Path) -> dict[Key, Message]:
    """Every message of the Python files and templates under `folder`."""
    found: dict[Key, Message] = {}
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            _keep(found, path.read_text())
    for path in sorted((*folder.rglob("templates/**/*.html"), *folder.rglob("templates/**/*.txt"))):
        _keep(found, f"(\n{templatize(path.read_text(), origin=str(path))}\n)")  # in brackets indents mean nothing
    return found


def _keep(found: dict[Key, Message], source: str) -> None:
    for _line, texts, _comments, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        text, plural = texts if isinstance(texts, tuple) else (texts, "")
        if text:
            message = Message(context or "", text, plural or "")
            if message.key not in found or plural:
                found[message.key] = message


def read(path: Path) -> dict[Key, Message]:
    """The messages of a file, however a merge by union left it; the first full translation of each stands."""
    kept: dict[Key, Message] = {}
    for message in _entries(path.read_text().splitlines()) if path.exists() else ():
        if message.text and (message.key not in kept or not kept[message.key].complete):
            kept[message.key] = message
    return kept


def _entries(lines: list[str]) -> Iterator[Message]:
    """Entries in order. Several texts above one translation each get it; a second translation is left out."""
    waiting: list[dict[str, str]] = []
    notes: list[str] = []
    unsure, word = False, ""
    for line in lines:
        if line.startswith("#"):
            if word.startswith("msgstr"):
                yield from _finished(waiting, unsure=unsure, notes=notes)
                waiting, unsure, notes, word = [], False, [], ""
            unsure = unsure or (line.startswith("#,") and "fuzzy" in line)
            notes += [line] if line.startswith("# ") else []
        elif found := LINE.match(line):
            starts = found["word"] in {"msgctxt", "msgid"}
            if starts and word.startswith("msgstr"):
                yield from _finished(waiting, unsure=unsure, notes=notes)
                waiting, unsure, notes, word = [], False, [], ""
            word = _take(waiting, found, word)
    yield from _finished(waiting, unsure=unsure, notes=notes)


def _take(waiting: list[dict[str, str]], found: re.Match[str], word: str) -> str:
    """Add one line to the entries being read; the word it belongs to."""
    if found["word"]:
        new = found["word"] + (f"[{found['form']}]" if found["form"] else "")
        if new == "msgctxt" or (new == "msgid" and word != "msgctxt"):
            waiting.append({})
        if new.startswith("msgstr") and any(new in entry for entry in waiting):
            return "second"
        word = new
    text = json.loads(found["text"])
    for entry in waiting if word.startswith("msgstr") else waiting[-1:]:
        if word != "second":
            entry[word] = entry.get(word, "") + text
    return word


def _finished(waiting: list[dict[str, str]], *, unsure: bool, notes: list[str]) -> Iterator[Message]:
    for entry in waiting:
        said = tuple(entry[word] for word in sorted(entry) if word.startswith("msgstr"))
        yield Message(entry.get("msgctxt", ""), entry.get("msgid", ""), entry.get("msgid_plural", ""), said, unsure, tuple(notes))


def merged(found: dict[Key, Message], kept: dict[Key, Message], language: str) -> list[Message]:
    """What is used now with what was translated before, sorted; what is used no more goes."""
    forms = FORMS[language]
    out = []
    for key, message in sorted(found.items()):
        before = kept.get(key)
        said = before.said if before else ()
        full = (said + ("",) * forms)[:forms]
        out.append(replace(message, said=full, unsure=bool(before and before.unsure), notes=before.notes if before else ()))
    return out


def written(messages: list[Message], language: str) -> str:
    """The text of the file. What has no translation yet stays out: a later union would part it from its text."""
    parts = [HEADER.format(language=language, forms=FORMS[language])]
    parts += [block(message) for message in messages if any(message.said)]
    return "\n".join(parts)


def block(message: Message) -> str:
    return "\n".join(_lines(message)) + "\n"


def _lines(message: Message) -> Iterator[str]:
    yield from message.notes
    if message.unsure:
        yield "#, fuzzy"
    if message.context:
        yield f"msgctxt {quoted(message.context)}"
    yield f"msgid {quoted(message.text)}"
    if message.plural:
        yield f"msgid_plural {quoted(message.plural)}"
        yield from (f"msgstr[{form}] {quoted(said)}" for form, said in enumerate(message.said))
    else:
        yield f"msgstr {quoted(message.said[0])}"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def compile_file(path: Path, language: str) -> None:
    """Write the .mo beside a .po; a translation that is unsure or empty is left out, so English shows."""
    catalog = Catalog(locale=language)
    for message in read(path).values():
        if message.complete:
            text = (message.text, message.plural) if message.plural else message.text
            catalog.add(text, message.said if message.plural else message.said[0], context=message.context or None)
    making = path.with_suffix(".mo.new")
    with making.open("wb") as out:
        write_mo(out, catalog)
    making.replace(path.with_suffix(".mo"))
