// What all charts share: words, colours, axes, and what may be said of them.
import { colourName, palette } from './look.mjs';
import { categories, cities, months, subjects, weekdays } from './words.mjs';

/** What all charts share: a title or none, a legend or none, colours, and words for the subject. */
export function base(c) {
  const { r, look, w } = c;
  const subject = r.pick(subjects);
  const colours = palette(r, look);
  const title = r.chance(0.65)
    ? w.capital(`${subject} ${r.pick(['by region', 'per month', 'in 2026', 'over time', 'by category', ''])}`.trim())
    : '';
  return {
    subject,
    colours,
    shades: colours[0] === look.accent ? look.accentName : undefined,
    title,
    legend: r.chance(0.6),
    // The four lines around the figure that scientific plots have.
    frame: r.chance(0.25) ? { show: true, borderColor: look.ink, borderWidth: 1.5 } : {},
    option: {
      animation: false,
      color: colours,
      backgroundColor: look.bg,
      textStyle: { fontFamily: look.font, color: look.ink },
      title: title
        ? { text: title, left: r.pick(['left', 'center']), textStyle: { color: look.ink, fontSize: r.int(16, 28) } }
        : undefined,
    },
  };
}

export const axisStyle = (look, grid) => ({
  axisLabel: { color: look.soft, fontSize: 14 },
  axisLine: { show: true, lineStyle: { color: look.soft } },
  splitLine: { show: grid, lineStyle: { color: look.line } },
});

export const legendOf = (c, shown) => (shown ? { bottom: 4, textStyle: { color: c.look.ink } } : undefined);

export const labels = (r, count) =>
  count === 12 ? months : count === 7 && r.chance(0.5) ? weekdays : r.pick([r.pick(categories), cities]).slice(0, count);

export const amount = r => {
  const top = r.pick([10, 100, 100, 1000, 50000]);
  return () => Math.round(r.between(0.08, 1) * top * 10) / 10;
};

export const echart = option => ({
  html: '<div id="chart" class="full" style="padding:10px"></div>',
  script: { echarts: option },
});

export function chartjs(b, look, config) {
  config.options = {
    ...config.options,
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    color: look.ink,
    font: { family: look.font },
    plugins: {
      legend: { display: b.legend, labels: { color: look.ink } },
      title: { display: b.title !== '', text: b.title, color: look.ink, font: { size: 22 } },
    },
  };
  return { html: '<div class="full" style="padding:22px"><canvas id="canvas"></canvas></div>', script: { chartjs: config } };
}

/** Says of a chart what can be seen: its subject only where a title names it, one colour only where it has one. */
export function answer(c, b, chart, names, details, broader = ['chart', 'diagram', 'graph', 'data visualization']) {
  const { echarts, chartjs: simple } = chart.script ?? {};
  const titled = b.title !== '' && (chart.script !== undefined || chart.html.includes(b.title));
  const hasLegend = echarts?.legend !== undefined || (simple !== undefined && b.legend);
  const single =
    echarts?.series.length === 1 &&
    ['bar', 'line', 'scatter', 'boxplot'].includes(echarts.series[0].type) &&
    echarts.series[0].data.every(one => one?.itemStyle === undefined);
  return {
    ...chart,
    names,
    colour: single ? colourName(b.colours[0]) : undefined,
    details: [
      ...details,
      ...(titled ? [`${names[0]} of ${b.subject}`, 'a chart with a title'] : []),
      ...(hasLegend ? ['a chart with a legend'] : []),
      ...(!single &&
      b.shades !== undefined &&
      chart.script !== undefined &&
      !['gauge', 'heatmap', 'candlestick'].includes(echarts?.series[0].type)
        ? [`${names[0]} in shades of ${b.shades}`]
        : []),
    ],
    broader,
  };
}
