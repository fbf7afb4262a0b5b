import { LIMITS } from './limits.ts';
import { DAMAGED, otherFormat, ReadRefusal, tooMuch } from './refusal.ts';
import { attribute, isTrue, isWholeXml } from './xml.ts';
import { contentOf, refuseBomb, storedZip, type ZipEntry } from './zip.ts';

/** A workbook in the form that the library is given, and what it would not say of it. */
export interface Prepared {
  bytes: Uint8Array;
  /** By sheet, in order; undefined for a chart. */
  feuilles: (SheetShape | undefined)[];
  macros: boolean;
  liens: boolean;
}

export interface SheetShape {
  /** Where the format itself says it; undefined leaves it to the library. */
  cachee?: boolean;
  lignes_cachees: number[];
  colonnes_cachees: number[];
}

/** What stands in a cell whose formula was never calculated: such a cell is no blank and no zero. */
export const NOT_CALCULATED = '#SANS VALEUR';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
/** Parts that hold no cell: they are never unpacked, so that no macro, picture, remark or link is even read. */
const USELESS =
  /^(xl\/(media|embeddings|externalLinks|drawings|charts|chartsheets|comments|threadedComments|persons|ctrlProps|activeX|pivotCache|pivotTables|queryTables|slicers|slicerCaches|timelines|timelineCaches|printerSettings|customProperty|theme|tables|model|webextensions|worksheets\/_rels)|customXml|docProps|docMetadata)\/|^xl\/comments\d*\.xml$|^xl\/(calcChain|connections|volatileDependencies)\.xml$|\.(bin|vml|jpe?g|png|gif|emf|wmf)$/i;

/**
 * Checks an XLSX and hands it on, uncompressed, with its cells' parts only. A formula without a stored value becomes an
 * error, since the library passes it over as a blank. Throws ReadRefusal.
 */
