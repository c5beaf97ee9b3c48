// Charts on two axes: bars, lines, points, boxes and candles, as ECharts and Chart.js draw them.
import { amount, answer, axisStyle, base, chartjs, echart, labels, legendOf } from './chartParts.mjs';
import { walk } from './smallCharts.mjs';
import { months, weekdays } from './words.mjs';

export function bars(c, kind) {
  const { r, look } = c;
  const b = base(c);
  const horizontal = kind === 'horizontal';
  const stacked = kind === 'stacked';
  const series = stacked ? r.int(2, 5) : kind === 'grouped' ? r.int(2, 4) : 1;
  const count = r.pick([3, 4, 5, 6, 7, 8, 12]);
  const names = labels(r, count);
  const value = amount(r);
  const colourful = series === 1 && r.chance(0.3);
  const data = r.times(series, () => names.map(value));
  const words = {
    bar: [
      ['bar chart', 'bar graph', 'column chart', 'vertical bar chart'],
      [`a bar chart with ${names.length} bars`, colourful ? 'bars in several colours' : 'vertical bars in one colour'],
    ],
    horizontal: [
      ['horizontal bar chart', 'bar chart', 'horizontal bars'],
      [`${names.length} horizontal bars`, 'a bar chart that lies on its side'],
    ],
    stacked: [
      ['stacked bar chart', 'stacked column chart', 'bar chart'],
      ['bars made of coloured parts', `a bar chart with ${series} colours stacked`],
    ],
    grouped: [
      ['grouped bar chart', 'bar chart', 'clustered bar chart'],
      ['bars side by side in groups', `a bar chart with ${series} series`],
    ],
  }[kind];
  if (r.chance(0.3)) {
    const scale = { ticks: { color: look.soft }, grid: { color: look.line }, stacked };
    return answer(
      c,
      b,
      chartjs(b, look, {
        type: 'bar',
        data: {
          labels: names,
          datasets: data.map((values, i) => ({
            label: `Series ${i + 1}`,
            data: values,
            backgroundColor: colourful ? b.colours : b.colours[i],
          })),
        },
        options: { indexAxis: horizontal ? 'y' : 'x', scales: { x: scale, y: scale } },
      }),
      ...words,
    );
  }
  const category = { type: 'category', data: names, ...axisStyle(look, false) };
  const numbers = { type: 'value', ...axisStyle(look, r.chance(0.7)) };
  return answer(
    c,
    b,
    echart({
      ...b.option,
      legend: series > 1 ? legendOf(c, b.legend) : undefined,
      grid: { left: '9%', right: '5%', top: 60, bottom: 60, containLabel: true, ...b.frame },
      xAxis: horizontal ? numbers : category,
      yAxis: horizontal ? category : numbers,
      series: data.map((values, i) => ({
        type: 'bar',
        name: `Series ${i + 1}`,
        stack: stacked ? 'all' : undefined,
        data: colourful ? values.map((one, at) => ({ value: one, itemStyle: { color: b.colours[at % 8] } })) : values,
        itemStyle: { borderRadius: stacked ? 0 : r.pick([0, 0, 4, 10]) },
        label: { show: series === 1 && r.chance(0.4), position: horizontal ? 'right' : 'top', color: look.ink },
      })),
    }),
    ...words,
  );
}

