// Draws the intervals of an outcome from the JSON beside them: a group a proposal, a line a structure. No inline script, no inline style.
"use strict";

const SHADES = ["--link", "--seal", "--good", "--warn"];

function drawIntervals(box) {
  const { groups, series, watermark } = JSON.parse(document.getElementById(box.dataset.intervals).textContent);
  const shade = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const chart = echarts.init(box, null, { renderer: "svg" });
  const axis = { axisLine: { lineStyle: { color: shade("--line-strong") } }, axisLabel: { color: shade("--soft") }, splitLine: { lineStyle: { color: shade("--line") } } };
  const layout = () => {
    const isNarrow = box.clientWidth < 600;
    return { grid: { left: isNarrow ? 96 : 200, right: 24, top: 56, bottom: 36 }, yAxis: { axisLabel: { width: isNarrow ? 84 : 188, overflow: "break" } } };
  };
  const line = (place) => (params, api) => {
    const shift = (place - (series.length - 1) / 2) * Math.min(14, (api.size([0, 1])[1] * 0.8) / series.length);
    const at = (value) => { const [x, y] = api.coord([value, api.value(0)]); return [x, y + shift]; };
    const [low, middle, high] = [1, 2, 3].map((part) => at(api.value(part)));
    const stroke = { stroke: shade(SHADES[place % SHADES.length]), lineWidth: 2 };
    return { type: "group", children: [
      { type: "line", shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style: stroke },
      ...[low, high].map(([x, y]) => ({ type: "line", shape: { x1: x, y1: y - 3, x2: x, y2: y + 3 }, style: stroke })),
      { type: "circle", shape: { cx: middle[0], cy: middle[1], r: 4 }, style: { fill: stroke.stroke } },
    ] };
  };
  chart.setOption({
    animation: false,
    aria: { enabled: false },
    legend: { top: 0, left: 0, textStyle: { color: shade("--soft") }, data: series.map((one) => one.name) },
    tooltip: { show: false },
    xAxis: { type: "value", scale: false, ...axis, axisLabel: { ...axis.axisLabel, hideOverlap: true } },
    yAxis: { type: "category", inverse: true, data: groups, ...axis },
    graphic: watermark ? [{ type: "text", left: "center", top: "middle", rotation: 0.35, style: { text: watermark, fill: shade("--soft"), opacity: 0.45, font: "bold 22px sans-serif" } }] : [],
    series: [
      ...series.map((one, place) => ({ name: one.name, type: "custom", color: shade(SHADES[place % SHADES.length]), renderItem: line(place), encode: { x: [1, 2, 3], y: 0 }, data: one.spans.map((span, n) => [n, ...span]) })),
      { type: "line", data: [], silent: true, markLine: { symbol: "none", silent: true, label: { show: false }, lineStyle: { color: shade("--soft"), type: "dashed" }, data: [{ xAxis: 0 }] } },
    ],
  });
  new ResizeObserver(() => { chart.resize(); chart.setOption(layout()); }).observe(box);
}

document.addEventListener("DOMContentLoaded", () => { for (const box of document.querySelectorAll("[data-intervals]")) drawIntervals(box); });
