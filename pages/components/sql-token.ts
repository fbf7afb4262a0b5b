/** A token of a query, as the engine's own lexer cuts it; comments are none. */
export interface Token {
  kind: 'name' | 'number' | 'string' | 'operator' | 'keyword';
  /** Lower case; a quoted name without its quotes. Empty for a string. */
  word: string;
  /** Where it begins and ends in the text. */
  from: number;
  to: number;
}

/** What the engine's lexer gives: byte offsets and the kinds of what begins there. */
export interface ScriptTokens {
  offsets: readonly number[];
  types: readonly number[];
}

const kinds: readonly Token['kind'][] = ['name', 'number', 'string', 'operator', 'keyword'];
const quoted = /^"((?:[^"]|"")*)"/;
const plainWord = /^[\p{L}\p{M}\p{N}_$]+/u;

/** Places in bytes of UTF-8 as places in the text. */
function placesOf(sql: string, offsets: readonly number[]): number[] {
  const places: number[] = [];
  let at = 0;
  let bytes = 0;
  for (const offset of offsets) {
    while (bytes < offset && at < sql.length) {
      const code = sql.codePointAt(at) ?? 0;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      at += code < 0x10000 ? 1 : 2;
    }
    places.push(at);
  }
  return places;
}

function wordOf(kind: Token['kind'], text: string): { word: string; length: number } {
  if (kind === 'string') return { word: '', length: text.trimEnd().length };
  if (kind === 'operator') return { word: text.charAt(0), length: 1 };
  const inQuotes = quoted.exec(text);
  if (inQuotes) {
    return { word: (inQuotes[1] ?? '').replaceAll('""', '"').toLowerCase(), length: inQuotes[0].length };
  }
  const word = plainWord.exec(text)?.[0] ?? text.trimEnd();
  return { word: word.toLowerCase(), length: word.length };
}

/** The tokens of a query from what the engine's lexer says of it. */
export function tokensOf(sql: string, { offsets, types }: ScriptTokens): Token[] {
  const places = placesOf(sql, offsets);
  return types.flatMap((type, index) => {
    const kind = kinds[type];
    const from = places[index];
    if (kind === undefined || from === undefined) return [];
    const { word, length } = wordOf(kind, sql.slice(from, places[index + 1] ?? sql.length));
    return [{ kind, word, from, to: from + length }];
  });
}
