"""--model URL and the settings that go with it, from the command line down to the socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import qa.llm.health
from tests.openai_server import DONE, Served, chunk, serving
from tests.qa.cli.command_line import CLOSED, COST, QUESTION, REPLY, UNANSWERED, Run, complains

KEY = "s3cret-key"


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as one:
        one.reply = ("Repairs would cost 4.5 million ", "euros. [1]")
        yield one


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "config.toml"
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(file))
    file.write_text("")
    return file


def _findings(run: Run, *arguments: object) -> dict[str, tuple[str, str]]:
    found = json.loads(run("doctor", "--json", *arguments).out)
    return {one["subject"]: (one["says"], one["todo"]) for one in found}


@pytest.mark.usefixtures("library")
def test_a_server_s_words_are_checked_and_cited_like_any_other_model_s(run: Run, served: Served) -> None:
    outcome = run("ask", QUESTION, "--json", "--model", served.url)
    assert (outcome.code, outcome.err) == (0, "")
    answer = json.loads(outcome.out)
    assert answer["model"] == f"small-model at {served.url.split('/')[2]}"
    assert answer["answer"].startswith(REPLY)
    assert answer["citations"][0]["quote"] == COST
    (asked,) = served.asked
    assert COST in asked["messages"][-1]["content"]
    assert CLOSED not in asked["messages"][0]["content"]


@pytest.mark.usefixtures("library")
def test_what_a_server_makes_up_is_not_said(run: Run, served: Served) -> None:
    served.reply = ("Repairs would cost 900 billion dollars, said Zorro. [1]",)
    outcome = run("ask", QUESTION, "--json", "--model", served.url)
    assert "Zorro" not in outcome.out
    assert json.loads(outcome.out)["citations"][0]["quote"] == COST


@pytest.mark.usefixtures("library")
def test_the_endpoint_of_the_settings_answers_unless_a_model_is_named(
    run: Run, served: Served, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.key = KEY
    served.models = [{"id": "first"}, {"id": "second"}]
    monkeypatch.setenv("FOOTNOTE_API_KEY", KEY)
    config.write_text(f'endpoint = "{served.url}#second"\n')
    outcome = run("ask", QUESTION, "--json")
    assert json.loads(outcome.out)["model"].startswith("second at ")
    assert KEY not in outcome.out + outcome.err
    assert json.loads(run("ask", QUESTION, "--json", "--model", "smollm2").out)["model"] == "scripted"


@pytest.mark.usefixtures("library")
def test_what_a_server_does_wrong_is_one_line(run: Run, served: Served, config: Path) -> None:
    config.write_text("patience = 1\n")
    complains(run("ask", QUESTION, "--model", f"{served.url}#other"), "has no model 'other'", "small-model")
    served.stream = lambda _, leaving: leaving.wait(9)
    complains(run("ask", QUESTION, "--model", served.url), "has sent nothing for 1 s", "'patience'")
    served.stream = lambda write, _: write(chunk("Repairs would"))
    complains(run("ask", QUESTION, "--model", served.url), "broke off in the middle")
    served.stream = lambda write, _: write(b"data: no JSON\n\n" + DONE)
    complains(run("ask", QUESTION, "--model", served.url), "does not answer as OpenAI's protocol wants")
    served.key = "another"
    complains(run("ask", QUESTION, "--model", served.url), "wants a key", "$FOOTNOTE_API_KEY", "'key_file'")
    complains(run("ask", QUESTION, "--model", "http://me:s3cret@127.0.0.1/v1"), "a key does not belong into an address")


@pytest.mark.usefixtures("library")
def test_a_server_that_is_not_there_is_one_line(run: Run) -> None:
    probe = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    probe.server_close()
    complains(run("ask", QUESTION, "--model", f"http://127.0.0.1:{probe.server_port}"), "no server at", "start it")
    complains(run("ask", UNANSWERED, "--model", "http://"), "write it as http://127.0.0.1:11434/v1")


@pytest.mark.usefixtures("library")
def test_doctor_says_what_is_on_the_server_and_that_passages_go_there(
    run: Run, served: Served, config: Path, tmp_path: Path
) -> None:
    says, todo = _findings(run, "--model", served.url)["model"]
    assert says.startswith("small-model at 127.0.0.1:")
    assert "without a key; questions and passages are sent there" in says
    assert "unencrypted" not in says
    assert todo == ""
    key = tmp_path / "key"
    key.write_text(KEY)
    key.chmod(0o644)
    served.key = KEY
    config.write_text(f'endpoint = "{served.url}"\nkey_file = "{key}"\n')
    outcome = run("doctor")
    assert outcome.code == 1
    assert KEY not in outcome.out + outcome.err
    found = _findings(run)
    assert f"with the key from {key}" in found["model"][0]
    assert found["key"] == (f"{key} can be read by others", f"chmod 600 {key}")
    served.key = "another"
    assert _findings(run)["model"][1] == "give the one that it wants"
    assert "gpu" not in found


@pytest.mark.usefixtures("library")
def test_doctor_says_whether_llama_cpp_can_use_a_gpu(run: Run, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import llama_cpp

    for able, layers, says, todo in (
        (False, 0, "built without one; docs/models.md says how", ""),
        (False, -1, "gpu_layers is -1, but this llama.cpp was built without a GPU", "CMAKE_ARGS="),
        (True, 0, "can use one: --gpu-layers -1 puts the model there", ""),
        (True, 20, "can use one: gpu_layers is 20", ""),
    ):
        monkeypatch.setattr(llama_cpp, "llama_supports_gpu_offload", lambda able=able: able)
        config.write_text(f"gpu_layers = {layers}\n")
        found = _findings(run)["gpu"]
        assert says in found[0]
        assert found[1].startswith(todo) if todo else found[1] == ""
    assert qa.llm.health.gpu_finding(20).todo == ""
