// Says the size and kind of a file before it is sent, and that it is being sent. The server judges; this only saves the way there and back.
"use strict";

(() => {
  const words = () => document.getElementById("upload-words").dataset;
  const shown = (bytes) => (bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 2 ** 20).toFixed(1)} MB`);
  const endingOf = (name) => (name.includes(".") ? name.slice(name.lastIndexOf(".")).toLowerCase() : "");

  function faultOf(input, file) {
    const taken = input.accept.split(",").map((one) => one.trim().toLowerCase()).filter((one) => one.startsWith("."));
    if (file.size === 0) return words().empty;
    if (file.size > Number(input.dataset.most || words().most)) return words().large;
    return taken.length && endingOf(file.name) && !taken.includes(endingOf(file.name)) ? `${words().kind} ${taken.join(" ")}` : "";
  }

  function tell(input) {
    let told = input.nextElementSibling;
    if (!told?.matches("[data-chosen]")) {
      told = document.createElement("p");
      told.dataset.chosen = "";
      told.setAttribute("role", "status");
      input.after(told);
    }
    const files = [...input.files], fault = files.map((file) => faultOf(input, file)).find(Boolean) || "";
    told.className = fault ? "field__fault" : "field__hint";
    told.textContent = [...files.map((file) => `${file.name} · ${endingOf(file.name).slice(1).toUpperCase() || "?"} · ${shown(file.size)}`), fault].filter(Boolean).join(" — ");
    input.setCustomValidity(fault);
  }
  document.addEventListener("change", (event) => { if (event.target.matches('input[type="file"]')) tell(event.target); });

  // ---- What is dropped on the page, or pasted, goes to the field that takes it: a screenshot needs no file of its own first ----
  const taker = () => document.querySelector('input[type="file"][data-takes-dropped]');
  const named = (file) => {
    if (file.name && file.name !== "image.png") return file;
    const at = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 19).replace(/\D/g, "");
    return new File([file], `${words().pasted}${at}.${(file.type.split("/")[1] || "png").replace("jpeg", "jpg")}`, { type: file.type });
  };
  function take(input, files) {
    const all = new DataTransfer();
    [...(input.multiple ? input.files : []), ...files].forEach((file) => all.items.add(file));
    input.files = all.files;
    for (let above = input.closest("details"); above; above = above.parentElement?.closest("details")) above.open = true;
    tell(input);
    input.scrollIntoView({ block: "center" });
  }
  document.addEventListener("dragover", (event) => { if (taker() && event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length || event.target.matches?.('input[type="file"]') || !taker()) return;
    event.preventDefault();
    take(taker(), event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files || [])].map(named);
    if (files.length && taker()) { event.preventDefault(); take(taker(), files); }
  });

  // ---- While it is sent: a bar that moves, and how much there is; a browser tells a page no more of a form that it sends itself ----
  document.addEventListener("submit", (event) => {
    const files = [...event.target.querySelectorAll('input[type="file"]')].flatMap((input) => [...input.files]);
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    if (event.defaultPrevented || bytes < 2 ** 20) return;
    const told = document.createElement("p");
    told.className = "note";
    told.setAttribute("role", "status");
    told.append(`${words().sending} ${shown(bytes)} `, document.createElement("progress"));
    event.target.append(told);
    addEventListener("pageshow", () => told.remove(), { once: true });
  });
})();
