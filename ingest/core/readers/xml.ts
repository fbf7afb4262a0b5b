/** The raw text of an attribute in a tag, by its name (a pattern); undefined when the tag lacks it. */
export function attribute(tag: string, name: string): string | undefined {
  const match = pattern(name).exec(tag);
  return match?.[1] ?? match?.[2];
}

const PATTERNS = new Map<string, RegExp>();

function pattern(name: string): RegExp {
  const known = PATTERNS.get(name);
  if (known) return known;
  const made = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
  PATTERNS.set(name, made);
  return made;
}

/** How XML writes yes. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

const HEAD = 4096;
const TAIL = 256;

/** True when the bytes of an XML part close the tag that they open first: a part cut in two does not. */
export function isWholeXml(bytes: Uint8Array): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD));
  const root = /<(?![?!])([^\s<>/]+)/.exec(head)?.[1];
  const tail = new TextDecoder().decode(bytes.subarray(-TAIL)).trimEnd();
  return root !== undefined && (tail.endsWith(`</${root}>`) || /<[^<>]*\/>$/.test(tail));
}
