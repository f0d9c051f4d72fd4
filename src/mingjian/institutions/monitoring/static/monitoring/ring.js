// A ring of buyers and shops, or the things that a trace reached (Cytoscape), for the exhibit of that name.
"use strict";

const LARGEST = 1.25; // to which a small graph is brought near
const SIGN = 19, READABLE = 11; // pixels of a label's sign, and of the smallest sign that is shown
const WIDE = 380, HIGH = 40; // of a label of sixteen signs and of a line

function place({ buyers, shops }) {
  if (buyers.concat(shops).every((node) => node.place)) return inColumns(buyers.concat(shops));
  // Shops stand on an inner circle, buyers on an outer one, each near the shops it buys at: rings of forty buyers stay readable.
  const turn = (n, of, radius) => ({ x: radius * Math.cos((2 * Math.PI * n) / of - Math.PI / 2), y: radius * Math.sin((2 * Math.PI * n) / of - Math.PI / 2) });
  const outer = Math.max(220, buyers.length * 11), inner = Math.max(shops.length > 1 ? 90 : 0, shops.length * 15 - 30, shops.length > 1 ? outer * 0.45 : 0);
  const places = {};
  shops.forEach((shop, n) => { places[shop.id] = turn(n, shops.length, inner); });
  buyers.forEach((buyer, n) => { places[buyer.id] = turn(n, buyers.length, outer); });
  return places;
}

// What was reached stands in columns, a step a column, and each column is centred: labels to the right of their nodes never meet.
function inColumns(nodes) {
  const rows = {};
  for (const { place: [column, row] } of nodes) rows[column] = Math.max(rows[column] || 0, row);
  return Object.fromEntries(nodes.map(({ id, place: [column, row] }) => [id, { x: column * WIDE, y: (row - rows[column] / 2) * HIGH }]));
}

/**
 * Show the whole graph; a small one is not blown up beyond what its labels bear.
 *
 * What stands in columns is not made smaller than can be read either: on a phone its beginning is shown, and the rest is dragged into view.
 */
function showWhole(graph) {
  graph.fit(undefined, 36);
  if (graph.zoom() > LARGEST) {
    graph.zoom(LARGEST);
    graph.center();
  }
  if (graph.zoom() * SIGN < READABLE && graph.nodes(".beside").nonempty()) {
    graph.zoom((READABLE + 0.5) / SIGN);
    graph.center();
    graph.panBy({ x: 12 - graph.elements().renderedBoundingBox().x1, y: 0 });
  }
}

function drawGraph(box) {
  const data = read(box.dataset.graph);
  const places = place(data), beside = data.buyers.concat(data.shops).every((node) => node.place) ? " beside" : "";
  const most = Math.max(1, ...data.edges.map((edge) => edge.orders));
  const graph = cytoscape({
    container: box,
    elements: [
      ...data.buyers.map((node) => ({ data: node, classes: (node.is_named ? "buyer named" : "buyer") + beside, position: places[node.id] })),
      ...data.shops.map((node) => ({ data: node, classes: `shop${beside}`, position: places[node.id] })),
      ...data.edges.map((edge) => ({ data: { ...edge, width: 0.75 + (3.25 * edge.orders) / most } })),
    ],
    layout: { name: "preset", padding: 36 },
    minZoom: 0.15, maxZoom: 3, autoungrabify: true,
    userZoomingEnabled: false, // the wheel belongs to the page; there are buttons
    style: [
      { selector: "node", style: { label: "data(label)", "font-size": SIGN, color: colour("--ink"), "text-outline-color": colour("--sunk"), "text-outline-width": 3, "min-zoomed-font-size": READABLE } },
      { selector: ".buyer", style: { shape: "ellipse", width: 20, height: 20, "background-color": colour("--buyer"), "text-valign": "bottom", "text-margin-y": 2 } },
      { selector: ".named", style: { "border-width": 3, "border-color": colour("--ink") } },
      { selector: ".shop", style: { shape: "round-rectangle", width: 32, height: 32, "background-color": colour("--shop"), "font-size": 24, "font-weight": "bold", "text-valign": "top", "text-margin-y": -3 } },
      { selector: ".beside", style: { width: 20, height: 20, "font-size": SIGN, "font-weight": "normal", "text-halign": "right", "text-valign": "center", "text-margin-x": 4, "text-margin-y": 0 } },
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
    button.addEventListener("click", () => (button.value === "0" ? showWhole(graph) : graph.zoom({ level: graph.zoom() * Number(button.value), renderedPosition: { x: box.clientWidth / 2, y: box.clientHeight / 2 } })));
  }
  new ResizeObserver(() => { graph.resize(); showWhole(graph); }).observe(box);
  const paper = document.createElement("img");
  paper.className = "graph-on-paper";
  paper.alt = box.getAttribute("aria-label") || "";
  graph.nodes().style("min-zoomed-font-size", 6); // paper is seen closer than a screen
  paper.src = graph.png({ full: true, scale: 1.5, maxWidth: 1600, maxHeight: 1600, bg: colour("--sunk") });
  graph.nodes().removeStyle("min-zoomed-font-size");
  box.after(paper);
}
pictures.push(["[data-graph]", drawGraph]);
