// The words that fill the drawn screens: all made up, none of a real person or product.

const list = text => text.split('|');

const first = list(
  'Anna|Ben|Carla|David|Elena|Farid|Grace|Hugo|Ines|Jonas|Kim|Lena|Marco|Nadia|Oscar|Priya|Quentin|Rosa|Sam|Tara|Umar|Vera|Wei|Yuki|Zoe',
);
const last = list(
  'Adler|Brook|Castle|Dorn|Ellis|Frost|Gale|Hart|Iver|Jansen|Keller|Lund|Moreau|North|Ortiz|Park|Quill|Reed|Stone|Thorn|Vale|West|York',
);
const companies = list(
  'Northwind|Acorn|Bluebird|Cobalt|Driftwood|Ember|Fjord|Granite|Harbor|Juniper|Kite|Lumen|Maple|Nimbus|Orbit|Pebble|Quartz|Ripple|Solstice|Tundra|Umbra|Verdant|Willow|Zephyr',
);

const adjectives = list(
  'quick|quiet|bright|early|simple|modern|new|old|small|great|local|open|safe|smart|warm|cold|fresh|final|weekly|annual|first|second|urgent|public|private|daily',
);
const nouns = list(
  'report|meeting|project|invoice|budget|plan|design|review|release|update|ticket|order|draft|list|schedule|message|document|account|backup|server|survey|proposal|contract|team|market|season|garden|journey|recipe|lesson|model|station|harbor|bridge|forest|kitchen|window|signal|engine|letter',
);
const verbs = list(
  'builds|finds|moves|keeps|opens|shows|changes|follows|reaches|explains|supports|needs|starts|brings|measures|holds',
);
export const cities = list(
  'Paris|London|Berlin|Tokyo|Madrid|Rome|Oslo|Lisbon|Vienna|Prague|Dublin|Sydney|Toronto|Chicago|Seoul|Cairo|Lima|Athens|Zurich|Boston',
);
export const months = list('Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec');
export const monthNames = list('January|February|March|April|May|June|July|August|September|October|November|December');
export const weekdays = list('Mon|Tue|Wed|Thu|Fri|Sat|Sun');
export const categories = [
  list('Apples|Bananas|Cherries|Grapes|Oranges|Pears|Plums|Melons'),
  list('North|South|East|West|Central|Coast|Islands|Highlands'),
  list('Rent|Food|Travel|Health|Leisure|Savings|Insurance|Clothes'),
  list('Germany|France|Spain|Italy|Japan|Brazil|India|Canada'),
  list('Sales|Marketing|Support|Research|Finance|Legal|Design|Operations'),
  list('Cats|Dogs|Birds|Fish|Horses|Rabbits|Turtles|Hamsters'),
  list('Solar|Wind|Hydro|Coal|Gas|Nuclear|Biomass|Oil'),
  list('Alpha|Beta|Gamma|Delta|Epsilon|Zeta|Eta|Theta'),
  list('Bus|Train|Car|Bicycle|Ferry|Tram|Plane|Walking'),
];
/** What the numbers of a chart are about, with a word that a caption can use. */
export const subjects = list(
  'revenue|sales|temperature|population|rainfall|website traffic|energy use|exports|stock prices|survey results|test scores|production|expenses|sign-ups|downloads|market share|inflation|unemployment|emissions|profit',
);

/** Makes names and sentences with one seeded generator. */
export function writer(r) {
  const capital = text => text[0].toUpperCase() + text.slice(1);
  const sentence = (length = r.int(6, 14)) => {
    const words = r.times(length, i =>
      i % 4 === 1 ? r.pick(verbs) : i % 2 ? r.pick(nouns) : r.pick([...adjectives, 'the', 'a', 'our', 'every']),
    );
    return capital(words.join(' ')) + '.';
  };
  const name = () => `${r.pick(first)} ${r.pick(last)}`;
  return {
    capital,
    sentence,
    name,
    first: () => r.pick(first),
    company: () => r.pick(companies),
    noun: () => r.pick(nouns),
    adjective: () => r.pick(adjectives),
    title: () => capital(`${r.pick(adjectives)} ${r.pick(nouns)}`),
    headline: () => capital(`${r.pick(adjectives)} ${r.pick(nouns)} ${r.pick(verbs)} the ${r.pick(nouns)}`),
    paragraph: (sentences = r.int(3, 6)) => r.times(sentences, () => sentence()).join(' '),
    email: () => `${r.pick(first).toLowerCase()}@${r.pick(companies).toLowerCase()}.example`,
    date: () => `${r.pick(months)} ${r.int(1, 28)}`,
    time: () => `${r.int(0, 23)}:${String(r.int(0, 59)).padStart(2, '0')}`,
    money: () => `$${r.int(1, 999)}.${String(r.int(0, 99)).padStart(2, '0')}`,
    fileName: () => `${r.pick(nouns)}-${r.pick(adjectives)}`,
    identifier: () => `${r.pick(adjectives)}${capital(r.pick(nouns))}`,
    snake: () => `${r.pick(adjectives)}_${r.pick(nouns)}`,
  };
}
