/** A bookmark of a PDF: its words, and the sheet it leads to, from 1. */
export interface Bookmark {
  title: string;
  sheet: number;
  /** 0 for those at the top. */
  depth: number;
}

/** What a PDF that Chromium wrote says of itself. */
export interface PdfOutline {
  sheets: number;
  bookmarks: Bookmark[];
}

/** The objects of a PDF whose cross-reference is a plain table, by number; streams are left out. */
function objects(bytes: Uint8Array): Map<number, string> {
  const found = new Map<number, string>();
  const text = Buffer.from(bytes).toString('latin1');
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\s([\s\S]*?)(?:endobj|stream\r?\n)/g)) {
    found.set(Number(match[1]), match[2] ?? '');
  }
  return found;
}

function reference(object: string, name: string): number | undefined {
  const found = new RegExp(`/${name}\\s+(\\d+) 0 R`).exec(object)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The sheets' objects, in the order of reading. */
function sheetObjects(all: Map<number, string>, at: number): number[] {
  const object = all.get(at) ?? '';
  if (!/\/Type\s*\/Pages\b/.test(object)) return [at];
  const kids = /\/Kids\s*\[([^\]]*)\]/.exec(object)?.[1] ?? '';
  return [...kids.matchAll(/(\d+) 0 R/g)].flatMap((match) => sheetObjects(all, Number(match[1])));
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The string behind `/Title`, written in parentheses or in hexadecimal, in Latin or in UTF-16. */
function titleText(object: string): string {
  const hex = /\/Title\s*<([0-9A-Fa-f\s]*)>/.exec(object)?.[1];
  const plain = /\/Title\s*\(((?:\\[\s\S]|[^\\)])*)\)/.exec(object)?.[1];
  const bytes =
    hex !== undefined
      ? Buffer.from(hex.replace(/\s/g, ''), 'hex')
      : Buffer.from(
          (plain ?? '').replace(/\\([0-7]{1,3}|[\s\S])/g, (_, code: string) =>
            /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code),
          ),
          'latin1',
        );
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2)).swap16().toString('utf16le');
  return bytes.toString('latin1');
}

/**
 * Reads sheets and bookmarks of a PDF that Chromium wrote: its objects stand in the open, only what is drawn is
 * compressed. Another program's PDF may give nothing.
 */
export function readOutline(bytes: Uint8Array): PdfOutline {
  const all = objects(bytes);
  const catalogue = [...all.values()].find((object) => /\/Type\s*\/Catalog\b/.test(object)) ?? '';
  const sheets = sheetObjects(all, reference(catalogue, 'Pages') ?? 0);
  const bookmarks: Bookmark[] = [];
  const walk = (from: number | undefined, depth: number): void => {
    for (let at = from; at !== undefined; at = reference(all.get(at) ?? '', 'Next')) {
      const object = all.get(at) ?? '';
      const target = /\/(?:Dest|D)\s*\[\s*(\d+) 0 R/.exec(object)?.[1];
      bookmarks.push({ title: titleText(object), sheet: sheets.indexOf(Number(target)) + 1, depth });
      walk(reference(object, 'First'), depth + 1);
    }
  };
  walk(reference(all.get(reference(catalogue, 'Outlines') ?? -1) ?? '', 'First'), 0);
  return { sheets: sheets.length, bookmarks };
}