export function lines(c, kind) {
  const { r, look } = c;
  const b = base(c);
  const count = kind === 'line' ? 1 : kind === 'area' ? r.int(1, 4) : r.int(2, 6);
  const points = r.pick([7, 12, 24, 60]);
  const smooth = r.chance(0.4);
  const marks = points < 25 && r.chance(0.6);
  const scale = r.pick([10, 100, 1000]);
  const stacked = kind === 'area' && count > 1 && r.chance(0.6);
  const data = r.times(count, () => walk(r, points).map(value => Math.round(value * scale * 10) / 10));
  const names = r.times(points, i => (points === 12 ? months[i] : points === 7 ? weekdays[i] : String(2026 - points + i)));
  const words = {
    line: [
      ['line chart', 'line graph', 'chart with one line'],
      ['one line going up and down', marks ? 'a line with points' : 'a plain line over time'],
    ],
    multi: [
      ['multi-line chart', 'line chart', 'line graph'],
      [`${count} coloured lines`, 'several lines compared over time'],
    ],
    area: [
      [...(stacked ? ['stacked area chart'] : []), 'area chart', 'filled line chart', 'area graph'],
      [count > 1 ? 'coloured areas over each other' : 'the area below a line is filled', 'a filled chart over time'],
    ],
  }[kind];
  if (r.chance(0.3)) {
    const axis = { ticks: { color: look.soft }, grid: { color: look.line } };
    return answer(
      c,
      b,
      chartjs(b, look, {
        type: 'line',
        data: {
          labels: names,
          datasets: data.map((values, i) => ({
            label: `Series ${i + 1}`,
            data: values,
            borderColor: b.colours[i],
            backgroundColor: kind === 'area' ? `${b.colours[i]}66` : b.colours[i],
            fill: kind === 'area',
            tension: smooth ? 0.4 : 0,
            pointRadius: marks ? 4 : 0,
          })),
        },
        options: { scales: { x: axis, y: { ...axis, stacked } } },
      }),
      ...words,
    );
  }
  return answer(
    c,
    b,
    echart({
      ...b.option,
      legend: count > 1 ? legendOf(c, b.legend) : undefined,
      grid: { left: '8%', right: '5%', top: 60, bottom: 60, ...b.frame },
      xAxis: { type: 'category', boundaryGap: false, data: names, ...axisStyle(look, r.chance(0.3)) },
      yAxis: { type: 'value', ...axisStyle(look, r.chance(0.75)) },
      series: data.map((values, i) => ({
        type: 'line',
        name: `Series ${i + 1}`,
        data: values,
        smooth,
        symbol: marks ? 'circle' : 'none',
        symbolSize: 8,
        stack: stacked ? 'all' : undefined,
        lineStyle: { width: r.int(2, 5) },
        areaStyle: kind === 'area' ? { opacity: r.between(0.3, 0.9) } : undefined,
      })),
    }),
    ...words,
  );
}

export function scatter(c, kind) {
  const { r, look } = c;
  const b = base(c);
  const groups = r.int(1, 4);
  const bubble = kind === 'bubble';
  const trend = r.pick([-1, 0, 1]);
  const series = r.times(groups, () => {
    const [x, y] = [r.between(25, 75), r.between(25, 75)];
    return {
      type: 'scatter',
      data: r.times(bubble ? r.int(4, 12) : r.int(20, 90), () => {
        const along = r.bell() * 16;
        return [x + along, y + trend * along + r.bell() * (trend ? 6 : 14), bubble ? r.between(12, 90) : 9];
      }),
    };
  });
  const size = bubble ? undefined : r.int(6, 14);
  return answer(
    c,
    b,
    echart({
      ...b.option,
      grid: { left: '8%', right: '5%', top: 60, bottom: 50, ...b.frame },
      xAxis: { type: 'value', ...axisStyle(look, r.chance(0.5)) },
      yAxis: { type: 'value', ...axisStyle(look, r.chance(0.6)) },
      series: series.map(one => ({ ...one, symbolSize: size, sized: bubble, itemStyle: { opacity: r.between(0.5, 0.95) } })),
    }),
    ...(bubble
      ? [
          ['bubble chart', 'bubble plot', 'chart with bubbles'],
          ['circles of different sizes', 'bubbles on two axes'],
        ]
      : [
          ['scatter plot', 'scatter chart', 'point cloud'],
          [
            groups > 1 ? 'points in several colours' : 'many points on two axes',
            trend ? 'points that follow a line' : 'points without a clear trend',
            'dots in a coordinate system',
          ],
        ]),
  );
}

export function punchCard(c) {
  const { r, look } = c;
  const b = base(c);
  const size = r.int(5, 8);
  const data = r.times(size * size, i => [i % size, Math.floor(i / size), r.int(4, 60)]);
  return answer(
    c,
    b,
    echart({
      ...b.option,
      grid: { left: '10%', right: '5%', top: 60, bottom: 50 },
      xAxis: { type: 'category', data: r.times(size, i => weekdays[i % 7] + i), ...axisStyle(look, true) },
      yAxis: { type: 'category', data: r.times(size, i => `${i * 3}:00`), ...axisStyle(look, true) },
      series: [{ type: 'scatter', sized: true, data }],
    }),
    ['punch card chart', 'dot matrix chart', 'bubble chart'],
    ['rows of dots of different sizes', 'a grid of circles'],
  );
}

export function histogram(c) {
  const { r, look } = c;
  const b = base(c);
  const bins = r.int(12, 32);
  const centre = r.between(0.3, 0.7);
  const data = r.times(bins, i =>
    Math.max(1, Math.round(120 * Math.exp(-(((i / bins - centre) / r.between(0.16, 0.2)) ** 2)) + r.between(0, 9))),
  );
  return answer(
    c,
    b,
    echart({
      ...b.option,
      grid: { left: '8%', right: '5%', top: 60, bottom: 50, ...b.frame },
      xAxis: { type: 'category', data: data.map((_, i) => i * 5), ...axisStyle(look, false) },
      yAxis: { type: 'value', ...axisStyle(look, r.chance(0.6)) },
      series: [
        { type: 'bar', data, barCategoryGap: r.pick(['0%', '3%']), itemStyle: { borderColor: look.bg, borderWidth: 1 } },
        ...(r.chance(0.3) ? [{ type: 'line', smooth: true, symbol: 'none', data }] : []),
      ],
    }),
    ['histogram', 'distribution chart', 'frequency distribution'],
    ['bars without gaps in the shape of a bell', 'a distribution of values'],
  );
}

