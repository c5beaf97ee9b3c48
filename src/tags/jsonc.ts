/**
 * JSON as people write it by hand, with comments and commas at the end, read into a tree that knows its places.
 * A mistake is noted and the reading goes on behind it, so that one look at a text tells of several.
 */

/** A part of a text, from its first character to behind its last one. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What stands there, and what should: "line 2, column 10: found `}`, expected a value". */
export interface TextMistake extends Span {
  readonly found: string;
  readonly expected: string;
}

export interface JsonMember {
  readonly key: Span & { readonly name: string };
  readonly value: JsonNode;
}

export type JsonNode =
  | (Span & { readonly kind: 'object'; readonly members: readonly JsonMember[] })
  | (Span & { readonly kind: 'list'; readonly items: readonly JsonNode[] })
  | (Span & { readonly kind: 'plain'; readonly value: string | number | boolean | null });

export interface JsonText {
  /** Null where no value could be read at all. */
  readonly root: JsonNode | null;
  readonly mistakes: readonly TextMistake[];
}

/** Nobody reads more of them at once, and after some the reader has lost its place. */
const mostMistakes = 20;
/** Of lists and objects in each other: enough for any file of ours, and no text overflows the stack. */
const mostDepth = 64;

/** Reads a text; a byte order mark at its beginning is passed over. Never throws. */
export function parseJsonc(text: string): JsonText {
  return new JsoncReader(text).read();
}

class JsoncReader {
  readonly #text: string;
  readonly #mistakes: TextMistake[] = [];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonText {
    if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    this.#skip();
    const root = this.#value();
    this.#skip();
    // Behind another mistake the brackets no longer fit, which says nothing.
    if (root && this.#at < this.#text.length && this.#mistakes.length === 0)
      this.#mistake('the end of the text');
    return { root, mistakes: this.#mistakes };
  }

  get #isLost(): boolean {
    return this.#mistakes.length >= mostMistakes;
  }

