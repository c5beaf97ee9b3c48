/** Findings as a log in SARIF 2.1.0 (OASIS, 2020), which code scanning of GitHub, GitLab and VS Code reads. */

export interface SarifRule {
  readonly id: string;
  /** One sentence on what was found. */
  readonly text: string;
}

export interface SarifFinding {
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly text: string;
  /** The file that it is about, relative to the folder, with `/`. */
  readonly path: string;
  readonly related: readonly string[];
}

/** The whole log. Paths are those of `%SRCROOT%`, as URI references. */
export function sarifLog(rules: readonly SarifRule[], findings: readonly SarifFinding[]): unknown {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'asset-lens',
            rules: rules.map(({ id, text }) => ({ id, shortDescription: { text } })),
          },
        },
        results: findings.map(({ rule, level, text, path, related }) => ({
          ruleId: rule,
          level,
          message: { text },
          locations: [locationOf(path)],
          relatedLocations: related.map((other, id) => ({ id, ...locationOf(other) })),
        })),
      },
    ],
  };
}

function locationOf(path: string) {
  const uri = path.split('/').map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' } } };
}
