"""What a question does not pay for: modules that are not imported, and a network that is never asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import write_articles

pytestmark = pytest.mark.slow  # starts programs

REPOSITORY = Path(__file__).resolve().parents[1]
HEAVY = ("faiss", "llama_cpp", "onnxruntime", "sentence_transformers", "textual", "torch", "transformers")

# no connection can be made, and every attempt is noted
_PREAMBLE = """
import json, socket, sys
attempts = []

def refuse(*arguments, **_):
    attempts.append(repr(arguments[1:] if isinstance(arguments[0], socket.socket) else arguments))
    raise OSError("no network in this test")

socket.socket.connect = socket.socket.connect_ex = refuse
socket.create_connection = socket.getaddrinfo = refuse
"""
_ASK = """
from qa.cli import main
codes = [main(arguments) for arguments in json.loads(sys.argv[1])]
print(json.dumps({"codes": codes, "modules": sorted(sys.modules), "attempts": attempts}))
"""


def _python(code: str, *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=REPOSITORY, capture_output=True, text=True, timeout=300
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def _run(*commands: list[str]) -> tuple[list[str], dict[str, Any]]:
    """What the commands printed, in one process, and what that process had done by then."""
    *printed, last = _python(_PREAMBLE + _ASK, json.dumps(commands)).splitlines()
    return printed, json.loads(last)


@pytest.mark.parametrize(
    "package", ["index", "index.library", "index.build", "qa", "qa.start", "qa.process.engine", "qa.cli", "qa.cli.main"]
)
def test_importing_a_package_imports_nothing_heavy(package: str) -> None:
    loaded = _python(f"import sys, {package}; print(*sys.modules)").split()
    assert package in loaded
    assert not set(HEAVY) & set(loaded)


def test_help_imports_next_to_nothing() -> None:
    code = "import sys\nfrom qa.cli import main\ntry: main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    *_, loaded = _python(code).splitlines()
    assert "qa.cli.parser" in loaded.split()
    assert not set(HEAVY) & set(loaded.split())


def test_no_module_needs_torch_to_be_imported() -> None:
    """Torch and sentence-transformers are for an encoder of one's own, and where the others cannot be loaded."""
    code = """
import importlib, pkgutil, sys, index, qa, tui
packages = (index, qa, tui)
names = [one.name for root in packages for one in pkgutil.walk_packages(root.__path__, root.__name__ + ".")]
for name in names:
    importlib.import_module(name)
print(*names)
print(*sys.modules)
"""
    names, loaded = (set(line.split()) for line in _python(code).splitlines())
    assert {"index.chosen", "qa.start", "qa.serve.run", "tui.serve"} <= names
    assert "textual" in loaded
    assert not loaded & {"torch", "transformers", "sentence_transformers"}


@pytest.mark.models
def test_the_other_commands_need_no_torch_either(tmp_path: Path) -> None:
    write_articles(tmp_path / "articles", [1, 2])
    library = ["--library", str(tmp_path / "library")]
    commands = [["index", str(tmp_path / "articles"), *library], ["search", "ferry", *library], ["doctor", *library]]
    _, done = _run(*commands, ["libraries"], ["models"])
    assert done["codes"][0] == 0
    assert not set(done["modules"]) & {"torch", "transformers", "sentence_transformers"}
    assert done["attempts"] == []


@pytest.mark.models
def test_a_question_over_the_sample_needs_neither_torch_nor_textual_nor_a_network() -> None:
    (printed,), done = _run(["ask", "--json", "Which constant defines the kilogram since May 20, 2019?"])
    answer = json.loads(printed)
    assert done["codes"] == [0]
    assert answer["citations"]
    assert answer["model"] == "smollm2"
    loaded = set(done["modules"])
    assert not loaded & {"torch", "transformers", "sentence_transformers", "textual", "tui"}
    assert {"llama_cpp", "faiss"} <= loaded
    assert done["attempts"] == []


@pytest.mark.models
def test_indexing_in_bulk_asks_no_network_either(tmp_path: Path) -> None:
    articles = [{"id": str(number), "title": f"Report {number}", "text": f"Report {number}."} for number in range(300)]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles))
    library = str(tmp_path / "library")
    printed, done = _run(
        ["index", str(tmp_path / "news.jsonl"), "--library", library],
        ["search", "--json", "-k", "1", "Report 77", "--library", library],
    )
    assert done["codes"] == [0, 0]
    assert json.loads(printed[0])[0]["path"] == "news.jsonl#77"
    assert not set(done["modules"]) & {"torch", "transformers", "sentence_transformers"}
    assert done["attempts"] == []


@pytest.mark.models
def test_indexing_again_with_nothing_changed_needs_no_numpy(tmp_path: Path) -> None:
    """NumPy alone would take a third of the time."""
    write_articles(tmp_path / "articles", [1, 2])
    commands = ["index", "--library", str(tmp_path / "library"), str(tmp_path / "articles")]
    _run(commands)
    _, done = _run(commands)
    assert done["codes"] == [0]
    assert not {"numpy", "faiss", "datasketch", "index.reading", "tqdm"} & set(done["modules"])