  /** Past white space and comments. */
  #skip(): void {
    for (;;) {
      const [blank] = /^[\s]*/.exec(this.#text.slice(this.#at, this.#at + 1024))!;
      this.#at += blank.length;
      const two = this.#text.slice(this.#at, this.#at + 2);
      if (two === '//') {
        const end = /[\r\n]/.exec(this.#text.slice(this.#at));
        this.#at = end ? this.#at + end.index : this.#text.length;
      } else if (two === '/*') {
        const end = this.#text.indexOf('*/', this.#at + 2);
        if (end < 0) {
          this.#note({ from: this.#at, to: this.#at + 2 }, 'a comment without its end', '*/');
          this.#at = this.#text.length;
        } else this.#at = end + 2;
      } else if (blank === '') return;
    }
  }

  /** A value, or null with a mistake where there is none; what cannot begin a value is then passed over. */
  #value(): JsonNode | null {
    const from = this.#at;
    const character = this.#text[from];
    if (character === '{' || character === '[') {
      if (this.#depth >= mostDepth) {
        this.#note({ from, to: from + 1 }, `more than ${mostDepth} lists and objects in each other`, 'fewer');
        this.#at = this.#text.length;
        return null;
      }
      this.#depth++;
      const node = character === '{' ? this.#object() : this.#list();
      this.#depth--;
      return node;
    }
    if (character === '"') {
      const value = this.#string();
      return { kind: 'plain', value, from, to: this.#at };
    }
    const word = this.#word();
    if (word === 'true' || word === 'false' || word === 'null') {
      this.#at += word.length;
      const value = word === 'null' ? null : word === 'true';
      return { kind: 'plain', value, from, to: this.#at };
    }
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(word)) {
      this.#at += word.length;
      return { kind: 'plain', value: Number(word), from, to: this.#at };
    }
    this.#mistake('a value');
    this.#at += word.length;
    return null;
  }

  #object(): JsonNode {
    const from = this.#at++;
    const members: JsonMember[] = [];
    for (;;) {
      this.#skip();
      if (this.#closes('}', from)) break;
      const keyFrom = this.#at;
      if (this.#text[keyFrom] !== '"') {
        this.#mistake('a name in double quotes, or }');
        if (!this.#passOver()) continue;
        break;
      }
      const name = this.#string();
      const key = { name, from: keyFrom, to: this.#at };
      this.#skip();
      if (this.#text[this.#at] === ':') this.#at++;
      else this.#mistake(`: behind ${JSON.stringify(name)}`);
      this.#skip();
      const value = this.#value();
      if (value) members.push({ key, value });
      if (!this.#separated('}')) break;
    }
    return { kind: 'object', members, from, to: this.#at };
  }

  #list(): JsonNode {
    const from = this.#at++;
    const items: JsonNode[] = [];
    for (;;) {
      this.#skip();
      if (this.#closes(']', from)) break;
      const before = this.#at;
      const value = this.#value();
      if (value) items.push(value);
      else if (this.#at === before && this.#passOver()) break;
      if (!this.#separated(']')) break;
    }
    return { kind: 'list', items, from, to: this.#at };
  }

  /** True when the object or list that began at `from` ends here, with a mistake where the text or another bracket ends it. */
  #closes(bracket: '}' | ']', from: number): boolean {
    const character = this.#text[this.#at];
    if (character === bracket) {
      this.#at++;
      return true;
    }
    if (this.#isLost) {
      this.#at = this.#text.length;
      return true;
    }
    if (character !== undefined && character !== '}' && character !== ']') return false;
    const { line } = placeOf(this.#text, from);
    this.#mistake(`${bracket} for the ${this.#text[from]} of line ${line}`);
    return true;
  }

  /** Past the comma behind a member or an item; false where the text ends. */
  #separated(bracket: '}' | ']'): boolean {
    this.#skip();
    const character = this.#text[this.#at];
    if (character === ',') this.#at++;
    else if (character !== '}' && character !== ']' && character !== undefined) {
      this.#mistake(`, or ${bracket}`);
      // Words in quotes, lists and objects go on as if the comma stood there.
      if (!/["{[]/.test(character) && this.#passOver()) return false;
    }
    return !this.#isLost;
  }

  /** To behind the next comma, or before the next bracket that closes; true where the text ends first. */
  #passOver(): boolean {
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      if (character === ',') {
        this.#at++;
        return false;
      }
      if (character === '}' || character === ']') return false;
      if (character === '"') this.#string();
      else this.#at++;
      this.#skip();
    }
    return true;
  }

  /** The text in quotes that begins here. One without its end ends with its line. */
  #string(): string {
    const from = this.#at;
    const [raw] = /^"(?:[^"\\\r\n]|\\[^\r\n])*/.exec(this.#text.slice(from))!;
    this.#at = from + raw.length;
    if (this.#text[this.#at] !== '"') {
      this.#note({ from, to: this.#at }, 'a text without its end', '"');
      return raw.slice(1);
    }
    this.#at++;
    try {
      // A JSON text in quotes is a string.
      return JSON.parse(`${raw}"`) as string;
    } catch {
      // What V8 says names no place; the two things that can be wrong are told here.
      const wrong = /\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})./.exec(raw) ?? /[\0-\x1f]/.exec(raw);
      const at = from + (wrong?.index ?? 0);
      const said = wrong?.[0] ?? raw;
      this.#note(
        { from: at, to: at + said.length },
        said.startsWith('\\') ? `the escape ${said}` : `the control character ${JSON.stringify(said)}`,
        said.startsWith('\\')
          ? String.raw`one of \" \\ \/ \b \f \n \r \t \u0000`
          : 'an escape such as \\n or \\t',
      );
      return raw.slice(1);
    }
  }

  /** The letters and digits that begin here. */
  #word(): string {
    return /^[^\s,:"{}[\]/]*/.exec(this.#text.slice(this.#at, this.#at + 256))![0];
  }

  /** Says that here stands something else than `expected`. */
  #mistake(expected: string): void {
    const from = this.#at;
    if (from >= this.#text.length) return this.#note({ from, to: from }, 'the end of the text', expected);
    const shown =
      this.#word() ||
      (this.#text[from] === '"' ? /^"[^"\r\n]*"?/.exec(this.#text.slice(from))![0] : this.#text[from]!);
    return this.#note({ from, to: from + shown.length }, shown, expected);
  }

  #note({ from, to }: Span, found: string, expected: string): void {
    // Behind an end that came too early everything else is missing, too.
    const isEnd = this.#mistakes.at(-1)?.from === this.#text.length;
    if (!this.#isLost && !isEnd) this.#mistakes.push({ from, to, found, expected });
  }
}

/** Line and column of a character, both from 1. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(text.startsWith('\uFEFF') ? 1 : 0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
