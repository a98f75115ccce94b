#!/usr/bin/env python
"""Train the reader: a LoRA adapter that teaches SmolLM2-135M to cite a passage and answer in its words, or refuse.

    python -m scripts.train_reader DATA_FOLDER WORK_FOLDER [--lessons N] [--seed N] [--start CHECKPOINT]

DATA_FOLDER is what make_training_data.py wrote. Trains on the dequantized weights of the packaged GGUF. Seeded; a
checkpoint every few minutes in WORK_FOLDER, from which the same command goes on; --start trains another run's adapter
further, in a WORK_FOLDER of its own. At the end reader.gguf stands there, ready for llama.cpp.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from torch.nn import functional
from transformers import AutoModelForCausalLM, AutoTokenizer

from qa.answer.prompts import reading_question, reading_text
from qa.llm.models import find_model
from scripts.training.adapter import write_adapter
from scripts.training.groups import read_groups
from scripts.training.lessons import Lesson, news_sequences, paragraph_sequences
from scripts.training.loop import rate, resume, save, weights_of

_RANK = 16
_ALPHA = 32
_RATE = 1e-3
# For an adapter that was trained before.
_RATE_ON = 5e-4
_LESSONS_A_STEP = 4
_CHECKPOINT_SECONDS = 240
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
        set_peft_model_state_dict(model, weights_of(arguments.start))
    sequences = [encode(lesson, tokenizer) for lesson in lessons(arguments.data, arguments.lessons, arguments.seed)]
    steps = [sequences[first : first + _LESSONS_A_STEP] for first in range(0, len(sequences), _LESSONS_A_STEP)]
    tokens = sum(len(ids) for ids, _ in sequences)
    print(f"{len(sequences)} lessons, {tokens} tokens, {len(steps)} steps", flush=True)
    _train(model, steps, arguments.work, _RATE_ON if arguments.start else _RATE)
    write_adapter(get_peft_model_state_dict(model), base.config, _ALPHA, arguments.work / "reader.gguf")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--lessons", type=int, default=450, help="lessons over paragraphs; those over news come on top")
    parser.add_argument("--seed", type=int, default=1, help="decides choice and order of lessons (default: 1)")
    parser.add_argument("--start", type=Path, help="the checkpoint.pt of a finished run, to train its adapter on")
    return parser.parse_args()


def lessons(data: Path, count: int, seed: int) -> list[Lesson]:
    """The lessons in the order of training."""
    draw = random.Random(seed)
    groups = list(read_groups(data / "train.jsonl"))
    made: list[Lesson] = []
    for origin, share in _ORIGINS.items():
        alike = [one for one in groups if one.origin in (origin, f"{origin}_swapped")]
        made += paragraph_sequences(alike, round(count * share), draw)
    news = [one for one in groups if one.origin in ("realtimeqa", "realtimeqa_swapped")]
    quiz = [one for one in groups if one.origin == "newsquizqa"]
    made += news_sequences([*news, *draw.sample(quiz, len(quiz) // 8)], draw)
    draw.shuffle(made)
    return made


def encode(lesson: Lesson, tokenizer: Any) -> tuple[list[int], list[int]]:
    """Token ids of a lesson, and its labels: the answers' tokens, -100 elsewhere."""
    ids: list[int] = []
    labels: list[int] = []

    def add(text: str, learned: bool, *, special: bool = False) -> None:
        new = tokenizer.encode(text, add_special_tokens=False, split_special_tokens=not special)
        ids.extend(new)
        labels.extend(new if learned else [-100] * len(new))

    for place, one in enumerate(lesson.exchanges):
        add("<|im_start|>user\n", False, special=True)
        add((reading_text(lesson.passages) if not place else "") + reading_question(one.question), False)
        add("<|im_end|>\n<|im_start|>assistant\n", False, special=True)
        add("[", False)
        add(f"{one.number}] {one.answer}" if one.number else "0]", True)
        add("<|im_end|>", True, special=True)
        add("\n", False)
    return ids, labels


def _train(model: Any, steps: Sequence[Sequence[tuple[list[int], list[int]]]], work: Path, highest: float) -> None:
    work.mkdir(parents=True, exist_ok=True)
    file = work / "checkpoint.pt"
    weights = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=highest, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, len(steps)))
    first, resumed = resume(file, optimizer, schedule)
    if resumed:
        set_peft_model_state_dict(model, resumed)
    began = saved = time.monotonic()
    read, mean = 0, None
    model.train()
    for step in range(first, len(steps)):
        total = sum(sum(label != -100 for label in labels[1:]) for _, labels in steps[step])
        loss_sum = 0.0
        optimizer.zero_grad(set_to_none=True)
        for ids, labels in steps[step]:
            loss = _loss(model, ids, labels) / total
            loss.backward()
            loss_sum += loss.item()
            read += len(ids)
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        schedule.step()
        mean = loss_sum if mean is None else 0.95 * mean + 0.05 * loss_sum
        if (step + 1) % 5 == 0:
            pace = round(read / (time.monotonic() - began))
            print(json.dumps({"step": step + 1, "loss": round(mean, 4), "tokens_per_second": pace}), flush=True)
        if time.monotonic() - saved > _CHECKPOINT_SECONDS or step + 1 == len(steps):
            save(file, step + 1, get_peft_model_state_dict(model), optimizer, schedule)
            saved = time.monotonic()


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
