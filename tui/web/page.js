// Where typing goes: to the chat once it has painted, and to “Begin again” once it has ended.
"use strict";

function aim() {
  const state = document.body.classList;
  if (state.contains("-closed")) {
    sendNoMore();
    document.querySelector(".ended a").focus({ preventScroll: true });
  } else if (state.contains("-first-byte")) {
    document.querySelector(".xterm textarea")?.focus({ preventScroll: true });
  }
}

// textual.js would go on to tell a socket that is closed.
function sendNoMore() {
  window.onresize = null;
  document.addEventListener("blur", (event) => event.stopImmediatePropagation(), true);
  document.querySelector(".textual-terminal").inert = true;
}

new MutationObserver(aim).observe(document.body, { attributes: true, attributeFilter: ["class"] });
