// The table of contents: every kind of picture, how often it comes, and what draws it.
import { bars, box, candles, histogram, lines, punchCard, scatter, waterfall } from './axisCharts.mjs';
import { barcode, chess, crossword, qrCode, sudoku } from './boards.mjs';
import { dashboard, slide, spreadsheet, table } from './data.mjs';
import { diff, editor, logs, terminal } from './developer.mjs';
import { alert, cookieBanner, fileDialog, menuOpen, settings, toolbar } from './dialogs.mjs';
import { checkout, contact, profile, signIn } from './forms.mjs';
import { gameHud, gameMenu } from './games.mjs';
import { cycle, hierarchy, matrix, mindMap, network, timeline, venn } from './ideaDiagrams.mjs';
import { desktop, files, map, music, paint } from './media.mjs';
import { orMermaid } from './mermaid.mjs';
import { phone, screens } from './phones.mjs';
import { funnel, gantt, gauge, heat, pie, radar, river, sankey, sparkTable, tree } from './shareCharts.mjs';
import { circuit, curves, floorPlan, form, geometry, periodic, sheetMusic } from './sheets.mjs';
import { article, gallery, landing, notFound, pricing, product, searchResults, shop, video } from './sites.mjs';
import { architecture, classes, flowchart, sequence, states, useCase } from './softwareDiagrams.mjs';
import { calendar, chat, kanban, mail, todo, videoCall } from './work.mjs';

const wide = { kind: 'screenshot', shape: 'wide' };
const chart = { kind: 'chart', shape: 'figure' };
const diagram = { kind: 'diagram', shape: 'figure', look: { darkShare: 0.2 } };
const own = { kind: 'diagram', shape: 'figure', look: { darkShare: 0.12 } };
/** Papers of their own colour are neither dark nor light by the look. */
const paper = draw => c => ({ dark: null, ...draw(c) });

