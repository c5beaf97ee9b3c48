/** Numbers, sizes, times and names as people read them. */

export interface Format {
  count(value: number): string;
  percent(part: number, whole: number): string;
  bytes(value: number): string;
  seconds(value: number): string;
  milliseconds(value: number): string;
  day(millisecondsSinceEpoch: number): string;
}

/** Of a hundred, as a 32-bit float. */
const roundingError = 1e-5;

/** `language` is a BCP 47 tag; one that the browser does not know counts as English. */
export function formatFor(language: string): Format {
  const locale = knownLocale(language);
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    count: value => whole.format(value),
    // Done only when all is done: 99.9 % is not 100 %. But 0.29 is 29 %, though 100 × 0.29 is a little less.
    percent: (part, of) => `${whole.format(of <= 0 ? 0 : Math.floor((100 * part) / of + roundingError))} %`,
    bytes: value => {
      const units = ['B', 'kB', 'MB', 'GB', 'TB'];
      let unit = 0;
      let size = value;
      while (size >= 999.5 && unit < units.length - 1) {
        size /= 1000;
        unit++;
      }
      return `${unit === 0 || size >= 100 ? whole.format(size) : oneDigit.format(size)} ${units[unit]}`;
    },
    seconds: value => {
      const seconds = Math.max(1, Math.round(value));
      if (seconds < 100) return `${whole.format(seconds)} s`;
      const minutes = Math.round(seconds / 60);
      if (minutes < 100) return `${whole.format(minutes)} min`;
      return `${oneDigit.format(minutes / 60)} h`;
    },
    milliseconds: value =>
      value < 1000 ? `${whole.format(Math.max(1, value))} ms` : `${oneDigit.format(value / 1000)} s`,
    day: value => date.format(value),
  };
}

export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The folder of a path with `/`, empty at the top. */
export function folderName(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function knownLocale(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    // VS Code's language may be a private tag such as `qps-ploc`.
    return 'en';
  }
}
