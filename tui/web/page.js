// Where typing goes: to the chat once it has painted, and to “Begin again” once it has ended.
"use strict";

function aim() {
  const state = document.body.classList;
  const target = state.contains("-closed") ? ".ended a" : state.contains("-first-byte") ? ".xterm textarea" : null;
  if (target !== null) document.querySelector(target)?.focus({ preventScroll: true });
}

new MutationObserver(aim).observe(document.body, { attributes: true, attributeFilter: ["class"] });
