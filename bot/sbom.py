"""The bill of materials: every locked part, with its hashes and who asked for it, as CycloneDX JSON."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

PROJECT: Final = "tremplin"
LOCKS: Final = ("requirements.lock", "package-lock.json", "apt.txt")
PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
HASHED: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
ASKED_BY: Final = re.compile(r"^    #   (?:via )?(\S+)|^    # via (\S+)", re.MULTILINE)
FOR_TESTS: Final = re.compile(r"extra\s*==\s*['\"]dev['\"]")


@dataclass(frozen=True)
class Part:
    """One part as a lock names it; `hashes` are (algorithm, hexadecimal) of the files it may come as."""

    kind: str  # of package URL: pypi, npm, deb
    name: str
    version: str | None = None
    namespace: str | None = None
    hashes: tuple[tuple[str, str], ...] = ()
    asked_by: frozenset[str] = frozenset()


def bill(folder: Path) -> str:
    """The bill of the project in `folder`: the same locks give the same text, but for the time it was made.

    Parts that only the tests use are marked `excluded`. Raises `OSError` or `ValueError` for a lock that is none.
    """
    python, node, debian = (folder.joinpath(name).read_text("utf-8") for name in LOCKS)
    locked = list(python_parts(python))
    if not locked:
        raise ValueError(f"{LOCKS[0]} names no package")
    run = _reached(locked, _asked_to_run(metadata.requires(PROJECT) or ()))
    root = Component(name=PROJECT, version=metadata.version(PROJECT), type=ComponentType.APPLICATION, bom_ref=PROJECT)
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_OID, "\0".join((python, node, debian, root.version or ""))))
    bom.metadata.component = root
    others = [*node_parts(node), *debian_parts(debian)]
    components = {part: _component(part, part.kind == "pypi" and part.name in run) for part in (*locked, *others)}
    bom.components.update(components.values())
    named = {part.name: component for part, component in components.items() if part.kind == "pypi"} | {PROJECT: root}
    for name, component in named.items():
        bom.register_dependency(component, [components[part] for part in locked if name in part.asked_by])
    bom.register_dependency(root, [components[part] for part in others])
    return str(make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=2)) + "\n"


def python_parts(text: str) -> Iterator[Part]:
    """The packages of a lock in the form of pip, as uv writes it."""
    for found in PINNED.finditer(text):
        following = PINNED.search(text, found.end())
        body = text[found.end() : following.start() if following else None]
        hashes = tuple(("SHA-256", digest) for digest in HASHED.findall(body))
        asked_by = frozenset(one or other for one, other in ASKED_BY.findall(body))
        yield Part("pypi", found[1], found[2], hashes=hashes, asked_by=asked_by)


def node_parts(text: str) -> Iterator[Part]:
    """The packages of npm's lock."""
    for place, facts in json.loads(text)["packages"].items():
        if place:
            scope, _, name = place.rpartition("node_modules/")[2].rpartition("/")
            algorithm, _, digest = facts["integrity"].partition("-")
            hashes = ((algorithm.upper().replace("SHA", "SHA-"), base64.b64decode(digest).hex()),)
            yield Part("npm", name, facts["version"], scope or None, hashes)


def debian_parts(text: str) -> Iterator[Part]:
    """The system packages; their versions are the distribution's."""
    return (Part("deb", name, namespace="debian") for name in text.split())


def _asked_to_run(requirements: Iterable[str]) -> set[str]:
    names = (re.split(r"[^A-Za-z0-9._-]", text)[0] for text in requirements if not FOR_TESTS.search(text))
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def _reached(parts: Iterable[Part], wanted: set[str]) -> set[str]:
    """The names in `wanted` and of all that they bring with them."""
    everything, reached = list(parts), set[str]()
    while wanted:
        reached |= wanted
        wanted = {part.name for part in everything if part.asked_by & wanted} - reached
    return reached


def _component(part: Part, runs: bool) -> Component:
    purl = PackageURL(part.kind, part.namespace, part.name, part.version)
    return Component(
        name=part.name,
        group=part.namespace,
        version=part.version,
        bom_ref=purl.to_string(),
        purl=purl,
        scope=ComponentScope.REQUIRED if runs else ComponentScope.EXCLUDED,
        hashes=[HashType(alg=HashAlgorithm(algorithm), content=digest) for algorithm, digest in part.hashes],
    )
