// Draws boxes over a picture that is to be masked, and lets each box go with its tick.
(() => {
  const picture = document.querySelector("svg[data-mask]");
  const list = document.querySelector("[data-boxes]");
  if (!picture || !list) return;
  const NS = "http://www.w3.org/2000/svg";
  const place = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
  let from = null;
  let drawn = null;

  const span = (a, b) => [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)].map((one) => Math.max(0, Math.round(one)));
  const put = (box, [left, top, width, height]) => {
    for (const [name, value] of Object.entries({ x: left, y: top, width, height })) box.setAttribute(name, value);
  };

  picture.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    from = place(event);
    drawn = document.createElementNS(NS, "rect");
    drawn.setAttribute("class", "pictured__mask");
    picture.append(drawn);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (from) put(drawn, span(from, place(event)));
  });
  picture.addEventListener("pointerup", (event) => {
    if (!from) return;
    const told = span(from, place(event));
    from = null;
    if (told[2] < 4 || told[3] < 4) return drawn.remove();
    put(drawn, told);
    drawn.dataset.box = told.join(",");
    const label = document.createElement("label");
    label.className = "row";
    const tick = document.createElement("input");
    Object.assign(tick, { type: "checkbox", name: "box", value: told.join(","), checked: true });
    label.append(tick, ` ${list.querySelectorAll("input").length + 1} · ${told[0]}, ${told[1]}, ${told[2]} × ${told[3]}`);
    list.append(label);
  });
  list.addEventListener("change", (event) => {
    for (const box of picture.querySelectorAll(`rect[data-box="${event.target.value}"]`)) box.style.display = event.target.checked ? "" : "none";
  });
})();
