// Visits on the spot: each photograph is hashed when it is chosen; a visit is kept in this browser until the node has taken it, so that no signal loses none.
// What waits is of one officer and one browser, and goes once it was sent. The node hashes what arrives, and refuses what differs.
"use strict";

(() => {
  const form = document.getElementById("visit");
  if (!form || !window.indexedDB || !window.crypto?.subtle) return; // then the form is sent as any other
  const words = form.dataset, officer = document.documentElement.dataset.officer;
  const list = document.getElementById("waiting-list");
  const input = form.querySelector('input[type="file"]');
  const every = 30_000; // milliseconds between two tries
  let chosen = [], busy = false;

  // ---- What is kept: one store, in a database of the officer's own ----
  const opened = new Promise((done, failed) => {
    const asked = indexedDB.open(`mingjian-visits-${officer}`, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("visits", { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  async function kept(mode, use) {
    const database = await opened;
    return new Promise((done, failed) => {
      const work = database.transaction("visits", mode), asked = use(work.objectStore("visits"));
      work.oncomplete = () => done(asked.result);
      work.onerror = work.onabort = () => failed(work.error);
    });
  }
  const all = () => kept("readonly", (store) => store.getAll());
  const keep = (visit) => kept("readwrite", (store) => store.put(visit));
  const drop = (key) => kept("readwrite", (store) => store.delete(key));

  // ---- Photographs: read and hashed at once, so that what is sent later is what was chosen ----
  const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
  async function hashed(file) {
    const bytes = await file.arrayBuffer();
    const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
    return { name: file.name, type: file.type, bytes, sha256, at: new Date().toISOString() };
  }
  input.addEventListener("change", async () => {
    const files = [...input.files];
    chosen = Promise.all(files.map(hashed));
    document.getElementById("hashed").replaceChildren(...(await chosen).map((one) => line(`${one.name} · SHA-256 ${one.sha256.slice(0, 16)} · ${one.at}`)));
  });

  // ---- Sending ----
  function packed(visit) {
    const body = new FormData();
    for (const [name, value] of Object.entries(visit.fields)) body.append(name, value);
    body.append("key", visit.key);
    body.append("hashes", JSON.stringify(visit.photos.map((one) => ({ sha256: one.sha256, at: one.at }))));
    for (const one of visit.photos) body.append("photos", new Blob([one.bytes], { type: one.type }), one.name);
    return body;
  }
  async function send(visit) {
    let reply;
    try {
      const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
      reply = await fetch(visit.url, { method: "POST", body: packed(visit), headers: { Accept: "application/json", "X-CSRFToken": token }, redirect: "manual" });
    } catch {
      return; // no signal: it waits
    }
    if (reply.ok) return drop(visit.key);
    const told = reply.headers.get("Content-Type")?.startsWith("application/json") ? (await reply.json()).fault : words.signin;
    await keep({ ...visit, fault: told });
  }
  async function flush() {
    if (busy || !navigator.onLine) return draw();
    busy = true;
    try {
      for (const visit of await all()) if (!visit.fault) await send(visit);
    } finally {
      busy = false;
      await draw();
    }
  }

  // ---- What waits, each with what is to be done about it ----
  function line(text) {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }
  function button(text, act) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "button button--small", textContent: text });
    made.addEventListener("click", act);
    return made;
  }
  async function draw() {
    const waiting = await all();
    document.getElementById("queue").hidden = waiting.length === 0;
    document.getElementById("waiting-count").textContent = waiting.length;
    list.replaceChildren(...waiting.map((visit) => {
      const item = line(`${visit.fields.visited_on} ${visit.fields.party} (${visit.photos.length}) — ${visit.fault || words.wait} `);
      item.append(button(words.again, async () => { await keep({ ...visit, fault: "" }); await flush(); }));
      item.append(button(words.drop, async () => { if (confirm(words.sure)) { await drop(visit.key); await draw(); } }));
      return item;
    }));
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const photos = await chosen;
    const fields = Object.fromEntries(["visited_on", "party", "place", "found"].map((name) => [name, form.querySelector(`[name="${name}"]`).value]));
    const visit = { key: form.querySelector('[name="key"]').value, url: location.pathname, fields, photos: [...photos], fault: "" };
    try {
      await keep(visit);
    } catch {
      document.getElementById("hashed").replaceChildren(line(words.full));
      return;
    }
    const day = fields.visited_on;
    form.reset();
    form.querySelector('[name="visited_on"]').value = day;
    form.querySelector('[name="key"]').value = crypto.randomUUID().replaceAll("-", "");
    chosen = [];
    await flush();
    const left = (await all()).some((one) => one.key === visit.key);
    document.getElementById("hashed").replaceChildren(line(`${fields.party}: ${left ? words.wait : words.sent}`));
  });
  addEventListener("online", flush);
  setInterval(flush, every);
  flush();
})();
