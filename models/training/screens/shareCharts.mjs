// Charts without two axes of numbers: shares, matrices, dials, trees and flows.
import { answer, axisStyle, base, chartjs, echart, labels, legendOf } from './chartParts.mjs';
import { walk } from './smallCharts.mjs';
import { cities, months } from './words.mjs';

export function pie(c, kind) {
  const { r, look } = c;
  const b = base(c);
  const count = r.int(2, 8);
  const names = labels(r, count).slice(0, count);
  const data = names.map(name => ({ name, value: Math.round(r.between(4, 60)) }));
  const words = {
    pie: [
      ['pie chart', 'pie graph', 'circle chart'],
      [`a circle cut into ${data.length} slices`, 'shares of a whole as coloured slices'],
    ],
    donut: [
      ['donut chart', 'doughnut chart', 'ring chart'],
      [`a ring with ${data.length} coloured parts`, 'a circle chart with a hole in the middle'],
    ],
    rose: [['rose chart', 'polar area chart', 'nightingale chart'], ['slices of different lengths around a centre']],
  }[kind];
  if (r.chance(0.3))
    return answer(
      c,
      b,
      chartjs(b, look, {
        type: { pie: 'pie', donut: 'doughnut', rose: 'polarArea' }[kind],
        data: {
          labels: data.map(one => one.name),
          datasets: [{ data: data.map(one => one.value), backgroundColor: b.colours, borderColor: look.bg }],
        },
        options: {},
      }),
      ...words,
    );
  return answer(
    c,
    b,
    echart({
      ...b.option,
      legend: legendOf(c, b.legend),
      series: [
        {
          type: 'pie',
          radius: kind === 'donut' ? [`${r.int(32, 52)}%`, '74%'] : kind === 'rose' ? ['8%', '74%'] : `${r.int(58, 78)}%`,
          roseType: kind === 'rose' ? 'area' : undefined,
          data,
          label: { show: r.chance(0.65), color: look.ink, fontSize: 15 },
          itemStyle: { borderColor: look.bg, borderWidth: r.pick([0, 2, 5]) },
        },
      ],
    }),
    ...words,
  );
}

export function heat(c) {
  const { r, look } = c;
  const b = base(c);
  const year = r.chance(0.25);
  const ramp = r.pick([
    ['#f7fbff', '#6baed6', '#08306b'],
    ['#ffffcc', '#fd8d3c', '#800026'],
    ['#440154', '#21918c', '#fde725'],
    ['#2166ac', '#f7f7f7', '#b2182b'],
    ['#ebedf0', '#40c463', '#216e39'],
  ]);
  const words = [
    ['heat map', 'heatmap', 'colour matrix'],
    [year ? 'a calendar of coloured squares' : 'a grid of coloured cells', 'values shown as colours'],
  ];
  const map = {
    min: 0,
    max: 100,
    show: r.chance(0.5),
    calculable: true,
    orient: 'vertical',
    right: 4,
    top: 'middle',
    inRange: { color: ramp },
    textStyle: { color: look.soft },
  };
  if (year)
    return answer(
      c,
      b,
      echart({
        ...b.option,
        visualMap: { ...map, show: false },
        calendar: {
          range: '2026',
          top: '30%',
          height: '40%',
          left: 60,
          right: 20,
          itemStyle: { color: look.surface, borderColor: look.bg, borderWidth: 3 },
          splitLine: { show: false },
          dayLabel: { color: look.soft },
          monthLabel: { color: look.soft },
          yearLabel: { show: false },
        },
        series: [
          {
            type: 'heatmap',
            coordinateSystem: 'calendar',
            data: r.times(365, i => [
              new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10),
              Math.round(100 * r.next() ** 2),
            ]),
          },
        ],
      }),
      ['calendar heat map', ...words[0]],
      words[1],
    );
  const [x, y] = [r.int(6, 24), r.int(5, 14)];
  const square = r.chance(0.3);
  return answer(
    c,
    b,
    echart({
      ...b.option,
      visualMap: map,
      grid: { left: '12%', right: '10%', top: 60, bottom: 50 },
      xAxis: { type: 'category', data: r.times(x, i => `${i}`), ...axisStyle(look, false) },
      yAxis: { type: 'category', data: r.times(square ? x : y, i => r.pick(cities).slice(0, 3) + i), ...axisStyle(look, false) },
      series: [
        {
          type: 'heatmap',
          data: r.times(x * (square ? x : y), i => {
            const [column, line] = [i % x, Math.floor(i / x)];
            return [
              column,
              line,
              Math.round(
                Math.min(
                  100,
                  Math.max(0, square && column === line ? 100 : 50 + 35 * Math.sin(column / 3 + line / 2) + r.bell() * 18),
                ),
              ),
            ];
          }),
          label: { show: x < 9 && r.chance(0.6) },
          itemStyle: { borderColor: look.bg, borderWidth: r.pick([0, 1, 3]) },
        },
      ],
    }),
    ...words,
  );
}

