// Draws the pictures of a page from the JSON beside them, closes menus, and shows htmx's errors. No inline script, no inline style.
"use strict";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const inDaylight = matchMedia("(prefers-color-scheme: light)");

// ---- Orders over time (ECharts) ----
function drawTimeline(box) {
  const { at, orders, buyers, labels } = read(box.dataset.timeline);
  const chart = echarts.init(box, null, { renderer: "svg" });
  chart.on("finished", () => { // so that paper may make it narrower than the screen
    const picture = box.querySelector("svg");
    if (picture) picture.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  });
  const axis = { axisLine: { lineStyle: { color: colour("--line-strong") } }, axisLabel: { color: colour("--soft") }, splitLine: { lineStyle: { color: colour("--line") } } };
  const series = [{ name: labels.orders, type: "bar", data: at.map((instant, n) => [instant, orders[n]]), itemStyle: { color: colour("--link") }, barMaxWidth: 18, barMinWidth: 2 }];
  if (buyers) series.push({ name: labels.buyers, type: "scatter", symbol: "diamond", symbolSize: 9, data: at.map((instant, n) => [instant, buyers[n]]), itemStyle: { color: colour("--seal") } });
  chart.setOption({
    animation: false,
    aria: { enabled: false },
    grid: { left: 48, right: 16, top: 40, bottom: 56 },
    legend: { top: 0, left: 0, textStyle: { color: colour("--soft") } },
    tooltip: { trigger: "axis", renderMode: "richText" }, // the default tooltip writes style attributes, which style-src 'self' blocks
    dataZoom: at.length > 40 ? [{ type: "inside" }, { type: "slider", height: 18, bottom: 6 }] : [],
    xAxis: { type: "time", ...axis, axisLabel: { ...axis.axisLabel, hideOverlap: true, formatter: { month: "{yyyy}-{MM}", day: "{MM}-{dd}", hour: "{HH}:{mm}" } }, splitLine: { show: false } },
    yAxis: { type: "value", minInterval: 1, ...axis },
    series,
  });
  new ResizeObserver(() => chart.resize()).observe(box);
}

// ---- The ring of buyers and shops (Cytoscape) ----
function place({ buyers, shops }) {
  // Shops stand on an inner circle, buyers on an outer one, each near the shops it buys at: rings of forty buyers stay readable.
  const turn = (n, of, radius) => ({ x: radius * Math.cos((2 * Math.PI * n) / of - Math.PI / 2), y: radius * Math.sin((2 * Math.PI * n) / of - Math.PI / 2) });
  const outer = Math.max(220, buyers.length * 11), inner = Math.max(shops.length > 1 ? 90 : 0, shops.length * 15 - 30, shops.length > 1 ? outer * 0.45 : 0);
  const places = {};
  shops.forEach((shop, n) => { places[shop.id] = turn(n, shops.length, inner); });
  buyers.forEach((buyer, n) => { places[buyer.id] = turn(n, buyers.length, outer); });
  return places;
}

function drawGraph(box) {
  const data = read(box.dataset.graph);
  const places = place(data);
  const most = Math.max(1, ...data.edges.map((edge) => edge.orders));
  const graph = cytoscape({
    container: box,
    elements: [
      ...data.buyers.map((node) => ({ data: node, classes: node.is_named ? "buyer named" : "buyer", position: places[node.id] })),
      ...data.shops.map((node) => ({ data: node, classes: "shop", position: places[node.id] })),
      ...data.edges.map((edge) => ({ data: { ...edge, width: 0.75 + (3.25 * edge.orders) / most } })),
    ],
    layout: { name: "preset", padding: 36 },
    minZoom: 0.15, maxZoom: 3, autoungrabify: true,
    userZoomingEnabled: false, // the wheel belongs to the page; there are buttons
    style: [
      { selector: "node", style: { label: "data(label)", "font-size": 19, color: colour("--ink"), "text-outline-color": colour("--sunk"), "text-outline-width": 3, "min-zoomed-font-size": 6 } },
      { selector: ".buyer", style: { shape: "ellipse", width: 20, height: 20, "background-color": colour("--buyer"), "text-valign": "bottom", "text-margin-y": 2 } },
      { selector: ".named", style: { "border-width": 3, "border-color": colour("--ink") } },
      { selector: ".shop", style: { shape: "round-rectangle", width: 32, height: 32, "background-color": colour("--shop"), "font-size": 24, "font-weight": "bold", "text-valign": "top", "text-margin-y": -3 } },
      { selector: "edge", style: { width: "data(width)", "line-color": colour("--line-strong"), opacity: 0.45, "curve-style": "straight" } },
      { selector: ".near", style: { opacity: 1, "line-color": colour("--seal") } },
      { selector: ".far", style: { opacity: 0.15 } },
    ],
  });
  graph.on("tap", "node", (event) => {
    graph.elements().removeClass("near far");
    const near = event.target.closedNeighborhood();
    graph.elements().not(near).addClass("far");
    near.edges().addClass("near");
  });
  graph.on("tap", (event) => { if (event.target === graph) graph.elements().removeClass("near far"); });
  for (const button of document.querySelectorAll(`[data-zoom="${box.dataset.graph}"]`)) {
    button.addEventListener("click", () => (button.value === "0" ? graph.fit(undefined, 36) : graph.zoom({ level: graph.zoom() * Number(button.value), renderedPosition: { x: box.clientWidth / 2, y: box.clientHeight / 2 } })));
  }
  new ResizeObserver(() => { graph.resize(); graph.fit(undefined, 36); }).observe(box);
  const paper = document.createElement("img");
  paper.className = "graph-on-paper";
  paper.alt = box.getAttribute("aria-label") || "";
  paper.src = graph.png({ full: true, scale: 1.5, maxWidth: 1600, maxHeight: 1600, bg: colour("--sunk") });
  box.after(paper);
}

function draw() {
  for (const box of document.querySelectorAll("[data-timeline]:not([data-drawn])")) { box.dataset.drawn = "yes"; drawTimeline(box); }
  for (const box of document.querySelectorAll("[data-graph]:not([data-drawn])")) { box.dataset.drawn = "yes"; drawGraph(box); }
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
  if (form.method !== "post" || form.hasAttribute("data-again")) return;
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

// ---- What comes in place of the form just sent takes its focus, once it is ready: with autofocus, Enter could reach a form that htmx does not know yet ----
document.addEventListener("htmx:afterSettle", (event) => { event.target.querySelector("[data-focus]")?.focus(); });

// ---- What the server refuses is said on top, not swallowed ----
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status < 400) { document.getElementById("fault").textContent = ""; return; }
  event.detail.shouldSwap = true;
  event.detail.target = document.getElementById("fault");
  event.detail.swapOverride = "innerHTML";
});
