"""The command `llm`, through its OpenAI-compatible models, as people use it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.qa.serve.doors import COST, KEY, QUESTION, REPLY, Door


@pytest.mark.asyncio
@pytest.mark.parametrize("stream", [True, False])
async def test_llm_asks(door: Door, tmp_path: Path, stream: bool) -> None:
    known = {"api_base": f"{door.address}/v1", "api_key_name": "footnote"}
    model = {"model_id": "footnote", "model_name": "footnote", **known}
    (tmp_path / "keys.json").write_text(json.dumps({"footnote": KEY}))
    (tmp_path / "extra-openai-models.yaml").write_text(json.dumps([model]))  # JSON is YAML
    flags = ["-m", "footnote", "--no-log", *([] if stream else ["--no-stream"])]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "llm", "prompt", QUESTION, *flags),
        env={**os.environ, "LLM_USER_PATH": str(tmp_path), "LLM_LOAD_PLUGINS": ""},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()
    assert said.decode().startswith(f"{REPLY} [1]\n\n[1] “{COST}” — Mill shut")