export function radar(c) {
  const { r, look } = c;
  const b = base(c);
  const axes = labels(r, r.int(5, 8));
  const count = r.int(1, 3);
  return answer(
    c,
    b,
    echart({
      ...b.option,
      legend: legendOf(c, b.legend && count > 1),
      radar: {
        shape: r.pick(['polygon', 'circle']),
        radius: '65%',
        indicator: axes.map(name => ({ name, max: 100 })),
        axisName: { color: look.ink, fontSize: 15 },
        splitLine: { lineStyle: { color: look.line } },
        splitArea: { show: r.chance(0.3) },
        axisLine: { lineStyle: { color: look.line } },
      },
      series: [
        {
          type: 'radar',
          data: r.times(count, i => ({
            name: `Series ${i + 1}`,
            value: axes.map(() => r.int(25, 95)),
            areaStyle: { opacity: r.pick([0, 0.25, 0.5]) },
            lineStyle: { width: 3 },
          })),
        },
      ],
    }),
    ['radar chart', 'spider chart', 'web chart', 'star chart'],
    [`${axes.length} axes from a centre`, 'a polygon in a web of lines'],
  );
}

export function gauge(c) {
  const { r, look } = c;
  const b = base(c);
  const value = r.int(5, 97);
  const half = r.chance(0.4);
  const zones = r.chance(0.5);
  return answer(
    c,
    b,
    echart({
      ...b.option,
      series: [
        {
          type: 'gauge',
          startAngle: half ? 180 : 225,
          endAngle: half ? 0 : -45,
          center: ['50%', half ? '68%' : '54%'],
          radius: half ? '95%' : '80%',
          progress: { show: !zones, width: r.int(14, 36) },
          axisLine: {
            lineStyle: {
              width: r.int(14, 36),
              color: zones
                ? [
                    [0.3, '#2e9e5b'],
                    [0.7, '#eab308'],
                    [1, '#dc2626'],
                  ]
                : [[1, look.line]],
            },
          },
          axisLabel: { color: look.soft, distance: 42, fontSize: 15 },
          axisTick: { show: r.chance(0.6) },
          pointer: { show: zones || r.chance(0.5) },
          detail: {
            formatter: `${value}${r.pick(['%', '', ' km/h', ' °C'])}`,
            color: look.ink,
            fontSize: r.int(28, 54),
            offsetCenter: [0, '45%'],
          },
          data: [{ value }],
        },
      ],
    }),
    ['gauge', 'gauge chart', 'speedometer', 'meter'],
    [
      half ? 'a half circle gauge' : 'a round dial with a scale',
      zones ? 'a dial with green, yellow and red zones' : 'a measuring dial with a number',
    ],
  );
}

