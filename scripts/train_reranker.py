#!/usr/bin/env python
"""Train the pair reader: MiniLM that says whether a passage answers a question, and where in it the answer stands.

    python -m scripts.train_reranker DATA_FOLDER WORK_FOLDER [--seed N] [--start CHECKPOINT] [--steps N]

DATA_FOLDER is what make_training_data.py wrote. At the end the files that Footnote ships are in WORK_FOLDER. The
loop is our own because sentence-transformers' trainer of cross-encoders knows no span head. Seeded; a checkpoint every
few minutes in WORK_FOLDER, from which the same command goes on; --start trains another run's weights for one pass more,
in a WORK_FOLDER of its own. One line of the log a logging interval, as JSON.
"""

import argparse
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import torch

from index.embed import packaged_minilm
from scripts.training.crossencoder import Batch, Item, PairReader, collate, items, losses, packaged_tokenizer
from scripts.training.export import export_pair_reader
from scripts.training.groups import Group, read_groups
from scripts.training.loop import rate, resume, save, weights_of

_RATE = 1.2e-4
_PAIRS = 48
# For questions seen again; in the first pass each is seen about once, and dropout would only cost time.
_DROPOUT = 0.1
_CHECKPOINT_SECONDS = 240
# How often a question of each dataset is seen, in a first pass and in one that goes on from another; the rest by lot.
FIRST = {"realtimeqa": 3.0, "newsquizqa": 1.0, "clapnq": 1.0, "new_wiki": 1.0, "dev_half": 1.0}
FIRST |= {"reddit": 0.35, "amazon_reviews": 0.35}
AGAIN = {**FIRST, "dev_half": 2.0, "reddit": 0.2, "amazon_reviews": 0.2}
AGAIN |= {"realtimeqa_swapped": 3.0, "dev_half_swapped": 1.0, "new_wiki_swapped": 0.6}


def main() -> None:
    """Train until the steps are done."""
    arguments = _arguments()
    torch.manual_seed(arguments.seed)
    tokenizer = packaged_tokenizer()
    shares = AGAIN if arguments.start else FIRST
    groups = _sampled(list(read_groups(arguments.data / "train.jsonl")), shares, arguments.seed)
    questions = [made for group in groups if (made := items(group, tokenizer))]
    batches = _batches(questions, arguments.seed)
    steps = arguments.steps or len(batches)
    print(
        f"{len(questions)} questions, {sum(map(len, questions))} pairs, {len(batches)} batches, {steps} steps",
        flush=True,
    )
    model = PairReader(packaged_minilm(), _DROPOUT if arguments.start else 0.0)
    if arguments.start:
        model.load_state_dict(weights_of(arguments.start))
    _train(model, questions, batches[:steps], arguments.work)
    export_pair_reader(model, arguments.work / "pair-reader.onnx", arguments.work / "pair-reader-heads.safetensors")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--steps", type=int, help="stop after so many batches (default: all data once)")
    parser.add_argument("--seed", type=int, default=1, help="decides order and choice of questions (default: 1)")
    parser.add_argument("--start", type=Path, help="the checkpoint.pt of a finished run, to train its weights on")
    return parser.parse_args()


def _sampled(groups: Sequence[Group], shares: Mapping[str, float], seed: int) -> list[Group]:
    """The questions in the order of training, each as often as its dataset's share says."""
    draw = random.Random(seed)
    chosen = []
    for group in groups:
        share = shares.get(group.origin, 0.0)
        chosen += [group] * (int(share) + (draw.random() < share % 1))
    draw.shuffle(chosen)
    return chosen


def _batches(questions: Sequence[Sequence[Item]], seed: int) -> list[list[int]]:
    """Question numbers of about equal length together, up to so many pairs, in random order."""
    draw = random.Random(seed)
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
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, len(batches)))
    first, resumed = resume(file, optimizer, schedule)
    if resumed:
        model.load_state_dict(resumed)
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
            save(file, step + 1, model.state_dict(), optimizer, schedule)
            saved = time.monotonic()


def _from(
    first: int, questions: Sequence[Sequence[Item]], batches: Sequence[Sequence[int]]
) -> Iterator[tuple[int, Batch]]:
    for step in range(first, len(batches)):
        yield step, collate([questions[number] for number in batches[step]])


if __name__ == "__main__":
    main()