export function box(c) {
  const { r, look } = c;
  const b = base(c);
  const names = labels(r, r.int(3, 8));
  const data = names.map(() => {
    const middle = r.between(30, 70);
    const spread = r.between(6, 16);
    return [middle - spread * 2, middle - spread, middle + r.bell() * spread * 0.3, middle + spread, middle + spread * 1.9];
  });
  return answer(
    c,
    b,
    echart({
      ...b.option,
      grid: { left: '8%', right: '5%', top: 60, bottom: 50, ...b.frame },
      xAxis: { type: 'category', data: names, ...axisStyle(look, false) },
      yAxis: { type: 'value', ...axisStyle(look, r.chance(0.7)) },
      series: [
        {
          type: 'boxplot',
          data,
          itemStyle: { color: r.chance(0.6) ? `${b.colours[0]}88` : 'transparent', borderColor: b.colours[0], borderWidth: 2 },
        },
        ...(r.chance(0.4)
          ? [{ type: 'scatter', symbolSize: 7, data: r.times(8, () => [r.int(0, names.length - 1), r.pick([4, 8, 92, 97])]) }]
          : []),
      ],
    }),
    ['box plot', 'box and whisker plot', 'boxplot'],
    ['boxes with whiskers', `${names.length} boxes with lines above and below`],
  );
}

export function candles(c) {
  const { r, look } = c;
  const b = base(c);
  const count = r.int(24, 80);
  let price = r.between(40, 200);
  const data = r.times(count, () => {
    const open = price;
    price = Math.max(5, price * (1 + r.bell() * 0.02));
    return [open, price, Math.min(open, price) * (1 - r.next() * 0.015), Math.max(open, price) * (1 + r.next() * 0.015)].map(
      value => Math.round(value * 100) / 100,
    );
  });
  const [up, down] = r.pick([
    ['#26a69a', '#ef5350'],
    ['#16a34a', '#dc2626'],
    ['#2e7d32', '#c62828'],
  ]);
  return answer(
    c,
    { ...b, subject: 'stock prices' },
    echart({
      ...b.option,
      grid: { left: '8%', right: '5%', top: 60, bottom: 50, ...b.frame },
      xAxis: { type: 'category', data: data.map((_, i) => i), ...axisStyle(look, r.chance(0.4)) },
      yAxis: { scale: true, ...axisStyle(look, r.chance(0.6)) },
      series: [
        { type: 'candlestick', data, itemStyle: { color: up, color0: down, borderColor: up, borderColor0: down } },
        ...(r.chance(0.4)
          ? [
              {
                type: 'line',
                smooth: true,
                symbol: 'none',
                data: data.map((_, i) => {
                  const part = data.slice(Math.max(0, i - 6), i + 1);
                  return part.reduce((sum, one) => sum + one[1], 0) / part.length;
                }),
              },
            ]
          : []),
      ],
    }),
    ['candlestick chart', 'stock chart', 'trading chart', 'share prices'],
    ['green and red candles', 'prices going up and down on the stock market'],
  );
}

export function waterfall(c) {
  const { r, look } = c;
  const b = base(c);
  const names = labels(r, 7);
  let sum = 60;
  const steps = names.map((_, i) => {
    const change = i === 0 ? 60 : r.int(-22, 26);
    const low = i === 0 ? 0 : Math.min(sum, sum + change);
    if (i > 0) sum += change;
    return [low, Math.abs(change), change >= 0];
  });
  return answer(
    c,
    b,
    echart({
      ...b.option,
      grid: { left: '8%', right: '5%', top: 60, bottom: 50, ...b.frame },
      xAxis: { type: 'category', data: names, ...axisStyle(look, false) },
      yAxis: { type: 'value', ...axisStyle(look, true) },
      series: [
        { type: 'bar', stack: 'a', itemStyle: { color: 'transparent' }, data: steps.map(one => one[0]) },
        {
          type: 'bar',
          stack: 'a',
          data: steps.map(one => ({ value: one[1], itemStyle: { color: one[2] ? '#2e9e5b' : '#dc2626' } })),
        },
      ],
    }),
    ['waterfall chart', 'bridge chart', 'bar chart'],
    ['floating green and red bars', 'gains and losses step by step'],
  );
}