export function tree(c, kind) {
  const { r, w, look } = c;
  const b = base(c);
  const branch = (depth, i) => ({
    name: w.noun(),
    value: r.int(5, 90),
    itemStyle: depth === 1 ? { color: b.colours[i % 8] } : undefined,
    children: depth < 2 ? r.times(r.int(2, 5), at => branch(depth + 1, at)) : undefined,
  });
  const data = r.times(r.int(3, 6), i => branch(1, i));
  if (kind === 'treemap')
    return answer(
      c,
      b,
      echart({
        ...b.option,
        series: [
          {
            type: 'treemap',
            width: '92%',
            height: '82%',
            roam: false,
            nodeClick: false,
            breadcrumb: { show: false },
            label: { fontSize: r.int(13, 22) },
            itemStyle: { borderColor: look.bg, borderWidth: r.int(1, 4), gapWidth: r.int(1, 3) },
            data,
          },
        ],
      }),
      ['treemap', 'tree map', 'treemap chart'],
      ['rectangles of different sizes that fill a square', 'nested coloured rectangles'],
    );
  return answer(
    c,
    b,
    echart({
      ...b.option,
      series: [
        {
          type: 'sunburst',
          radius: [`${r.int(0, 20)}%`, '88%'],
          data,
          itemStyle: { borderColor: look.bg, borderWidth: 2 },
          label: { show: r.chance(0.7), fontSize: 13 },
        },
      ],
    }),
    ['sunburst chart', 'multi-level pie chart', 'sunburst diagram'],
    ['rings of coloured parts around a centre', 'nested rings'],
  );
}

export function sankey(c) {
  const { r, w, look } = c;
  const b = base(c);
  const columns = r.times(r.int(2, 4), at => r.times(r.int(2, 5), i => `${w.noun()} ${at}${i}`));
  const links = columns
    .slice(1)
    .flatMap((right, at) =>
      columns[at].flatMap(source =>
        r.some(right, r.int(1, right.length)).map(target => ({ source, target, value: r.int(2, 20) })),
      ),
    );
  const used = new Set(links.flatMap(link => [link.source, link.target]));
  return answer(
    c,
    b,
    echart({
      ...b.option,
      series: [
        {
          type: 'sankey',
          top: 60,
          bottom: 20,
          left: '5%',
          right: '14%',
          data: columns
            .flat()
            .filter(name => used.has(name))
            .map((name, i) => ({ name, itemStyle: { color: b.colours[i % 8] } })),
          links,
          lineStyle: { color: r.pick(['gradient', 'source', 'target']), opacity: r.between(0.3, 0.6) },
          label: { color: look.ink },
        },
      ],
    }),
    ['sankey diagram', 'flow diagram', 'sankey chart'],
    ['wide coloured bands between boxes', 'flows from left to right'],
  );
}

export function funnel(c) {
  const { r, look } = c;
  const b = base(c);
  const steps = r.some(['Visits', 'Sign-ups', 'Trials', 'Orders', 'Payments', 'Renewals', 'Leads'], r.int(3, 6));
  const pyramid = r.chance(0.3);
  return answer(
    c,
    b,
    echart({
      ...b.option,
      legend: legendOf(c, b.legend),
      series: [
        {
          type: 'funnel',
          left: '12%',
          width: '76%',
          top: 70,
          bottom: 50,
          sort: pyramid ? 'ascending' : 'descending',
          gap: r.int(0, 6),
          label: { position: 'inside', fontSize: 17, color: '#fff' },
          data: steps.map((name, i) => ({ name, value: 100 - (i * 90) / steps.length })),
          itemStyle: { borderColor: look.bg },
        },
      ],
    }),
    pyramid ? ['pyramid chart', 'pyramid diagram', 'triangle chart'] : ['funnel chart', 'sales funnel', 'conversion funnel'],
    [`${steps.length} steps ${pyramid ? 'as a pyramid' : 'that become narrower'}`],
  );
}

