"""The bill of materials: valid CycloneDX, nothing of the locks left out, the same again tomorrow."""

from __future__ import annotations

import json
import re
import sys
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.schema._res import BOM_JSON_STRICT, CRYPTOGRAPHY_DEFS, JSF, SPDX_JSON

from bot import cli
from bot.sbom import bill, debian_parts, node_parts
from bot.settings import ROOT


@lru_cache(maxsize=1)
def made() -> dict[str, Any]:
    return dict(json.loads(bill(ROOT)))


def parts(kind: str) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in made()["components"] if each["purl"].startswith(f"pkg:{kind}/")}


def read(path: str | None) -> Any:
    assert path is not None
    return json.loads(Path(path).read_text("utf-8"))


def faults(document: Any) -> list[str]:
    """What the library's own strict schema finds; its own validator asks for a newer jsonschema than Rasa bears."""
    schema = read(BOM_JSON_STRICT[SchemaVersion.V1_6])
    beside = schema["$id"].rpartition("/")[0]
    others = (Path(path) for path in (CRYPTOGRAPHY_DEFS, JSF, SPDX_JSON))
    registry = jsonschema_rs.Registry([(f"{beside}/{path.name}", read(str(path))) for path in others])
    validator = jsonschema_rs.Draft7Validator(schema, registry=registry, validate_formats=True)
    return [error.message for error in validator.iter_errors(document)]


def test_the_bill_is_valid() -> None:
    assert made()["specVersion"] == "1.6"
    assert faults(made()) == []


def test_a_bill_that_is_not_valid_would_be_found() -> None:
    assert faults({**made(), "specVersion": 1.6, "components": [{"name": "no type"}]})


def test_every_locked_package_is_there_with_its_version_and_all_its_hashes() -> None:
    lock = ROOT.joinpath("requirements.lock").read_text("utf-8")
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE))
    python = parts("pypi")
    assert len(pinned) > 200
    assert {name: each["version"] for name, each in python.items()} == pinned
    assert all(each["purl"] == f"pkg:pypi/{name}@{each['version']}" for name, each in python.items())
    assert sum(len(each["hashes"]) for each in python.values()) == lock.count("--hash=sha256:")


def test_what_the_tests_take_from_npm_and_debian_is_there() -> None:
    axe = parts("npm")["axe-core"]
    assert (axe["hashes"][0]["alg"], len(axe["hashes"][0]["content"])) == ("SHA-512", 128)
    assert set(parts("deb")) == set(ROOT.joinpath("apt.txt").read_text("utf-8").split())


def test_the_project_is_the_root_and_brings_everything() -> None:
    root = made()["metadata"]["component"]
    assert (root["name"], root["version"], root["type"]) == ("tremplin", metadata.version("tremplin"), "application")
    brings = {each["ref"]: each.get("dependsOn", []) for each in made()["dependencies"]}
    reached, new = set[str](), {root["bom-ref"]}
    while new:
        reached |= new
        new = {ref for asker in new for ref in brings[asker]} - reached
    assert reached == {root["bom-ref"], *(each["bom-ref"] for each in made()["components"])}


def test_what_only_the_tests_use_is_marked() -> None:
    python = parts("pypi")
    assert {python[name]["scope"] for name in ("rasa", "sanic", "starlette", "tensorflow")} == {"required"}
    assert {python[name]["scope"] for name in ("pytest", "atheris", "schemathesis", "cyclonedx-python-lib")} == {
        "excluded"
    }


def test_the_same_locks_give_the_same_bill() -> None:
    again = json.loads(bill(ROOT))
    assert again["metadata"].pop("timestamp")
    first = {**made(), "metadata": {k: v for k, v in made()["metadata"].items() if k != "timestamp"}}
    assert json.dumps(again) == json.dumps(first)


def test_another_lock_has_another_serial_number(tmp_path: Path) -> None:
    for name in ("requirements.lock", "package-lock.json", "apt.txt"):
        (tmp_path / name).write_text(ROOT.joinpath(name).read_text("utf-8"), "utf-8")
    (tmp_path / "apt.txt").write_text("chromium\n", "utf-8")
    assert json.loads(bill(tmp_path))["serialNumber"] != made()["serialNumber"]


def test_an_empty_lock_is_no_bill(tmp_path: Path) -> None:
    for name, text in (("requirements.lock", ""), ("package-lock.json", '{"packages": {}}'), ("apt.txt", "")):
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(ValueError, match="requirements.lock names no package"):
        bill(tmp_path)


def test_a_scoped_package_and_a_system_package() -> None:
    facts = {"version": "1.0.0", "integrity": "sha512-AAAA"}
    (scoped,) = node_parts(json.dumps({"packages": {"": {}, "node_modules/@axe/core": facts}}))
    assert (scoped.namespace, scoped.name, scoped.hashes) == ("@axe", "core", (("SHA-512", "000000"),))
    assert [each.name for each in debian_parts("chromium\n\nnginx-light\n")] == ["chromium", "nginx-light"]


def test_the_command_writes_it_where_it_is_told(tmp_path: Path) -> None:
    assert cli.main(["sbom", "--output", str(tmp_path / "sbom.json")]) == 0
    assert json.loads((tmp_path / "sbom.json").read_text("utf-8"))["serialNumber"] == made()["serialNumber"]


def test_the_command_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delitem(sys.modules, "bot.sbom")
    monkeypatch.setitem(sys.modules, "cyclonedx.model", None)
    assert cli.main(["sbom"]) == 1
    assert "tremplin: cyclonedx.model is missing" in capsys.readouterr().err
