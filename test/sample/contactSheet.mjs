// A page that shows what the demo found: one row a query, then tags and copies. Pictures are linked, not contained.

/** `folder` is the way from the page to the pictures. */
export function contactSheet({ answers, tagged, groups, folder, model }) {
  const found = answers.filter(({ right, results }) => right.includes(results[0]?.path)).length;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Asset Lens: the sample, searched</title>
<style>${style}</style>
<main>
<h1>The sample, searched</h1>
<p>${answers.length} queries, asked of the pixels alone with the model ${escaped(model)}; ${found} found a right picture first.
A <span class="mark">✓</span> marks the pictures that were written down as right before the first search.</p>
${answers.map(answer => queryRow(answer, folder)).join('\n')}
<h2>Tags</h2>
<p>The likeliest labels of <code>.vscode/asset-lens.json</code>.</p>
<ol class="row">${tagged.map(asset => card(asset.path, folder, tagWords(asset))).join('')}</ol>
<h2>Copies</h2>
${groups.map(group => groupRow(group, folder)).join('\n')}
</main>
</html>
`;
}

function queryRow({ query, right, results }, folder) {
  const cards = results.map(({ path, score }) =>
    card(path, folder, score.toFixed(3), right.includes(path) ? 'right' : undefined),
  );
  return `<section><h3>${escaped(query)}</h3><ol class="row">${cards.join('')}</ol></section>`;
}

function groupRow({ assets, kind, similarity }, folder) {
  const degree = similarity < 1 ? `, similarity ${similarity.toFixed(3)}` : '';
  const cards = assets.map(path => card(path, folder, ''));
  return `<section><h3>${escaped(kind)}${degree}</h3><ol class="row">${cards.join('')}</ol></section>`;
}

function card(path, folder, words, kind) {
  const address = `${folder}/${path}`.split('/').map(encodeURIComponent).join('/');
  const mark = kind === 'right' ? '<span class="mark">✓<span class="unseen"> right</span></span>&nbsp;' : '';
  return (
    `<li${kind ? ` class="${kind}"` : ''}><a href="${address}"><img src="${address}" alt="${escaped(path)}" loading="lazy"></a>` +
    `<span class="path">${mark}${escaped(path)}</span><span class="words">${escaped(words)}</span></li>`
  );
}

function tagWords({ tags }) {
  return tags.map(({ label, probability }) => `${label} ${Math.round(probability * 100)} %`).join(', ');
}

function escaped(text) {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}

// Black icons and white ones stand on the same tile: its grey is far enough from both in either theme.
const style = `
:root { color-scheme: light dark; --page: #ffffff; --text: #1f2328; --dim: #59636e; --line: #d1d9e0; --right: #1a7f37; --tile: #b9c0c9; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0d1117; --text: #e6edf3; --dim: #9198a1; --line: #3d444d; --right: #3fb950; --tile: #8b929b; }
}
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 24px; }
h1 { font-size: 26px; margin: 0; }
h2 { font-size: 20px; margin: 40px 0 0; padding-top: 24px; border-top: 1px solid var(--line); }
h3 { font-size: 16px; margin: 24px 0 8px; }
p { margin: 4px 0 0; color: var(--dim); }
.row { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px; list-style: none; margin: 8px 0 0; padding: 0; }
li { display: flex; flex-direction: column; border: 1px solid var(--line); border-radius: 8px; padding: 7px; }
li.right { border: 2px solid var(--right); padding: 6px; }
img { display: block; width: 100%; height: 120px; object-fit: contain; background: var(--tile); border-radius: 4px; }
.path { margin-top: 6px; font-size: 13px; overflow-wrap: anywhere; }
.words { font-size: 13px; color: var(--dim); }
.mark { color: var(--right); font-weight: bold; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
`;
