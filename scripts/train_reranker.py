#!/usr/bin/env python
"""Train the pair reader: MiniLM that says whether a passage answers a question, and where in it the answer stands.

    python -m scripts.train_reranker DATA_FOLDER WORK_FOLDER [--steps N]

DATA_FOLDER is what make_training_data.py wrote. At the end the two files that Footnote ships are in WORK_FOLDER. The
loop is our own because sentence-transformers' trainer of cross-encoders knows no span head. Seeded; a checkpoint every
few minutes in WORK_FOLDER, from which the same command goes on; one line of the log a logging interval, as JSON.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from index.embed import packaged_minilm
from scripts.training.crossencoder import Batch, Item, PairReader, collate, items, losses, packaged_tokenizer
from scripts.training.export import export_pair_reader
from scripts.training.groups import Group, read_groups

_SEED = 1
_RATE = 1.2e-4
_PAIRS = 48
_CHECKPOINT_SECONDS = 240
# How often a question of each dataset is seen, and of the large ones which share.
SHARES = {"realtimeqa": 3.0, "newsquizqa": 1.0, "clapnq": 1.0, "new_wiki": 1.0, "dev_half": 1.0}
_OTHERS = 0.35


def main() -> None:
    """Train until the steps are done."""
    arguments = _arguments()
    torch.manual_seed(_SEED)
    tokenizer = packaged_tokenizer()
    groups = _sampled(list(read_groups(arguments.data / "train.jsonl")))
    questions = [made for group in groups if (made := items(group, tokenizer))]
    batches = _batches(questions)
    steps = arguments.steps or len(batches)
    print(
        f"{len(questions)} questions, {sum(map(len, questions))} pairs, {len(batches)} batches, {steps} steps",
        flush=True,
    )
    model = PairReader(packaged_minilm())
    _train(model, questions, batches[:steps], arguments.work)
    export_pair_reader(model, arguments.work / "pair-reader.gguf", arguments.work / "pair-reader-heads.safetensors")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--steps", type=int, help="stop after so many batches (default: all data once)")
    return parser.parse_args()


def _sampled(groups: Sequence[Group]) -> list[Group]:
    """The questions in the order of training, each as often as its dataset's share says."""
    draw = random.Random(_SEED)
    chosen = []
    for group in groups:
        share = SHARES.get(group.origin, _OTHERS)
        chosen += [group] * (int(share) + (draw.random() < share % 1))
    draw.shuffle(chosen)
    return chosen


def _batches(questions: Sequence[Sequence[Item]]) -> list[list[int]]:
    """Question numbers of about equal length together, up to so many pairs, in random order."""
    draw = random.Random(_SEED)
    batches: list[list[int]] = []
    for first in range(0, len(questions), 2000):
        window = sorted(
            range(first, min(first + 2000, len(questions))),
            key=lambda number: max(len(item.ids) for item in questions[number]),
        )
        made: list[list[int]] = [[]]
        pairs = 0
        for number in window:
            if pairs + len(questions[number]) > _PAIRS:
                made.append([])
                pairs = 0
            made[-1].append(number)
            pairs += len(questions[number])
        draw.shuffle(made)
        batches += made
    return batches


def _train(
    model: PairReader, questions: Sequence[Sequence[Item]], batches: Sequence[Sequence[int]], work: Path
) -> None:
    work.mkdir(parents=True, exist_ok=True)
    file = work / "checkpoint.pt"
    weights = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, len(batches)))
    first = _resume(file, model, optimizer, schedule)
    saved, began, logged = time.monotonic(), time.monotonic(), {}
    model.train()
    for step, batch in _from(first, questions, batches):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            parts = losses(model, batch)
        loss = parts["relevant"] + 0.5 * parts["ranking"] + parts["span"]
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        schedule.step()
        logged = {name: 0.95 * logged.get(name, part.item()) + 0.05 * part.item() for name, part in parts.items()}
        if (step + 1) % 10 == 0:
            pace = (time.monotonic() - began) / (step + 1 - first)
            line = {"step": step + 1, "seconds_per_step": round(pace, 2)} | {k: round(v, 4) for k, v in logged.items()}
            print(json.dumps(line), flush=True)
        if time.monotonic() - saved > _CHECKPOINT_SECONDS or step + 1 == len(batches):
            _save(file, step + 1, model, optimizer, schedule)
            saved = time.monotonic()


def _rate(step: int, steps: int) -> float:
    """Up over the first twentieth, then down to nothing in a straight line."""
    return min((step + 1) / (steps * 0.05), max(0.02, (steps - step) / (steps * 0.95)))


def _from(
    first: int, questions: Sequence[Sequence[Item]], batches: Sequence[Sequence[int]]
) -> Iterator[tuple[int, Batch]]:
    for step in range(first, len(batches)):
        yield step, collate([questions[number] for number in batches[step]])


def _save(
    file: Path,
    step: int,
    model: PairReader,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
) -> None:
    partial = file.with_suffix(".partial")
    state = {
        "step": step,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
    }
    torch.save(state, partial)
    partial.replace(file)


def _resume(
    file: Path, model: PairReader, optimizer: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LambdaLR
) -> int:
    if not file.exists():
        return 0
    state = torch.load(file, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return int(state["step"])


if __name__ == "__main__":
    main()
