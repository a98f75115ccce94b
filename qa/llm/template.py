"""Chat templates: messages to tokens, with message text kept apart from the template's own special tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Stand-ins for message contents while the template is rendered: from a private use area, without white space at
# either end, so that templates which strip contents leave them whole.
_STAND_IN = "\ue0f0{}\ue0f1"
_STAND_INS = re.compile("\ue0f0(\\d+)\ue0f1")

# For a model that carries no template.
_PLAIN = (
    "{% for message in messages %}{{ message['role'] | capitalize }}: {{ message['content'] }}\n\n{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)


@dataclass(frozen=True, slots=True)
class ChatTemplate:
    """A model's chat template, and how to tell that a reply is over."""

    formatter: Any
    llama: Any
    bos: int | None
    stops: tuple[str, ...]

    @classmethod
    def of(cls, llama: Any) -> ChatTemplate:
        """The template in the model's metadata, or a plain one where it has none."""
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter

        own = llama.metadata.get("tokenizer.chat_template")
        formatter = Jinja2ChatFormatter(
            template=own or _PLAIN,
            eos_token=_text(llama, llama.token_eos()),
            bos_token=_text(llama, llama.token_bos()),
            stop_token_ids=[llama.token_eos()],
        )
        wants_bos = llama.metadata.get("tokenizer.ggml.add_bos_token") == "true"
        return cls(formatter, llama, llama.token_bos() if wants_bos else None, () if own else ("\nUser:", "\n\nUser:"))

    def tokens(self, messages: Sequence[tuple[str, str]]) -> list[int]:
        """The prompt for (role, content) messages. Special tokens come from the template alone, never from contents."""
        rendered = self._render([(role, _STAND_IN.format(place)) for place, (role, _) in enumerate(messages)])
        tokens: list[int] = []
        for place, piece in enumerate(_STAND_INS.split(rendered)):
            is_content = place % 2 == 1
            text = messages[int(piece)][1] if is_content else piece
            tokens += self.llama.tokenize(text.encode("utf-8", "replace"), add_bos=False, special=not is_content)
        if self.bos is not None and tokens[:1] != [self.bos]:
            tokens.insert(0, self.bos)
        return tokens

    def _render(self, messages: list[tuple[str, str]]) -> str:
        from jinja2 import TemplateError

        try:
            return self._prompt(messages)
        except (TemplateError, ValueError):  # the formatter's raise_exception raises ValueError
            # some templates know no system role: the instructions then lead the first message
            (_, system), (role, first), *rest = messages
            return self._prompt([(role, f"{system}\n\n{first}"), *rest])

    def _prompt(self, messages: list[tuple[str, str]]) -> str:
        rendered = self.formatter(messages=[{"role": role, "content": content} for role, content in messages])
        return str(rendered.prompt)


def _text(llama: Any, token: int) -> str:
    return str(llama._model.token_get_text(token)) if token >= 0 else ""
