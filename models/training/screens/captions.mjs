// Captions that are true by construction: what is drawn is known, so it can be said in several ways.

/** Words without a plural, before which "a" would be wrong. */
const mass = new Set(
  'kanban music documentation docs notation commerce software settings preferences navigation search architecture'.split(' '),
);
/** Abbreviations that begin with a vowel when spoken, and words that do not although they are written so. */
const spokenVowel = /^([aeio]|un[^i]|u[^nst]|8|ER\b|HTML|SQL|SWOT|HUD|X\b)/i;

/** "a bar chart", "an email inbox", "search results": the noun before "of", "on" and the like decides. */
export function article(text) {
  if (/^(an? |the |\d|two |some |several |many )/.test(text)) return text;
  const noun = text
    .split(/ (?:on|of|with|in|for|at|from|by|that) /)[0]
    .split(' ')
    .at(-1);
  if (mass.has(noun) || (noun === 'code' && !/^(QR|bar|product|scan) /.test(text)) || /[^s]s$/.test(noun)) return text;
  return `${spokenVowel.test(text) && !/^U[MR]L/.test(text) ? 'an' : 'a'} ${text}`;
}

/**
 * Four to eight captions, the plain name first.
 * `names` are words for the same thing, `details` whole captions that say more, `broader` words for the larger kind.
 * `dark`, `accent` and `colour` are said only where the drawing has them: undefined leaves them out.
 */
export function captions(r, { names, details = [], broader = [], dark, accent, colour, medium }) {
  const [name, ...others] = names;
  const any = () => r.pick(names);
  const texts = [name];
  if (others.length > 0) texts.push(r.pick(others));
  const plain = [article(any()), `a picture of ${article(any())}`];
  texts.push(
    medium === 'screenshot'
      ? r.pick([
          `a screenshot of ${article(any())}`,
          `${any()} screenshot`,
          `screenshot: ${any()}`,
          article(any()),
          `a screen showing ${article(any())}`,
        ])
      : r.pick(dark === undefined ? plain : [...plain, `${article(any())} on a ${dark ? 'dark' : 'light'} background`]),
  );
  if (medium === 'screenshot' && dark !== undefined) {
    const theme = dark ? 'dark' : 'light';
    texts.push(
      r.pick([
        article(`${theme} ${any()}`),
        `${article(any())} in ${theme} mode`,
        `${article(any())} with a ${theme} theme`,
        `${any()}, ${theme} theme`,
      ]),
    );
  }
  if (colour !== undefined)
    texts.push(r.pick([article(`${colour} ${any()}`), `${article(any())} in ${colour}`, `${colour} ${any()}`]));
  else if (accent !== undefined)
    texts.push(r.pick([`${article(any())} with ${accent} accents`, `${any()} with ${accent} highlights`]));
  texts.push(...r.some(details, Math.min(details.length, 3)));
  if (broader.length > 0) texts.push(r.pick(broader));
  return [...new Set(texts)].slice(0, 8);
}