export function river(c) {
  const { r, w } = c;
  const b = base(c);
  const names = r.times(r.int(4, 7), i => `${w.noun()}${i}`);
  return answer(
    c,
    b,
    echart({
      ...b.option,
      singleAxis: { type: 'time', bottom: 40, axisLabel: { color: c.look.soft } },
      series: [
        {
          type: 'themeRiver',
          label: { show: false },
          data: names.flatMap(name =>
            walk(r, 14).map((value, i) => [
              `2026-${String((i % 12) + 1).padStart(2, '0')}-0${1 + Math.floor(i / 12)}`,
              Math.round(value * 60) + 3,
              name,
            ]),
          ),
        },
      ],
    }),
    ['stream graph', 'theme river', 'stacked area chart'],
    ['coloured streams that flow from left to right'],
  );
}

export function sparkTable(c) {
  const { r, w, look } = c;
  const b = base(c);
  const rows = r
    .times(
      r.int(6, 11),
      i =>
        `<tr style="border-bottom:1px solid var(--l)"><td style="padding:10px 14px"><b>${w.title()}</b></td><td>${r.int(10, 999)}</td><td style="width:42%"><svg viewBox="0 0 120 30" style="width:100%;height:${r.int(30, 44)}px">${
          r.chance(0.3)
            ? r
                .times(16, x => {
                  const h = r.int(3, 28);
                  return `<rect x="${x * 7.5}" y="${30 - h}" width="5" height="${h}" fill="${b.colours[i % 8]}"/>`;
                })
                .join('')
            : `<polyline points="${walk(r, 18)
                .map((value, x) => `${x * 7},${29 - value * 27}`)
                .join(' ')}" fill="none" stroke="${b.colours[i % 8]}" stroke-width="2"/>`
        }</svg></td><td style="color:${r.chance(0.6) ? '#16a34a' : '#dc2626'};padding:0 14px">${r.pick(['▲', '▼'])} ${r.int(1, 40)}%</td></tr>`,
    )
    .join('');
  return answer(
    c,
    { ...b, legend: false },
    {
      html: `<div class="full pad"><h2>${b.title}</h2><table style="width:100%;background:${look.surface}">${rows}</table></div>`,
    },
    ['sparkline table', 'table with sparklines', 'sparklines'],
    ['a table with small line charts', 'small charts in the rows of a table'],
    ['table', 'chart', 'data visualization'],
  );
}

export function gantt(c) {
  const { r, w, look } = c;
  const b = base(c);
  const count = r.int(6, 14);
  let at = 0;
  const rows = r
    .times(count, i => {
      const length = r.int(8, 30);
      const start = Math.min(78, at);
      at += r.int(2, 9);
      return `<div class="row" style="height:${82 / count}%;border-bottom:1px solid var(--l);gap:0"><span class="cut" style="width:20%;padding:0 12px">${w.title()}</span><div class="grow" style="position:relative;height:100%"><div style="position:absolute;left:${start}%;width:${Math.min(length, 100 - start)}%;top:18%;bottom:18%;border-radius:${look.radius}px;background:${b.colours[i % (look.radius > 6 ? 8 : 3)]}"><div style="height:100%;width:${r.int(0, 100)}%;background:#0003;border-radius:inherit"></div></div></div></div>`;
    })
    .join('');
  return answer(
    c,
    { ...b, legend: false },
    {
      html: `<div class="full" style="background:var(--s)"><div class="row" style="height:12%;gap:0;border-bottom:2px solid var(--l)"><b style="width:20%;padding:0 12px">${w.title()}</b>${r.times(12, i => `<span class="grow small soft" style="border-left:1px solid var(--l);padding-left:4px">${months[i]}</span>`).join('')}</div>${rows}</div>`,
    },
    ['gantt chart', 'project timeline', 'project schedule'],
    [`${count} horizontal bars that start one after another`, 'tasks of a project over the months'],
    ['chart', 'project plan', 'diagram'],
  );
}
