// Program text of many languages, made of templates with random names, for editors, diffs and pages.

/** One snippet of a language; `w` gives the names. */
export const languages = {
  JavaScript: {
    id: 'javascript',
    ext: 'js',
    make: (r, w) =>
      r.pick([
        () =>
          `import { ${w.identifier()} } from './${w.noun()}.js';\n\n/** ${w.sentence()} */\nexport async function ${w.identifier()}(${w.noun()}, options = {}) {\n  const ${w.identifier()} = await fetch(\`/api/${w.noun()}\`);\n  if (!response.ok) {\n    throw new Error('${w.sentence(4)}');\n  }\n  return items.filter(item => item.${w.noun()} > ${r.int(1, 99)});\n}\n`,
        () =>
          `const ${w.identifier()} = document.querySelector('.${w.noun()}');\n\nbutton.addEventListener('click', event => {\n  event.preventDefault();\n  for (let i = 0; i < ${r.int(3, 90)}; i++) {\n    console.log('${w.noun()}', i);\n  }\n});\n`,
        () =>
          `export class ${w.capital(w.identifier())} extends Component {\n  constructor(props) {\n    super(props);\n    this.state = { ${w.noun()}: ${r.int(0, 9)}, ${w.noun()}: null };\n  }\n\n  render() {\n    const { ${w.noun()} } = this.state;\n    return <div className="${w.noun()}">{${w.noun()}}</div>;\n  }\n}\n`,
      ])(),
  },
  TypeScript: {
    id: 'typescript',
    ext: 'ts',
    make: (r, w) =>
      `export interface ${w.capital(w.noun())} {\n  readonly id: number;\n  ${w.noun()}: string;\n  ${w.noun()}?: ReadonlyArray<string>;\n}\n\nexport function ${w.identifier()}(${w.noun()}: ${w.capital(w.noun())}, count = ${r.int(1, 20)}): string[] {\n  const seen = new Map<string, number>();\n  // ${w.sentence()}\n  return [...seen.keys()].sort((a, b) => a.localeCompare(b));\n}\n\n`,
  },
  Python: {
    id: 'python',
    ext: 'py',
    make: (r, w) =>
      r.pick([
        () =>
          `import os\nimport numpy as np\nfrom ${w.noun()} import ${w.snake()}\n\n\nclass ${w.capital(w.noun())}:\n    """${w.sentence()}"""\n\n    def __init__(self, ${w.noun()}, size=${r.int(1, 64)}):\n        self.${w.noun()} = ${w.noun()}\n        self.size = size\n\n    def ${w.snake()}(self, values):\n        return [value * ${r.int(2, 9)} for value in values if value is not None]\n\n`,
        () =>
          `def ${w.snake()}(path, limit=${r.int(10, 500)}):\n    # ${w.sentence()}\n    with open(path) as file:\n        for number, line in enumerate(file):\n            if number > limit:\n                break\n            print(f"{number}: {line.strip()}")\n\n\nif __name__ == "__main__":\n    ${w.snake()}("${w.noun()}.csv")\n`,
      ])(),
  },
  HTML: {
    id: 'xml',
    ext: 'html',
    make: (r, w) =>
      `<!DOCTYPE html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8">\n    <title>${w.title()}</title>\n    <link rel="stylesheet" href="${w.noun()}.css">\n  </head>\n  <body>\n    <header class="${w.noun()}">\n      <h1>${w.title()}</h1>\n      <nav><a href="#${w.noun()}">${w.title()}</a></nav>\n    </header>\n    <p>${w.sentence()}</p>\n    <img src="${w.noun()}.png" alt="${w.noun()}" width="${r.int(100, 900)}">\n  </body>\n</html>\n`,
  },
  CSS: {
    id: 'css',
    ext: 'css',
    make: (r, w) =>
      r
        .times(
          3,
          () =>
            `.${w.noun()}-${w.noun()} {\n  display: ${r.pick(['flex', 'grid', 'block'])};\n  color: #${r.int(0x100000, 0xffffff).toString(16)};\n  padding: ${r.int(2, 40)}px ${r.int(2, 40)}px;\n  margin: 0 auto;\n  border-radius: ${r.int(1, 20)}px;\n}\n\n`,
        )
        .join(''),
  },
  JSON: {
    id: 'json',
    ext: 'json',
    make: (r, w) =>
      `{\n${r.times(r.int(5, 8), () => `  "${w.identifier()}": ${r.pick([`"${w.title()}"`, r.int(1, 9999), 'true', 'false', `["${w.noun()}", "${w.noun()}"]`, `{\n    "${w.noun()}": "${w.noun()}",\n    "${w.noun()}": ${r.int(1, 99)}\n  }`])}`).join(',\n')}\n}\n`,
  },
  C: {
    id: 'c',
    ext: 'c',
    make: (r, w) =>
      `#include <stdio.h>\n#include <stdlib.h>\n\n#define MAX_${w.noun().toUpperCase()} ${r.int(8, 512)}\n\n/* ${w.sentence()} */\nint ${w.snake()}(const char *name, int count) {\n    int *values = malloc(count * sizeof(int));\n    for (int i = 0; i < count; i++) {\n        values[i] = i * ${r.int(2, 9)};\n    }\n    printf("%s: %d\\n", name, values[0]);\n    free(values);\n    return 0;\n}\n\n`,
  },
  'C++': {
    id: 'cpp',
    ext: 'cpp',
    make: (r, w) =>
      `#include <vector>\n#include <string>\n\nnamespace ${w.noun()} {\n\ntemplate <typename T>\nclass ${w.capital(w.noun())} {\npublic:\n    explicit ${w.capital(w.noun())}(std::string name) : name_(std::move(name)) {}\n    void ${w.snake()}(const T& value) { items_.push_back(value); }\n\nprivate:\n    std::string name_;\n    std::vector<T> items_;\n};\n\n}  // namespace\n\n`,
  },
  Rust: {
    id: 'rust',
    ext: 'rs',
    make: (r, w) =>
      `use std::collections::HashMap;\n\n#[derive(Debug, Clone)]\npub struct ${w.capital(w.noun())} {\n    ${w.noun()}: String,\n    size: usize,\n}\n\nimpl ${w.capital(w.noun())} {\n    pub fn ${w.snake()}(&self, limit: u32) -> Option<&str> {\n        match self.size {\n            0 => None,\n            ${r.int(1, 9)}..=${r.int(10, 99)} => Some(&self.${w.noun()}),\n            _ => panic!("${w.sentence(4)}"),\n        }\n    }\n}\n\n`,
  },
  SQL: {
    id: 'sql',
    ext: 'sql',
    make: (r, w) =>
      `-- ${w.sentence()}\nSELECT ${w.snake()}, COUNT(*) AS total\nFROM ${w.noun()}s\nINNER JOIN ${w.noun()}s ON ${w.noun()}s.id = ${w.noun()}s.${w.noun()}_id\nWHERE created_at > '20${r.int(10, 26)}-0${r.int(1, 9)}-01'\n  AND ${w.snake()} IN (${r.int(1, 9)}, ${r.int(10, 99)})\nGROUP BY ${w.snake()}\nORDER BY total DESC\nLIMIT ${r.int(5, 500)};\n\n`,
  },
  Java: {
    id: 'java',
    ext: 'java',
    make: (r, w) =>
      `package com.${w.noun()}.${w.noun()};\n\nimport java.util.List;\n\n@Service\npublic class ${w.capital(w.noun())}Controller {\n    private final List<String> ${w.noun()}s;\n\n    public int ${w.identifier()}(String name) throws IOException {\n        if (name == null) {\n            return ${r.int(0, 9)};\n        }\n        return this.${w.noun()}s.size();\n    }\n}\n\n`,
  },
  Go: {
    id: 'go',
    ext: 'go',
    make: (r, w) =>
      `package main\n\nimport (\n\t"fmt"\n\t"net/http"\n)\n\ntype ${w.capital(w.noun())} struct {\n\tName  string\n\tCount int\n}\n\nfunc (s *${w.capital(w.noun())}) ${w.capital(w.identifier())}(w http.ResponseWriter) error {\n\tif s.Count > ${r.int(1, 99)} {\n\t\treturn fmt.Errorf("${w.sentence(3)}")\n\t}\n\treturn nil\n}\n\n`,
  },
  YAML: {
    id: 'yaml',
    ext: 'yml',
    make: (r, w) =>
      `name: ${w.noun()}\non: [push, pull_request]\njobs:\n  ${w.noun()}:\n    runs-on: ${w.noun()}-latest\n    steps:\n      - name: ${w.title()}\n        run: |\n          make ${w.noun()}\n          make test\n      - uses: ${w.noun()}/${w.noun()}@v${r.int(1, 9)}\n    env:\n      ${w.noun().toUpperCase()}: "${r.int(1, 99)}"\n\n`,
  },
  Markdown: {
    id: 'markdown',
    ext: 'md',
    make: (r, w) =>
      `# ${w.title()}\n\n${w.sentence()} **${w.noun()}** and _${w.noun()}_.\n\n## ${w.title()}\n\n- ${w.sentence(5)}\n- ${w.sentence(5)}\n- [${w.noun()}](https://${w.noun()}.example)\n\n> ${w.sentence()}\n\n`,
  },
};

/** Enough text of one language to fill some lines. */
export function program(r, w, language, lines) {
  let text = '';
  while (text.split('\n').length < lines) text += languages[language].make(r, w);
  return text.split('\n').slice(0, lines).join('\n');
}
