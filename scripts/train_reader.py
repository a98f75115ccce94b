#!/usr/bin/env python
"""Train the reader: a LoRA adapter that teaches SmolLM2-135M to cite a passage and answer in its words, or refuse.

    python -m scripts.train_reader DATA_FOLDER WORK_FOLDER [--minutes N] [--lessons N] [--seed N] [--start READER.gguf]

DATA_FOLDER is what make_training_data.py wrote. Trains on the dequantized weights of the packaged GGUF. Seeded; a
checkpoint every few minutes in WORK_FOLDER, from which the same command goes on; --start trains an adapter
further, in a WORK_FOLDER of its own. At the end reader.gguf stands there, ready for llama.cpp.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from torch.nn import functional
from transformers import AutoModelForCausalLM, AutoTokenizer

from qa.answer.prompts import reading_question, reading_text
from qa.llm.models import find_model
from scripts.training.adapter import read_adapter, write_adapter
from scripts.training.groups import read_groups
from scripts.training.lessons import Lesson, news_sequences, paragraph_sequences, written_sequences
from scripts.training.loop import TimedRate, resume, save
from scripts.training.typed import as_typed

_RANK = 16
_ALPHA = 32
_RATE = 1e-3
# For an adapter that was trained before.
_RATE_ON = 5e-4
_LESSONS_A_STEP = 4
_CHECKPOINT_SECONDS = 240
_LOGGED = 5
_LAYERS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
# Shares of the paragraph lessons.
_ORIGINS = {"new_wiki": 0.45, "dev_half": 0.3, "amazon_reviews": 0.1, "reddit": 0.15}


def main() -> None:
    """Train, then write the adapter."""
    arguments = _arguments()
    torch.manual_seed(arguments.seed)
    file = find_model(None).file
    tokenizer = AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name)
    base = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.bfloat16)
    config = LoraConfig(r=_RANK, lora_alpha=_ALPHA, target_modules=_LAYERS, lora_dropout=0.0)
    model = get_peft_model(base, config, autocast_adapter_dtype=True)
    if arguments.start:
        names = get_peft_model_state_dict(model)
        set_peft_model_state_dict(model, read_adapter(names, base.config, arguments.start))
    draw = random.Random(arguments.seed)
    made = lessons(arguments.data, arguments.lessons, draw)
    sequences = [encode(lesson, tokenizer, draw) for lesson in made]
    steps = [sequences[first : first + _LESSONS_A_STEP] for first in range(0, len(sequences), _LESSONS_A_STEP)]
    tokens = sum(len(ids) for ids, _ in sequences)
    print(f"{len(sequences)} lessons, {tokens} tokens, {len(steps)} steps", flush=True)
    _train(model, steps, arguments.work, _RATE_ON if arguments.start else _RATE, 60 * arguments.minutes)
    write_adapter(get_peft_model_state_dict(model), base.config, _ALPHA, arguments.work / "reader.gguf")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--minutes", type=float, default=30, help="how long to train (default: 30)")
    parser.add_argument("--lessons", type=int, default=450, help="lessons over paragraphs; those over news are added")
    parser.add_argument("--seed", type=int, default=1, help="decides choice and order of lessons (default: 1)")
    parser.add_argument("--start", type=Path, help="an adapter to train further")
    return parser.parse_args()


def lessons(data: Path, count: int, draw: random.Random) -> list[Lesson]:
    """The lessons in the order of training."""
    groups = list(read_groups(data / "train.jsonl"))
    made: list[Lesson] = []
    for origin, share in _ORIGINS.items():
        alike = [one for one in groups if one.origin in (origin, f"{origin}_swapped")]
        made += paragraph_sequences(alike, round(count * share), draw)
    news = [one for one in groups if one.origin in ("realtimeqa", "realtimeqa_swapped")]
    quiz = [one for one in groups if one.origin == "newsquizqa"]
    made += news_sequences([*news, *draw.sample(quiz, len(quiz) // 8)], draw)
    made += written_sequences([one for one in groups if one.origin == "answerability"], draw)
    draw.shuffle(made)
    return made


def encode(lesson: Lesson, tokenizer: Any, draw: random.Random) -> tuple[list[int], list[int]]:
    """Token ids of a lesson, its questions as somebody might type them, and its labels: the answers' tokens, -100
    elsewhere.
    """
    ids: list[int] = []
    labels: list[int] = []

    def add(text: str, learned: bool, *, special: bool = False) -> None:
        new = tokenizer.encode(text, add_special_tokens=False, split_special_tokens=not special)
        ids.extend(new)
        labels.extend(new if learned else [-100] * len(new))

    for place, one in enumerate(lesson.exchanges):
        add("<|im_start|>user\n", False, special=True)
        question = as_typed(one.question, draw)
        add((reading_text(lesson.passages) if not place else "") + reading_question(question), False)
        add("<|im_end|>\n<|im_start|>assistant\n", False, special=True)
        add("[", False)
        add(f"{one.number}] {one.answer}" if one.number else "0]", True)
        add("<|im_end|>", True, special=True)
        add("\n", False)
    return ids, labels


def _train(
    model: Any,
    steps: Sequence[Sequence[tuple[list[int], list[int]]]],
    work: Path,
    highest: float,
    seconds: float,
) -> None:
    """Until the time is over, or the lessons are."""
    work.mkdir(parents=True, exist_ok=True)
    file = work / "checkpoint.pt"
    weights = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=highest, weight_decay=0.0)
    schedule = TimedRate(optimizer, highest, seconds)
    done, resumed = resume(file, optimizer, schedule)
    if resumed:
        set_peft_model_state_dict(model, resumed)
    saved, read, mean = schedule.spent, 0, 0.0
    model.train()
    for step, together in enumerate(steps[done:], start=done + 1):
        schedule.step()
        total = sum(sum(label != -100 for label in labels[1:]) for _, labels in together)
        loss_sum = 0.0
        optimizer.zero_grad(set_to_none=True)
        for ids, labels in together:
            loss = _loss(model, ids, labels) / total
            loss.backward()
            loss_sum += loss.item()
            read += len(ids)
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        mean = 0.95 * mean + 0.05 * loss_sum if step > done + 1 else loss_sum
        is_last = schedule.is_over or step == len(steps)
        if step % _LOGGED == 0 or is_last:
            line = {"step": step, "minutes": round(schedule.spent / 60, 1), "tokens": read, "loss": round(mean, 4)}
            print(json.dumps(line), flush=True)
        if is_last or schedule.spent - saved > _CHECKPOINT_SECONDS:
            save(file, step, get_peft_model_state_dict(model), optimizer, schedule)
            saved = schedule.spent
        if is_last:
            return


def _loss(model: Any, ids: list[int], labels: list[int]) -> torch.Tensor:
    """Sum over the learned tokens. Only their positions go through the output layer, a fifth of the model's work."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = model.base_model.model.model(input_ids=torch.tensor([ids])).last_hidden_state[0]
        following = torch.tensor(labels[1:])
        learned = following != -100
        logits = model.base_model.model.lm_head(hidden[:-1][learned]).float()
    return functional.cross_entropy(logits, following[learned], reduction="sum")


if __name__ == "__main__":
    main()