export function prepareOoxml(bytes: Uint8Array, entries: readonly ZipEntry[]): Prepared {
  const macros = entries.some((entry) => /vbaProject\.bin$|^xl\/macrosheets\//i.test(entry.nom));
  const liens = entries.some((entry) => /^xl\/externalLinks\/[^/]+\.xml$/i.test(entry.nom));
  const useful = entries.filter((entry) => !USELESS.test(entry.nom) && !entry.nom.endsWith('/'));
  refuseBomb(useful);
  const parts = new Map(useful.map((entry) => [entry.nom, contentOf(bytes, entry)] as const));
  // Of a part that stops half-way the library reads nothing, and says nothing.
  for (const [nom, part] of parts)
    if (nom.endsWith('.xml') && !isWholeXml(part)) throw new ReadRefusal(DAMAGED);
  const sheets = sheetsOf(parts);
  const shapes = new Map<string, SheetShape>();
  for (const { chemin, tableur } of sheets) {
    if (!tableur || shapes.has(chemin)) continue;
    const part = parts.get(chemin);
    if (!part) throw new ReadRefusal(DAMAGED);
    const { xml, shape } = needsALook(part) ? sheetOf(text(part)) : PLAIN_SHEET;
    shapes.set(chemin, shape);
    if (xml !== undefined) parts.set(chemin, new TextEncoder().encode(xml));
  }
  return {
    bytes: storedZip([...parts]),
    feuilles: sheets.map(({ chemin }) => shapes.get(chemin)),
    macros,
    liens,
  };
}

/** The sheets of the workbook in order, with the part that holds each. */
function sheetsOf(parts: ReadonlyMap<string, Uint8Array>): { chemin: string; tableur: boolean }[] {
  const workbook = parts.get(WORKBOOK);
  const relations = parts.get(RELATIONS);
  if (!workbook || !relations)
    throw new ReadRefusal(otherFormat('sa structure n’est pas celle d’un classeur Excel'));
  const targets = new Map(
    [...text(relations).matchAll(/<(?:\w+:)?Relationship\b[^<>]*>/g)].map(([tag]) => [
      attribute(tag, 'Id') ?? '',
      { cible: attribute(tag, 'Target') ?? '', type: attribute(tag, 'Type') ?? '' },
    ]),
  );
  const sheets = [...text(workbook).matchAll(/<(?:\w+:)?sheet\b[^<>]*>/g)].map(([tag]) => {
    const target = targets.get(attribute(tag, '[\\w-]+:id') ?? '');
    return {
      chemin: (target?.cible ?? '').replace(/^\/xl\//, 'xl/').replace(/^(?!xl\/)(\.\/)?/, 'xl/'),
      tableur: target?.type.endsWith('/worksheet') === true,
    };
  });
  if (sheets.length > LIMITS.sheets)
    throw new ReadRefusal(
      tooMuch(
        `il contient ${sheets.length} feuilles (au plus ${LIMITS.sheets})`,
        'Gardez les feuilles du modèle et supprimez les autres.',
      ),
    );
  return sheets;
}

function text(part: Uint8Array): string {
  return new TextDecoder().decode(part);
}

const PLAIN_SHEET: { xml: string | undefined; shape: SheetShape } = {
  xml: undefined,
  shape: { lignes_cachees: [], colonnes_cachees: [] },
};

/** False where a sheet's bytes hold neither a formula nor anything hidden: then its text, which may be long, is not made. */
function needsALook(part: Uint8Array): boolean {
  const [open, colon, close, slash, space, f, h] = [...'<:>/ fh'].map((sign) => sign.charCodeAt(0));
  if (f === undefined || h === undefined || space === undefined) return true;
  for (let at = part.indexOf(f); at >= 0; at = part.indexOf(f, at + 1)) {
    const [before, after = 0] = [part[at - 1], part[at + 1]];
    if ((before === open || before === colon) && (after === close || after === slash || after <= space))
      return true;
  }
  for (let at = part.indexOf(h); at >= 0; at = part.indexOf(h, at + 1))
    if (HIDDEN.every((byte, offset) => part[at + offset] === byte)) return true;
  return false;
}

const HIDDEN = new TextEncoder().encode('hidden=');

/** A sheet's hidden lines and columns; its text again where a formula had no value. */
function sheetOf(xml: string): { xml: string | undefined; shape: SheetShape } {
  const hides = xml.includes('hidden=');
  return {
    xml: /<(?:\w+:)?f[\s>/]/.test(xml) ? withoutBareFormulas(xml) : undefined,
    shape: {
      lignes_cachees: hides ? hiddenLines(xml) : [],
      colonnes_cachees: hides ? hiddenColumns(xml) : [],
    },
  };
}

const BARE_FORMULA =
  /<((?:\w+:)?)c\b([^<>]*)>\s*<\1f\b(?:[^<>]*\/>|[^<>]*>[^<]*<\/\1f>)\s*(<\1v\s*\/>|<\1v>\s*<\/\1v>)?\s*<\/\1c>/g;

function withoutBareFormulas(xml: string): string {
  return xml.replace(BARE_FORMULA, (cell, prefix: string, attributes: string, value: string | undefined) => {
    // An empty text is a value: what IF(A1="";"";…) gives.
    if (value !== undefined && /\st=["']str["']/.test(attributes)) return cell;
    const kept = attributes.replace(/\st=("[^"]*"|'[^']*')/, '');
    return `<${prefix}c${kept} t="e"><${prefix}v>${NOT_CALCULATED}</${prefix}v></${prefix}c>`;
  });
}

function hiddenLines(xml: string): number[] {
  const hidden: number[] = [];
  let line = 0;
  for (const [tag] of xml.matchAll(/<(?:\w+:)?row\b[^<>]*>/g)) {
    line = Number(attribute(tag, 'r') ?? line + 1);
    if (isTrue(attribute(tag, 'hidden')) && line >= 1 && line <= LIMITS.lines) hidden.push(line - 1);
  }
  return hidden;
}

function hiddenColumns(xml: string): number[] {
  const hidden = new Set<number>();
  for (const [tag] of xml.matchAll(/<(?:\w+:)?col\b[^<>]*>/g)) {
    if (!isTrue(attribute(tag, 'hidden'))) continue;
    const last = Math.min(Number(attribute(tag, 'max') ?? 0), LIMITS.columns);
    for (let column = Number(attribute(tag, 'min') ?? 1); column <= last; column++) hidden.add(column - 1);
  }
  return [...hidden].sort((a, b) => a - b);
}
