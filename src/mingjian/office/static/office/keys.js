// Keys for whoever works without a mouse: rows by j and k, x ticks, a does what is first to be done, ? tells the keys. None while one types.
"use strict";

const ROWS = "main tbody tr, main .lines > li";
const LINK = "a[href]";
let row = null; // the row one stands in

const rowsHere = () => [...document.querySelectorAll(ROWS)].filter((one) => one.checkVisibility() && one.querySelector(LINK));

function standIn(next) {
  if (!next) return;
  row?.classList.remove("is-here");
  row = next;
  row.classList.add("is-here");
  row.querySelector("a.strong, a[href]").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

// The row that holds the focus counts, wherever the mouse or Tab has led.
function step(by) {
  const all = rowsHere(), held = document.activeElement?.closest(ROWS);
  const at = all.indexOf(held || row);
  standIn(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function tick() {
  const box = (document.activeElement?.closest(ROWS) || row)?.querySelector('input[type="checkbox"]');
  if (box) box.click();
}

// What is first to be done: what is ticked in a list, the first button beside the heading, else the step whose turn it is, its first field ready.
function act() {
  const list = document.querySelector("form.several.is-ticked .several__bar .button--first"); // setting aside, which stands before it, asks for a reason
  const first = list || document.querySelector(".head .button--first");
  if (first) { first.focus(); first.click(); return; }
  const turn = [...document.querySelectorAll("details.step")].find((one) => one.checkVisibility());
  if (!turn) return;
  turn.open = true;
  (turn.querySelector("input:not([type=hidden]), select, textarea") || turn.querySelector("button")).focus();
}

function tell() {
  const keys = document.getElementById("keys");
  if (keys && !keys.open) keys.showModal();
}

const DOES = { j: () => step(1), k: () => step(-1), x: tick, a: act, "?": tell };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  if (typing || !Object.hasOwn(DOES, event.key)) return;
  event.preventDefault();
  DOES[event.key]();
});