/** All kinds; the order is part of what a seed means. */
export function allKinds(packages) {
  const kinds = [
    { ...wide, name: 'settings', draw: settings },
    { ...wide, name: 'alert dialog', weight: 1.3, draw: alert },
    { ...wide, name: 'file dialog', draw: fileDialog },
    { ...wide, name: 'login form', weight: 1.2, draw: c => signIn(c, false) },
    { ...wide, name: 'sign-up form', draw: c => signIn(c, true) },
    { ...wide, name: 'checkout form', draw: checkout },
    { ...wide, name: 'contact form', draw: contact },
    { ...wide, name: 'cookie banner', weight: 0.7, draw: cookieBanner },
    { ...wide, name: 'open menu', draw: menuOpen },
    { ...wide, name: 'toolbar', weight: 0.8, draw: toolbar },
    { ...wide, name: 'profile page', weight: 0.8, draw: profile },
    { ...wide, name: 'search results', draw: searchResults },
    { ...wide, name: 'product page', draw: product },
    { ...wide, name: 'online shop', draw: shop },
    { ...wide, name: 'pricing page', draw: pricing },
    { ...wide, name: 'landing page', weight: 1.3, draw: landing },
    { ...wide, name: 'article page', weight: 2.5, draw: article },
    { ...wide, name: 'status page', weight: 2, draw: notFound },
    { ...wide, name: 'photo gallery', draw: gallery },
    { ...wide, name: 'video page', draw: video },
    { ...wide, name: 'e-mail inbox', draw: mail },
    { ...wide, name: 'chat app', draw: chat },
    { ...wide, name: 'calendar', weight: 1.2, draw: calendar },
    { ...wide, name: 'kanban board', draw: kanban },
    { ...wide, name: 'to-do list', weight: 0.7, draw: todo },
    { ...wide, name: 'dashboard', weight: 1.5, draw: dashboard },
    { ...wide, name: 'admin table', weight: 1.2, draw: table },
    { ...wide, name: 'spreadsheet', weight: 1.3, draw: spreadsheet },
    { ...wide, name: 'presentation slide', weight: 1.2, draw: slide },
    { ...wide, name: 'map app', weight: 1.2, draw: map },
    { ...wide, name: 'music player', draw: music },
    { ...wide, name: 'file manager', draw: files },
    { ...wide, name: 'desktop', weight: 0.8, draw: desktop },
    { ...wide, name: 'image editor', draw: paint },
    { ...wide, name: 'video call', weight: 0.6, draw: videoCall },
    { ...wide, name: 'code editor', weight: 4, draw: editor },
    { ...wide, name: 'terminal', weight: 2, draw: terminal },
    { ...wide, name: 'log viewer', weight: 0.8, draw: logs },
    { ...wide, name: 'git diff', weight: 1.2, draw: diff },
    ...Object.keys(screens).map(name => ({
      kind: 'screenshot',
      shape: 'phone',
      name: `phone: ${name}`,
      weight: 0.55,
      draw: c => phone(c, name),
    })),
    { kind: 'screenshot', shape: 'wide', name: 'game menu', draw: gameMenu },
    { kind: 'screenshot', shape: 'wide', name: 'game screen', draw: gameHud },
    { ...chart, name: 'bar chart', weight: 1.6, draw: c => bars(c, 'bar') },
    { ...chart, name: 'grouped bar chart', draw: c => bars(c, 'grouped') },
    { ...chart, name: 'horizontal bar chart', draw: c => bars(c, 'horizontal') },
    { ...chart, name: 'stacked bar chart', draw: c => bars(c, 'stacked') },
    { ...chart, name: 'line chart', weight: 1.3, draw: c => lines(c, 'line') },
    { ...chart, name: 'multi-line chart', draw: c => lines(c, 'multi') },
    { ...chart, name: 'area chart', draw: c => lines(c, 'area') },
    { ...chart, name: 'pie chart', weight: 1.4, draw: c => pie(c, 'pie') },
    { ...chart, name: 'donut chart', draw: c => pie(c, 'donut') },
    { ...chart, name: 'rose chart', weight: 0.5, draw: c => pie(c, 'rose') },
    { ...chart, name: 'scatter plot', draw: c => scatter(c, 'scatter') },
    { ...chart, name: 'bubble chart', draw: c => scatter(c, 'bubble') },
    { ...chart, name: 'dot matrix chart', weight: 0.4, draw: punchCard },
    { ...chart, name: 'histogram', draw: histogram },
    { ...chart, name: 'box plot', draw: box },
    { ...chart, name: 'heat map', draw: heat },
    { ...chart, name: 'radar chart', draw: radar },
    { ...chart, name: 'gauge', draw: gauge },
    { ...chart, name: 'candlestick chart', draw: candles },
    { ...chart, name: 'treemap', draw: c => tree(c, 'treemap') },
    { ...chart, name: 'sunburst chart', weight: 0.7, draw: c => tree(c, 'sunburst') },
    { ...chart, name: 'sankey diagram', draw: sankey },
    { ...chart, name: 'funnel chart', draw: funnel },
    { ...chart, name: 'stream graph', weight: 0.5, draw: river },
    { ...chart, name: 'sparkline table', weight: 0.8, draw: sparkTable },
    { ...chart, name: 'gantt chart', draw: gantt },
    { ...chart, name: 'waterfall chart', weight: 0.6, draw: waterfall },
    { ...diagram, name: 'flowchart', weight: 1.5, draw: flowchart },
    { ...diagram, name: 'sequence diagram', draw: sequence },
    { ...diagram, name: 'class diagram', draw: c => classes(c, false) },
    { ...diagram, name: 'entity-relationship diagram', draw: c => classes(c, true) },
    { ...diagram, name: 'state diagram', draw: states },
    { ...diagram, name: 'mind map', draw: mindMap },
    { ...diagram, name: 'org chart', draw: c => hierarchy(c, 'org') },
    { ...diagram, name: 'tree diagram', draw: c => hierarchy(c, c.r.pick(['binary', 'tree'])) },
    { ...diagram, name: 'network graph', draw: network },
    { ...diagram, name: 'timeline', draw: timeline },
    { ...diagram, name: 'venn diagram', draw: venn },
    { ...diagram, name: 'architecture diagram', draw: architecture },
    { ...diagram, name: 'use case diagram', weight: 0.6, draw: useCase },
    { ...diagram, name: 'cycle diagram', weight: 0.6, draw: cycle },
    { ...diagram, name: 'quadrant diagram', weight: 0.6, draw: matrix },
    { ...own, name: 'QR code', shape: 'square', draw: paper(qrCode(packages)) },
    { ...own, name: 'barcode', weight: 0.7, draw: paper(barcode) },
    { ...own, name: 'crossword', shape: 'square', weight: 0.8, draw: paper(crossword) },
    { ...own, name: 'sudoku', shape: 'square', weight: 0.6, draw: paper(sudoku) },
    { ...own, name: 'chess board', shape: 'square', draw: paper(chess) },
    { ...own, name: 'sheet music', draw: paper(sheetMusic) },
    { ...own, name: 'circuit diagram', draw: circuit },
    { ...own, name: 'floor plan', draw: paper(floorPlan) },
    { ...own, name: 'function plot', weight: 1.2, draw: curves },
    { ...own, name: 'periodic table', weight: 0.7, draw: periodic },
    { ...own, name: 'geometry drawing', weight: 0.7, draw: geometry },
    { ...own, name: 'document', kind: 'screenshot', shape: 'tall', draw: paper(form) },
  ];
  return kinds.map(kind => orMermaid(kind));
}
