// A chart of the table beside it: <div class="chart" data-chart="rows|columns" data-table="#id" data-most="12">.
// Every point opens what its cell's link opens; readers of the page without sight have the table itself.
import { init } from "../vendor/echarts/echarts.mjs";
import { readTable } from "./chart_rules.mjs";

const PALE = "#a9bccb";
const PAPER_WIDTH = 680; // A4 less its margins, at 96 to the inch

const LOW = 160; // px: below it there is room for few lines of the value axis

function optionFor({ names, series }, isRows, height) {
  const style = getComputedStyle(document.body);
  // The page's own colours, which a wall has darker.
  const [ink, quiet, line, accent, third] = ["--ink", "--ink-quiet", "--line", "--accent", "--yellow"]
    .map((name) => style.getPropertyValue(name).trim());
  const text = { fontFamily: style.fontFamily, fontSize: 13, color: ink };
  const category = {
    type: "category", data: names, inverse: isRows, axisTick: { show: false },
    axisLine: { lineStyle: { color: line } }, axisLabel: { ...text, width: isRows ? 120 : undefined, overflow: "truncate" },
  };
  const value = {
    type: "value", minInterval: 1, splitNumber: height < LOW ? 2 : 5, splitLine: { lineStyle: { color: line } },
    axisLabel: { ...text, color: quiet, formatter: (number) => number.toLocaleString("en") },
  };
  return {
    animation: false, color: [PALE, accent, third], textStyle: text,
    grid: { left: 8, right: 24, top: 32, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: text, icon: "rect" },
    // richText: an HTML tip would need inline styles, which the content policy refuses.
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" }, textStyle: text },
    xAxis: isRows ? value : category, yAxis: isRows ? category : value,
    series: series.map(({ name, type, points }) => ({
      name, type, data: points.map((point) => point.value), barMaxWidth: 14, barGap: "10%", cursor: "pointer",
      emphasis: { disabled: true }, symbolSize: 7,
    })),
  };
}

function draw(element) {
  const read = readTable(document.querySelector(element.dataset.table), Number(element.dataset.most || Infinity));
  if (!read.names.length) {
    element.hidden = true;
    return;
  }
  const isRows = element.dataset.chart === "rows";
  if (isRows) element.style.height = `${56 + read.names.length * 34}px`;
  const chart = init(element, null, { renderer: "svg" });
  chart.setOption(optionFor(read, isRows, chart.getHeight()));
  chart.on("click", ({ seriesIndex, dataIndex }) => {
    const { href } = read.series[seriesIndex].points[dataIndex];
    if (href) location.assign(href);
  });
  new ResizeObserver(() => chart.resize()).observe(element);
  addEventListener("beforeprint", () => chart.resize({ width: PAPER_WIDTH }));
  addEventListener("afterprint", () => chart.resize({ width: "auto" }));
}

function drawAll(root) {
  for (const element of root.querySelectorAll("[data-chart]:not([data-drawn])")) {
    element.dataset.drawn = "";
    draw(element);
  }
}

drawAll(document);
document.addEventListener("htmx:afterSwap", (event) => drawAll(event.detail.target));
