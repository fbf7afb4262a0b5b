import { SHORTEST } from './identities.ts';

/** Looks for any of many texts in bytes, in one pass and whatever the case; texts of five letters or more. */
export function finder(wanted: readonly string[]): (content: Uint8Array) => string | undefined {
  const byStart = new Map<string, string[]>();
  for (const text of wanted) {
    const form = lowered(Buffer.from(text, 'utf8'));
    if (form.length < SHORTEST) throw new RangeError(`"${text}" is too short to be looked for`);
    const start = form.slice(0, SHORTEST);
    byStart.set(start, [...(byStart.get(start) ?? []), form]);
  }
  return (content) => {
    const text = lowered(content);
    for (let at = 0; at + SHORTEST <= text.length; at++) {
      const found = byStart.get(text.slice(at, at + SHORTEST))?.find((form) => text.startsWith(form, at));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Lower case of ASCII only: the bytes of other letters stay as they are. */
function lowered(content: Uint8Array): string {
  return Buffer.from(content)
    .toString('latin1')
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
