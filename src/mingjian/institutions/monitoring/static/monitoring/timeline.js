// Orders over time (ECharts), for the exhibit of that name.
"use strict";

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
pictures.push(["[data-timeline]", drawTimeline]);
