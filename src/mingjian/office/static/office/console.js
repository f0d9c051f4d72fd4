// Draws the pictures of a page from the JSON beside them, closes menus, and shows htmx's errors. No inline script, no inline style.
"use strict";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const inDaylight = matchMedia("(prefers-color-scheme: light)");

// ---- Pictures: the script of each kind says which boxes it draws, and how ----
const pictures = [];
function draw() {
  for (const [boxes, drawOne] of pictures) {
    for (const box of document.querySelectorAll(`${boxes}:not([data-drawn])`)) { box.dataset.drawn = "yes"; drawOne(box); }
  }
  document.documentElement.dataset.drawn = "yes";
}
document.addEventListener("DOMContentLoaded", draw);
inDaylight.addEventListener("change", () => { if (document.querySelector("[data-drawn]")) location.reload(); });

// ---- A link to a step opens it ----
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) { target.open = true; target.scrollIntoView(); }
}
document.addEventListener("DOMContentLoaded", openTarget);
addEventListener("hashchange", openTarget);

// ---- What was refused stands where the eye is: its form is opened, scrolled to, and the first field that is wrong has the cursor ----
function showRefusal() {
  const refusal = document.querySelector("main [data-refused], main form [aria-invalid=true]");
  if (!refusal) return;
  for (let fold = refusal.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const field = refusal.closest(".step, form, section")?.querySelector("[aria-invalid=true]");
  refusal.tabIndex = -1;
  (field ?? refusal).focus({ preventScroll: true });
  refusal.scrollIntoView({ block: "center" });
}
document.addEventListener("DOMContentLoaded", showRefusal);

// ---- `/` leads to the search over everything ----
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = [...document.querySelectorAll("[data-seek], #everything")].find((one) => one.checkVisibility());
  const page = document.querySelector(".seek__page");
  if (!field && !page) return;
  event.preventDefault();
  if (field) field.focus(); else location.assign(page.href);
});

// ---- Printing, where there are scripts ----
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }
});

// ---- A sentence of the office goes into its field, where the cursor is; what stands there stays ----
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]"), field = button && document.getElementById(button.dataset.insert);
  if (!field) return;
  field.setRangeText(button.parentElement.querySelector("textarea").value, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// ---- Menus close when one looks elsewhere ----
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => { for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) { menu.open = false; menu.querySelector("summary").focus(); }
});

// ---- A form is sent once: a second click does nothing ----
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method")?.toLowerCase() !== "post" || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent; });

// ---- Ticking many rows at once, and saying how many are ticked ----
const rowsOf = (form) => [...form.querySelectorAll('tbody input[type="checkbox"]')];
function count(form) {
  const all = rowsOf(form), ticked = all.filter((box) => box.checked).length, whole = form.querySelector("[data-tick-all] > input");
  whole.checked = ticked > 0 && ticked === all.length;
  whole.indeterminate = ticked > 0 && ticked < all.length;
  form.classList.toggle("is-ticked", ticked > 0);
  form.querySelector("[data-ticked]").dataset.ticked = ticked || "";
  for (const button of form.querySelectorAll(".several__bar button")) button.disabled = !ticked; // without a script the list itself says what is missing
}
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.several");
  if (!form || event.target.type !== "checkbox") return;
  if (event.target.matches("[data-tick-all] > input")) for (const box of rowsOf(form)) box.checked = event.target.checked;
  count(form);
});
function readyToTick() { for (const form of document.querySelectorAll("form.several")) { form.querySelector("[data-tick-all]").hidden = false; count(form); } }
document.addEventListener("DOMContentLoaded", readyToTick);
document.addEventListener("htmx:afterSettle", readyToTick);
addEventListener("pageshow", readyToTick);

// ---- A search field asks while it is typed in. Leaving it for a row of the list must not ask once more: the row would be put in anew under the mouse ----
document.addEventListener("change", (event) => { if (event.target.matches('.sieve input[type="search"]')) event.stopPropagation(); }, true);

// ---- What was typed before htmx knew the form is asked once it does: no key is pressed a second time for it ----
document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll('.sieve[hx-get] input[type="search"]')) if (field.value !== field.defaultValue) field.form.requestSubmit();
});

// ---- What comes in place of the form just sent takes its focus, once it is ready: with autofocus, Enter could reach a form that htmx does not know yet ----
document.addEventListener("htmx:afterSettle", (event) => { event.target.querySelector("[data-focus]")?.focus(); });

// ---- What the server refuses is said on top, not swallowed ----
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status < 400) { document.getElementById("fault").textContent = ""; return; }
  event.detail.shouldSwap = true;
  event.detail.target = document.getElementById("fault");
  event.detail.swapOverride = "innerHTML";
});

// ---- A view is kept as the list is sifted now: the address follows a list that changes in place, and the form does not ----
document.addEventListener("submit", (event) => {
  const query = event.target.querySelector("[data-query]");
  if (query) query.value = location.search.slice(1);
});

// ---- An open page of a dossier follows what others do: it is loaded anew, or says so where somebody has begun to type or to tick on it ----
const EVERY = 15000;
document.addEventListener("DOMContentLoaded", () => {
  const watch = document.querySelector("[data-watch]");
  if (!watch) return;
  let isTouched = false, asking = 0;
  document.addEventListener("input", () => { isTouched = true; });
  const ask = async () => {
    if (document.hidden || !watch.hidden || asking === null) return;
    const reply = await fetch(watch.dataset.watch, { redirect: "manual" }).catch(() => null);
    if (reply?.status !== 200 && reply?.status !== 204) { // signed out, or nobody answers: it asks no more
      clearInterval(asking);
      asking = null;
    }
    if (reply?.status !== 200) return;
    if (isTouched || document.querySelector("form[data-sent], [data-refused]")) watch.hidden = false; else location.replace(location.pathname + location.search);
  };
  asking = setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
});
