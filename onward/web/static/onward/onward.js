/* Onward: small comforts. Every page works without this file. */
"use strict";
(() => {
  const root = document.documentElement;

  // One click, one change: a form that is on its way cannot be sent again. The way back re-opens it.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    form.removeAttribute("data-dirty");
    // Disabled a moment later: the button that was pressed must still be sent along.
    setTimeout(() => form.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => {
      button.setAttribute("aria-disabled", "true");
    }), 0);
    // An answer that never comes, or that is a file to keep, must not lock the page.
    setTimeout(() => reopen(form), 15000);
  });
  const reopen = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(reopen));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (!form) return;
    reopen(form);
    if (event.detail.successful) form.removeAttribute("data-dirty");
  });

  // Words that were typed are not lost by a wrong click.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (form && form.method === "post" && event.target.closest("main")) form.setAttribute("data-dirty", "");
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty]:not([data-sent])")) event.preventDefault();
  });

  // '/' goes to the search, Escape closes an open menu.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const find = document.getElementById("find");
      if (find) { event.preventDefault(); find.focus(); find.select(); }
    }
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
    }
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const button = event.target.closest("[data-print]");
    if (button) window.print();
  });

  // Light or dark, by choice; kept in this browser.
  document.querySelectorAll("[data-looks]").forEach((group) => {
    const show = () => group.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.value === root.dataset.theme));
    });
    group.hidden = false;
    show();
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      root.dataset.theme = button.value;
      document.cookie = `onward_look=${button.value};path=/;max-age=31536000;samesite=lax`;
      show();
    });
  });
  document.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });

  // What went wrong is read first.
  const announce = (scope) => {
    const found = scope.querySelector("[data-focus]");
    if (found) found.focus();
  };
  announce(document);
  document.addEventListener("htmx:afterSwap", (event) => announce(event.target));
  // A problem answered to a fragment has a body too: let it be shown.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Retarget")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:sendError", () => {
    const place = document.getElementById("problem");
    if (place) place.textContent = place.dataset.offline || "";
  });
})();
