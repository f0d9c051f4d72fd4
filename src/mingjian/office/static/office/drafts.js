// Keeps what is typed into a form in this tab until it is sent: a session that ends, a refusal or a change of language loses nothing.
// Drafts are of one officer, never of passwords or files, and gone with the tab, with signing out, or when somebody else signs in.
"use strict";

(() => {
  const officer = document.documentElement.dataset.officer;
  const prefix = `draft:${officer}:`;
  const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith("draft:"));
  // A field or button named `action` hides form.action; what the prototype tells is never hidden.
  const native = (form, property) => Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, property).get.call(form);
  const addressOf = (form) => new URL(native(form, "action"), location.href);
  const keyOf = (form) => prefix + addressOf(form).pathname + addressOf(form).search;
  const isKept = (form) => native(form, "method") === "post" && !form.matches("[data-again], .several, .tongue") && !addressOf(form).pathname.startsWith("/accounts/");
  const fields = (form) => [...native(form, "elements")].filter((one) => one.name && !["hidden", "password", "file", "submit", "button"].includes(one.type) && !one.disabled);
  const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
  const nameOf = (field) => (isTicked(field) ? `${field.name}=${field.value}` : field.name);
  const valueOf = (field) => (isTicked(field) ? field.checked : field.value);
  const atFirst = (field) => {
    if (isTicked(field)) return field.defaultChecked;
    if (!(field instanceof HTMLSelectElement)) return field.defaultValue;
    const unsaid = field.size > 1 ? "" : field.options[0]?.value; // of a list that stands open none is chosen at first
    return [...field.options].find((one) => one.defaultSelected)?.value ?? unsaid ?? "";
  };

  function keep(form) {
    const typed = {};
    for (const field of fields(form)) if (valueOf(field) !== atFirst(field)) typed[nameOf(field)] = valueOf(field);
    if (Object.keys(typed).length) sessionStorage.setItem(keyOf(form), JSON.stringify({ told: typed })); else sessionStorage.removeItem(keyOf(form));
  }

  function restore(form) {
    const kept = sessionStorage.getItem(keyOf(form));
    if (!kept) return;
    let changed = false;
    for (const field of fields(form)) {
      const value = JSON.parse(kept).told[nameOf(field)];
      if (value === undefined || value === valueOf(field)) continue;
      if (isTicked(field)) field.checked = value; else field.value = value;
      changed = true;
    }
    if (!changed) return;
    for (let folded = form.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    for (const field of fields(form)) field.closest("details")?.toggleAttribute("open", true);
    const note = document.getElementById("draft-note").content.cloneNode(true);
    note.querySelector("button").addEventListener("click", (event) => { sessionStorage.removeItem(keyOf(form)); event.target.closest(".note").remove(); HTMLFormElement.prototype.reset.call(form); });
    form.prepend(note);
  }

  function begin() {
    for (const key of keys()) if (officer && !key.startsWith(prefix)) sessionStorage.removeItem(key);
    if (!officer) return;
    const isDone = document.querySelector(".notes .note--good");
    for (const key of keys()) {
      const kept = JSON.parse(sessionStorage.getItem(key));
      if (kept.sent && isDone) sessionStorage.removeItem(key);
      else if (kept.sent) sessionStorage.setItem(key, JSON.stringify({ told: kept.told }));
    }
    for (const form of document.forms) if (isKept(form)) restore(form);
  }

  document.addEventListener("DOMContentLoaded", begin);
  for (const event of ["input", "change"]) {
    document.addEventListener(event, ({ target }) => { if (officer && target.form && isKept(target.form)) keep(target.form); });
  }
  document.addEventListener("submit", ({ target: form }) => {
    if (addressOf(form).pathname === "/accounts/logout/") { for (const key of keys()) sessionStorage.removeItem(key); return; }
    if (!officer || !isKept(form)) return;
    const kept = sessionStorage.getItem(keyOf(form));
    if (kept) sessionStorage.setItem(keyOf(form), JSON.stringify({ ...JSON.parse(kept), sent: true }));
  });
})();
