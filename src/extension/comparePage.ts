/** The page that shows what two models find for one text, side by side. Pure: addresses and words come from outside. */

export interface ComparedHit {
  readonly path: string;
  /** Address of a small picture; null where there is none. */
  readonly picture: string | null;
  readonly score: number;
  /** Its place with the other model, from 1 on; null where that has it further down. */
  readonly other: number | null;
}

export interface ComparedModel {
  readonly name: string;
  readonly hits: readonly ComparedHit[];
}

export interface CompareWords {
  /** As HTML has it: `en`. */
  readonly language: string;
  readonly title: string;
  readonly common: string;
  readonly nothing: string;
  /** Of a hit: where the other model has it. */
  readonly other: (rank: number) => string;
  readonly absent: string;
}

/** A whole HTML page, without scripts. `source` is what a webview may load pictures from. */
export function comparePage(
  models: readonly [ComparedModel, ComparedModel],
  words: CompareWords,
  source: string,
): string {
  const columns = models.map(
    ({ name, hits }) =>
      `<section aria-label="${escaped(name)}"><h2>${escaped(name)}</h2>${
        hits.length === 0
          ? `<p>${escaped(words.nothing)}</p>`
          : `<ol>${hits.map(hit => hitItem(hit, words)).join('')}</ol>`
      }</section>`,
  );
  return `<!doctype html>
<html lang="${escaped(words.language)}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${source}; style-src 'unsafe-inline'">
<title>${escaped(words.title)}</title>
<style>
body { padding: 0 16px; }
main { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; }
ol { padding: 0; list-style: none; }
li { display: grid; grid-template-columns: 96px 1fr; gap: 8px; align-items: center; margin-bottom: 8px; }
img, .blank { width: 96px; height: 96px; object-fit: contain; background: var(--vscode-editorWidget-background); }
p, small { color: var(--vscode-descriptionForeground); margin: 0; overflow-wrap: anywhere; }
</style></head>
<body><h1>${escaped(words.title)}</h1><p>${escaped(words.common)}</p><main>${columns.join('')}</main></body></html>`;
}

function hitItem({ path, picture, score, other }: ComparedHit, words: CompareWords): string {
  const image = picture === null ? '<span class="blank"></span>' : `<img src="${escaped(picture)}" alt="">`;
  const place = other === null ? words.absent : words.other(other);
  return `<li>${image}<div><div>${escaped(path)}</div><small>${score.toFixed(3)} · ${escaped(place)}</small></div></li>`;
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, character => names[character]!);
}
