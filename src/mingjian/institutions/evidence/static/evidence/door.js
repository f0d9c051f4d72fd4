// The buyer's receipt: copies a code, and shows how far an upload has come. Without scripts both pages work as they are.
"use strict";

// ---- Copy ----
async function copied(text, source) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  getSelection().selectAllChildren(source); // a page without https has no clipboard of its own
  if (!document.execCommand("copy")) throw new Error("not copied");
}
function readyToCopy() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy), words = document.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await copied(source.textContent.trim(), source).catch(() => getSelection().selectAllChildren(source));
      words.textContent = "";
      words.textContent = button.textContent = words.dataset.words;
    });
  }
}

// ---- Upload: sent by a request that tells how much of it has gone; what comes back is the page that the form would have led to ----
function sendWithProgress(event) {
  const form = event.target;
  if (!form.matches("[data-upload]")) return;
  event.preventDefault();
  const told = form.querySelector("[data-progress]"), bar = told.querySelector("progress"), words = told.querySelector("[data-sent-so-far]");
  const request = new XMLHttpRequest(), button = form.querySelector("button[type=submit]");
  told.hidden = false;
  button.disabled = true;
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = total ? Math.floor((100 * loaded) / total) : 0;
    words.textContent = `${bar.value} %`;
  });
  request.addEventListener("load", () => {
    if (request.status < 400) return location.assign(request.responseURL);
    const page = new DOMParser().parseFromString(request.responseText, "text/html"), main = page.querySelector("main");
    if (main) { document.querySelector("main").replaceWith(main); readyToCopy(); scrollTo(0, 0); }
  });
  for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => { told.hidden = true; button.disabled = false; HTMLFormElement.prototype.submit.call(form); });
  request.open("POST", form.getAttribute("action") || location.href);  // a field named `action` would hide form.action
  request.send(new FormData(form));
}

addEventListener("submit", sendWithProgress);
readyToCopy();
