/** What the name of a file tells of how paths are written in it. */

export type Language =
  | 'markdown'
  | 'html'
  | 'script'
  | 'style'
  | 'data'
  | 'xml'
  | 'notebook'
  | 'c-like'
  | 'hash'
  | 'tex'
  | 'markup'
  | 'ini'
  | 'text';

const extensionsOf: Readonly<Record<Language, string>> = {
  markdown: 'md mdx markdown mdown mkd',
  html: 'html htm xhtml vue svelte astro php phtml twig jinja jinja2 j2 njk liquid hbs handlebars mustache ejs erb haml pug jsp jspx cshtml razor marko ftl',
  script: 'js mjs cjs jsx ts mts cts tsx coffee',
  style: 'css scss sass less styl pcss uss',
  data: 'json jsonc json5 webmanifest code-workspace arb geojson gltf tres tscn godot import shadergraph',
  xml: 'xml svg plist xaml axaml storyboard xib resx csproj vcxproj uxml rss atom opf ncx fxml kml html5 xsl xslt qrc ui tmx tsx.xml',
  notebook: 'ipynb',
  'c-like':
    'java kt kts swift m mm h hpp c cc cpp cxx cs fs dart go rs scala groovy gradle php5 proto glsl hlsl shader',
  hash: 'py pyi rb sh bash zsh fish pl ps1 r jl ex exs nim gd yaml yml toml cfg conf tf mk cmake properties env unity prefab mat asset meta',
  tex: 'tex sty cls bib',
  markup: 'rst adoc asciidoc org textile',
  ini: 'ini desktop inf reg',
  text: '',
};

const byExtension = new Map(
  Object.entries(extensionsOf).flatMap(([language, extensions]) =>
    // Keys of a record of languages.
    extensions.split(' ').map(extension => [extension, language as Language] as const),
  ),
);

const byName: ReadonlyMap<string, Language> = new Map([
  ['makefile', 'hash'],
  ['dockerfile', 'hash'],
  ['gemfile', 'hash'],
  ['cmakelists.txt', 'hash'],
  ['.babelrc', 'data'],
  ['.eslintrc', 'data'],
]);

/** The language of a file, told by its name; `text` where it tells none. */
export function languageOf(path: string): Language {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return byName.get(name) ?? byExtension.get(name.slice(name.lastIndexOf('.') + 1)) ?? 'text';
}

/** True where a path may stand without quotes, up to the end of a line. */
export function hasBareValues(language: Language): boolean {
  return language === 'hash' || language === 'ini' || language === 'markup' || language === 'markdown';
}

/** True where words are for people: a path among them is a mention. */
export function isProse(language: Language): boolean {
  return language === 'markdown' || language === 'markup' || language === 'text' || language === 'tex';
}
