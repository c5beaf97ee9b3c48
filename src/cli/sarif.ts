/** Findings as SARIF 2.1.0 (OASIS), the form that code scanning services and editors read. */

export type SarifLevel = 'error' | 'warning' | 'note';

export interface SarifRule {
  readonly id: string;
  /** One sentence for people. */
  readonly description: string;
  readonly level: SarifLevel;
}

/** A file of the folder, with `/`; with a place in it where the finding is about one. */
export interface SarifPlace {
  readonly path: string;
  readonly region?: { readonly line: number; readonly column: number; readonly length: number };
}

export interface SarifFinding {
  readonly rule: string;
  readonly message: string;
  readonly place: SarifPlace;
  readonly related?: readonly SarifPlace[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** The one value of a log. `version` is that of Asset Lens. Paths stay relative: whoever reads it knows the folder. */
export function sarifLog(
  version: string,
  rules: readonly SarifRule[],
  findings: readonly SarifFinding[],
): unknown {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Asset Lens',
            version,
            rules: rules.map(({ id, description, level }) => ({
              id,
              shortDescription: { text: description },
              defaultConfiguration: { level },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(finding => resultOf(rules, finding)),
      },
    ],
  };
}

function resultOf(rules: readonly SarifRule[], finding: SarifFinding) {
  const ruleIndex = rules.findIndex(({ id }) => id === finding.rule);
  const { related = [], properties } = finding;
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: rules[ruleIndex]!.level,
    message: { text: finding.message },
    locations: [{ physicalLocation: physicalLocation(finding.place) }],
    ...(related.length > 0
      ? { relatedLocations: related.map(place => ({ physicalLocation: physicalLocation(place) })) }
      : {}),
    ...(properties ? { properties } : {}),
  };
}

function physicalLocation({ path, region }: SarifPlace) {
  return {
    artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
    ...(region
      ? {
          region: {
            startLine: region.line,
            startColumn: region.column,
            endLine: region.line,
            endColumn: region.column + region.length,
          },
        }
      : {}),
  };
}
