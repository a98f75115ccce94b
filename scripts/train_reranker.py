#!/usr/bin/env python
"""Train the pair reader: MiniLM that says whether a passage answers a question, which of its sentences belong in the
answer, and in which words the short answer stands.

    python -m scripts.train_reranker DATA_FOLDER WORK_FOLDER [--minutes N] [--seed N] [--start FOLDER]

DATA_FOLDER is what make_training_data.py wrote. At the end the files that Footnote ships are in WORK_FOLDER. The
loop is our own because sentence-transformers' trainer of cross-encoders knows neither spans nor sentences. Seeded; a
checkpoint every few minutes in WORK_FOLDER, from which the same command goes on; --start trains the weights of such
files further, in a WORK_FOLDER of its own. One line of the log a logging interval, as JSON.
"""

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import torch

from index.embed import packaged_minilm
from scripts.training.crossencoder import PairReader, losses, packaged_tokenizer
from scripts.training.export import export_pair_reader, import_pair_reader
from scripts.training.groups import Group, read_groups
from scripts.training.items import items
from scripts.training.loop import TimedRate, resume, save
from scripts.training.typed import as_typed

_RATE = 1.2e-4
_PAIRS = 32
_CHECKPOINT_SECONDS = 240
_LOGGED = 20
# How often a question of each dataset is seen in a pass; the rest by lot.
SHARES = {"evidence": 1.0, "answerability": 1.0, "realtimeqa": 1.0, "clapnq": 0.7, "ester": 0.3, "newsquizqa": 0.2}
SHARES |= {"dev_half": 0.5, "new_wiki": 0.3, "qamr": 0.15, "reddit": 0.03, "amazon_reviews": 0.03}
SHARES |= {"realtimeqa_swapped": 0.5, "dev_half_swapped": 0.1, "new_wiki_swapped": 0.05}
SHARES |= {"claims": 2.0, "nli": 0.15}
# Passages of a question that are seen at once, with its answer and without.
_RELEVANT, _OTHERS = 3, 4
# What each part of the loss counts.
_WEIGHTS = {"relevant": 1.0, "ranking": 0.5, "span": 1.0, "sentence": 1.0, "choice": 0.3, "support": 0.5}


def main() -> None:
    """Train until the time is over."""
    arguments = _arguments()
    torch.manual_seed(arguments.seed)
    model = PairReader(arguments.base or packaged_minilm(), arguments.frozen)
    if arguments.start:
        import_pair_reader(model, arguments.start)
    groups = list(read_groups(arguments.data / "train.jsonl"))
    shares = SHARES | json.loads(arguments.shares)
    model.to(arguments.device)
    _train(model, batches(groups, shares, arguments.seed), arguments.work, 60 * arguments.minutes, arguments.rate)
    if arguments.base is None:
        export_pair_reader(model.to("cpu"), arguments.work)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--minutes", type=float, default=45, help="how long to train (default: 45)")
    parser.add_argument("--seed", type=int, default=1, help="decides order and choice of questions (default: 1)")
    parser.add_argument("--base", type=Path, help="a folder with all-mpnet-base-v2, to train a teacher")
    parser.add_argument("--frozen", type=int, default=0, help="so many of the lowest layers stay as they are")
    parser.add_argument("--rate", type=float, default=_RATE, help=f"the highest rate (default: {_RATE})")
    parser.add_argument("--shares", default="{}", help="other shares than SHARES, as JSON")
    parser.add_argument("--device", default="cpu", help="cpu or cuda (default: cpu)")
    parser.add_argument("--start", type=Path, help="a folder with the files of a pair reader, to train its weights on")
    return parser.parse_args()


def batches(groups: Sequence[Group], shares: Mapping[str, float], seed: int) -> Iterator[list[Group]]:
    """Without end: some questions at a time, with as many pairs as are seen in a step."""
    draw = random.Random(seed)
    while True:
        seen = [group for group in groups for _ in range(_times(shares.get(group.origin, 0.0), draw))]
        draw.shuffle(seen)
        batch: list[Group] = []
        for group in (_as_seen(one, draw) for one in seen):
            if sum(len(one.candidates) for one in (*batch, group)) > _PAIRS:
                yield batch
                batch = []
            batch.append(group)


def _times(share: float, draw: random.Random) -> int:
    return int(share) + (draw.random() < share % 1)


def _as_seen(group: Group, draw: random.Random) -> Group:
    """The question as somebody might type it, with some of its passages."""
    good = [one for one in group.candidates if one.relevant]
    others = [one for one in group.candidates if not one.relevant]
    shown = (
        *draw.sample(good, min(len(good), _RELEVANT)),
        *draw.sample(others, min(len(others), _OTHERS)),
    )
    return replace(group, question=as_typed(group.question, draw), candidates=shown)


def _train(model: PairReader, stream: Iterator[list[Group]], work: Path, seconds: float, highest: float) -> None:
    work.mkdir(parents=True, exist_ok=True)
    file = work / "checkpoint.pt"
    tokenizer = packaged_tokenizer()
    weights = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=highest, weight_decay=0.01, fused=True)
    schedule = TimedRate(optimizer, highest, seconds)
    done, resumed = resume(file, optimizer, schedule)
    if resumed:
        model.load_state_dict(resumed)
    saved, tokens, logged = schedule.spent, 0, dict[str, float]()
    model.train()
    for step, groups in enumerate(islice(stream, done, None), start=done + 1):
        questions = [made for group in groups if (made := items(group, tokenizer))]
        schedule.step()
        with torch.autocast(model.device.type, dtype=torch.bfloat16):
            parts = losses(model, questions)
        loss = sum(_WEIGHTS[name] * part for name, part in parts.items())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        tokens += sum(len(item.ids) for question in questions for item in question)
        logged = {name: 0.95 * logged.get(name, part.item()) + 0.05 * part.item() for name, part in parts.items()}
        if step % _LOGGED == 0:
            line = {"step": step, "minutes": round(schedule.spent / 60, 1), "tokens": tokens}
            print(json.dumps(line | {name: round(value, 4) for name, value in logged.items()}), flush=True)
        if schedule.is_over or schedule.spent - saved > _CHECKPOINT_SECONDS:
            save(file, step, model.state_dict(), optimizer, schedule)
            saved = schedule.spent
        if schedule.is_over:
            return


if __name__ == "__main__":
    main()
