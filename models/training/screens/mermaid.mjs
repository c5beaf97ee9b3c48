// The same kinds of diagrams as Mermaid draws them, since many pages and readmes carry those.

const word = (w, i) => `${w.capital(w.noun())} ${i}`.replace(/[^A-Za-z0-9 ]/g, '');
const page = (text, theme) => ({
  html: '<div class="full center" id="chart" style="padding:14px"></div>',
  script: { mermaid: { text, theme } },
});

function flow({ r, w }) {
  const count = r.int(4, 9);
  const nodes = r.times(count, i => {
    const name = word(w, i);
    return `n${i}${r.pick([`[${name}]`, `(${name})`, `{${name}?}`, `([${name}])`])}`;
  });
  const links = r.times(
    count - 1,
    i => `n${r.chance(0.7) ? i : r.int(0, i)} -->${r.chance(0.3) ? `|${r.pick(['yes', 'no', w.noun()])}|` : ''} n${i + 1}`,
  );
  return `flowchart ${r.pick(['TD', 'TD', 'LR'])}\n${[...nodes, ...links].join('\n')}`;
}

function sequence({ r, w }) {
  const people = r.times(r.int(2, 5), () => w.first()).filter((name, i, all) => all.indexOf(name) === i);
  if (people.length < 2) people.push('Server', 'Client');
  return `sequenceDiagram\n${people.map(name => `participant ${name}`).join('\n')}\n${r
    .times(r.int(4, 9), () => {
      const [from, to] = r.some(people, 2);
      return `${from}${r.pick(['->>', '-->>', '->>+'].slice(0, 2))}${to}: ${w.title()}`;
    })
    .join('\n')}`;
}

function classes({ r, w }) {
  const count = r.int(3, 6);
  return `classDiagram\n${r.times(count, i => `class C${i}${w.capital(w.noun())} {\n${r.times(r.int(2, 4), () => `+${r.pick(['int', 'String', 'bool'])} ${w.noun()}`).join('\n')}\n+${w.identifier()}()\n}`).join('\n')}\n`;
}

function joinedClasses(c) {
  const text = classes(c);
  const names = [...text.matchAll(/class (C\w+)/g)].map(match => match[1]);
  return `${text}${names
    .slice(1)
    .map((name, i) => `${names[c.r.int(0, i)]} ${c.r.pick(['<|--', '*--', 'o--', '-->'])} ${name}`)
    .join('\n')}`;
}

function entities({ r, w }) {
  const names = r.times(r.int(3, 6), i => `${w.noun().toUpperCase()}${i}`);
  return `erDiagram\n${names
    .slice(1)
    .map(
      (name, i) =>
        `${names[r.int(0, i)]} ${r.pick(['||--o{', '}o--||', '||--|{', '||--||'])} ${name} : ${r.pick(['has', 'uses', 'places', 'contains'])}`,
    )
    .join(
      '\n',
    )}\n${names.map(name => `${name} {\n${r.times(r.int(2, 5), i => `${r.pick(['int', 'string', 'date'])} ${w.noun()}${i}`).join('\n')}\n}`).join('\n')}`;
}

function states({ r, w }) {
  const names = r.times(r.int(3, 7), i => `${w.capital(w.noun())}${i}`);
  return `stateDiagram-v2\n${r.chance(0.3) ? 'direction LR\n' : ''}[*] --> ${names[0]}\n${names
    .slice(1)
    .map((name, i) => `${names[r.int(0, i)]} --> ${name}: ${w.noun()}`)
    .join('\n')}\n${names.at(-1)} --> ${r.pick(['[*]', names[0]])}`;
}

function mind({ r, w }) {
  return `mindmap\n  root((${w.title()}))\n${r.times(r.int(3, 6), i => `    ${word(w, i)}\n${r.times(r.int(0, 3), at => `      ${word(w, at)}`).join('\n')}`).join('\n')}`.replace(
    /\n\n+/g,
    '\n',
  );
}

function gantt({ r, w }) {
  return `gantt\ntitle ${w.title()}\ndateFormat YYYY-MM-DD\n${r.times(r.int(2, 4), s => `section ${word(w, s)}\n${r.times(r.int(2, 4), i => `${word(w, i)} :${r.pick(['', 'done, ', 'active, ', 'crit, '])}2026-0${r.int(1, 5)}-${r.int(10, 28)}, ${r.int(6, 45)}d`).join('\n')}`).join('\n')}`;
}

const kinds = {
  flowchart: [flow, ['flowchart', 'flow chart', 'process diagram'], ['boxes joined by arrows', 'steps of a process']],
  'sequence diagram': [
    sequence,
    ['sequence diagram', 'UML sequence diagram'],
    ['vertical lines with arrows between them', 'messages between participants over time'],
  ],
  'class diagram': [joinedClasses, ['class diagram', 'UML class diagram', 'UML diagram'], ['boxes with fields and methods']],
  'entity-relationship diagram': [
    entities,
    ['entity-relationship diagram', 'ER diagram', 'database schema'],
    ['tables of a database with lines between them'],
  ],
  'state diagram': [states, ['state diagram', 'state machine'], ['states joined by arrows', 'states from a start to an end']],
  'mind map': [mind, ['mind map', 'mindmap'], ['ideas that branch out from a centre', 'coloured branches from the middle']],
  'gantt chart': [
    gantt,
    ['gantt chart', 'project schedule', 'project timeline'],
    ['horizontal bars over time', 'tasks of a project in sections'],
  ],
};

/** Draws some share of a kind's specimens with Mermaid instead. */
export function orMermaid(kind, share = 0.35) {
  if (kinds[kind.name] === undefined) return kind;
  const [make, names, details] = kinds[kind.name];
  const draw = c => {
    if (!c.r.chance(share)) return kind.draw(c);
    const theme = c.look.dark ? 'dark' : c.r.pick(['default', 'default', 'neutral', 'forest', 'base']);
    return { ...page(make(c), theme), names, details, broader: ['diagram', 'mermaid diagram', 'graph'] };
  };
  return { ...kind, draw };
}
