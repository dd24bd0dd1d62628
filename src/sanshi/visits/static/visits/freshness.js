// One line over the days. The table below says the same in words.
const place = document.getElementById("graph");
const stored = document.getElementById("points");

if (place && stored && window.echarts) {
  const style = getComputedStyle(document.documentElement);
  const chart = window.echarts.init(place);
  const points = JSON.parse(stored.textContent);
  const lowest = Math.min(...points.map(([, percent]) => percent));
  chart.setOption({
    animation: false,
    grid: { left: 48, right: 16, top: 16, bottom: 32 },
    textStyle: { fontFamily: style.getPropertyValue("--sans") },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => `${value} %` },
    xAxis: { type: "time", splitNumber: place.clientWidth > 700 ? 8 : 3, axisLabel: { hideOverlap: true, formatter: "{MM}-{dd}" } },
    yAxis: { type: "value", min: Math.max(0, Math.floor(lowest / 10) * 10 - 10), max: 100, axisLabel: { formatter: "{value} %" } },
    series: [{
      type: "line",
      name: place.dataset.name,
      data: points,
      showSymbol: points.length < 15,
      lineStyle: { color: style.getPropertyValue("--blue").trim(), width: 2 },
      itemStyle: { color: style.getPropertyValue("--blue").trim() },
      areaStyle: { color: style.getPropertyValue("--blue-soft").trim() },
    }],
  });
  new ResizeObserver(() => chart.resize()).observe(place);
}
