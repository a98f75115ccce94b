"""Models that are worth a try beside the embedded one: what they are called here, and where on the hub they are."""

from __future__ import annotations

from dataclasses import dataclass

ENDING = ".gguf"


@dataclass(frozen=True, slots=True)
class Recommended:
    """A GGUF file on the hub. `size` is in bytes, `context` in tokens, `memory` that of the machine it is for, in GB.
    `speed` is how fast it was on two cores, "" where that was not measured.
    """

    name: str
    place: str
    size: int
    licence: str
    context: int
    memory: int
    speed: str = ""


# Chosen in November 2026: 4-bit files that answer without thinking first, under licences that allow every use, and of
# kinds that the tested llama.cpp knows. Sizes are the hub's.
RECOMMENDED = (
    Recommended(
        "qwen2.5-1.5b",
        "Qwen/Qwen2.5-1.5B-Instruct-GGUF/qwen2.5-1.5b-instruct-q4_k_m.gguf",
        1_117_320_736,
        "Apache-2.0",
        32_768,
        4,
        "8 s a question (as Qwen2.5-Coder)",
    ),
    Recommended(
        "ministral-3b",
        "mistralai/Ministral-3-3B-Instruct-2512-GGUF/Ministral-3-3B-Instruct-2512-Q4_K_M.gguf",
        2_147_023_008,
        "Apache-2.0",
        262_144,
        4,
    ),
    Recommended(
        "qwen3-4b",
        "bartowski/Qwen_Qwen3-4B-Instruct-2507-GGUF/Qwen_Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
        2_497_280_736,
        "Apache-2.0",
        262_144,
        8,
    ),
    Recommended(
        "gemma-4-e4b",
        "unsloth/gemma-4-E4B-it-GGUF/gemma-4-E4B-it-Q4_K_M.gguf",
        4_977_171_584,
        "Apache-2.0",
        131_072,
        8,
    ),
    Recommended(
        "ministral-14b",
        "mistralai/Ministral-3-14B-Instruct-2512-GGUF/Ministral-3-14B-Instruct-2512-Q4_K_M.gguf",
        8_239_593_024,
        "Apache-2.0",
        262_144,
        16,
    ),
)


def is_place(wanted: str) -> bool:
    """Whether that is the form of OWNER/REPOSITORY/FILE.gguf."""
    return wanted.endswith(ENDING) and not wanted.startswith(("/", "~", ".")) and wanted.count("/") >= 2


def place_of(wanted: str) -> str:
    """OWNER/REPOSITORY/FILE for a name from the catalogue; anything else as it is."""
    return next((one.place for one in RECOMMENDED if one.name == wanted), wanted)
