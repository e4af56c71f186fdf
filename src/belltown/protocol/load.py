"""Loading a protocol version from its pack. All faults are found at once, each with file, line and reason."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from belltown.errors import BadPack, Fault
from belltown.protocol.form import meant, shown
from belltown.protocol.located import Node, Unreadable, plain, read
from belltown.protocol.read_pack import read_pack
from belltown.protocol.version import ProtocolVersion

LARGEST = 1_000_000
"""The most bytes a pack may have."""

_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.yaml")


def load(path: Path) -> ProtocolVersion:
    """The version in this file. Raises BadPack naming every fault as file:line: reason."""
    return load_text(text_of(path), name=str(path))


def load_text(text: str, *, name: str = "pack") -> ProtocolVersion:
    """The version written in `text`; `name` stands for the file in faults. Raises BadPack."""
    tree, faults = tree_of(text, name)
    return read_pack(tree, name, digest=_digest(_canonical(tree)), already=faults)


def canonical_text(text: str, *, name: str = "pack") -> str:
    """The pack with comments, layout and the order of keys taken out. Its sha256 is the version's digest."""
    return _canonical(tree_of(text, name)[0])


def _canonical(tree: Node) -> str:
    return json.dumps(plain(tree), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def available() -> list[str]:
    """The keys of the versions that come with Belltown, such as seattle/2011-10-01, in order."""
    return [f"{site.name}/{entry.name.removesuffix('.yaml')}" for site in _sites() for entry in _dated(site)]


def named(key: str) -> ProtocolVersion:
    """The packaged version of that key. Raises BadPack when there is none or it has faults."""
    version = load_text(packaged_text(key), name=f"{key}.yaml")
    if version.key != key:
        raise BadPack(f"The pack [{key}.yaml] says that it is [{version.key}]; make file and content agree.")
    return version


def packaged_text(key: str) -> str:
    """The text of the packaged version of that key, as written. Raises BadPack when there is none."""
    keys = available()
    if key not in keys:
        raise BadPack(f"There is no protocol {shown(key)} here; {meant(key, keys)}")
    site, _, dated = key.partition("/")
    return (_jurisdictions() / site / f"{dated}.yaml").read_text(encoding="utf-8")


def packaged_cases_text(key: str) -> tuple[str, str]:
    """The name and text of the cases beside a packaged version: <date>.cases.yaml, else cases.yaml. Raises BadPack."""
    site, _, dated = key.partition("/")
    for name in (f"{dated}.cases.yaml", "cases.yaml"):
        if key in available() and (file := _jurisdictions() / site / name).is_file():
            return f"{site}/{name}", file.read_text(encoding="utf-8")
    raise BadPack(f"There are no cases beside the protocol {shown(key)}; write a cases.yaml next to it.")


def text_of(path: Path) -> str:
    """The text of a pack's file. Raises BadPack when it cannot be opened, is too large, or is not UTF-8."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise _refused(str(path), 1, f"cannot be opened ({reason.lower()}); check the path") from None
    if len(data) > LARGEST:
        raise _refused(str(path), 1, f"is larger than {LARGEST} bytes; a pack is a few pages, so check the file")
    return _decoded(data, str(path))


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(name, line, "is not UTF-8 text; save the file as UTF-8") from None


def tree_of(text: str, name: str) -> tuple[Node, list[Fault]]:
    """The text as a tree, with the faults that left it readable. Raises BadPack at one that did not."""
    if len(text) > LARGEST:
        raise _refused(name, 1, f"is larger than {LARGEST} characters; a pack is a few pages, so check the file")
    try:
        return read(text, name)
    except Unreadable as unreadable:
        raise BadPack(f"The pack [{name}] cannot be read.", [unreadable.fault]) from None


def _refused(name: str, line: int, reason: str) -> BadPack:
    return BadPack(f"The pack [{name}] cannot be read.", [Fault(f"{name}:{line}", reason)])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _jurisdictions() -> Traversable:
    return files("belltown") / "jurisdictions"


def _sites() -> list[Traversable]:
    return sorted((site for site in _jurisdictions().iterdir() if site.is_dir()), key=lambda site: site.name)


def _dated(site: Traversable) -> list[Traversable]:
    dated = [entry for entry in site.iterdir() if _DATED.fullmatch(entry.name) and _is_day(entry.name[:10])]
    return sorted(dated, key=lambda entry: entry.name)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
