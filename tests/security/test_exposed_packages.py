"""What faces the internet is small: the packages that the web process loads, and none of Rasa's old ones.

`docs/security-dependencies.md` lists them; `python tests/security/test_exposed_packages.py` prints them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "security-dependencies.md"
NEVER = {"rasa", "rasa-sdk", "sanic", "aiohttp", "tensorflow", "pydantic", "protobuf", "packaging", "skops", "joblib"}
PROGRAM = """
import sys
from importlib.metadata import distributions
from pathlib import Path
import uvicorn.loops.auto, uvicorn.protocols.http.auto
import bot.web.serve
from bot.bootstrap import bootstrap
from bot.settings import load_settings
from bot.web.app import create_app
create_app(load_settings(), bootstrap())
loaded = {Path(module.__file__) for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
for each in distributions():
    if any(each.locate_file(file) in loaded for file in each.files or ()):
        print(each.metadata["Name"].lower().replace("_", "-").replace(".", "-"), each.version)
"""


def exposed(folder: Path) -> dict[str, str]:
    """The distributions, with their versions, that a web process has loaded once its application is made."""
    own = {"DATABASE_URL": f"sqlite:///{folder / 'intake.db'}", "TRACKER_DATABASE": str(folder / "conversations.db")}
    environment = {**os.environ, **own, "SECRET_KEY": "for this look", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM]
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(line.split() for line in ended.stdout.splitlines())


def test_the_web_process_loads_none_of_what_rasa_holds_back(tmp_path: Path) -> None:
    loaded = exposed(tmp_path)
    assert {"starlette", "uvicorn", "sqlalchemy"} <= set(loaded)
    assert not NEVER & set(loaded)


def test_the_document_lists_exactly_what_is_loaded(tmp_path: Path) -> None:
    section = DOCUMENT.read_text("utf-8").partition("<!-- exposed -->")[2].partition("<!-- end -->")[0]
    listed = {name.strip(" `\n") for name in section.replace("\n", " ").split(",")}
    assert listed == set(exposed(tmp_path)) - {"tremplin"}


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        print(*(f"{name} {version}" for name, version in exposed(Path(place)).items()), sep="\n")
