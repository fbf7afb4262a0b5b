import { COPY_TABLE } from './compound.ts';
import { LIMITS } from './limits.ts';
import { NOT_CALCULATED, type Prepared, type SheetShape } from './ooxml.ts';
import { DAMAGED, ERASE_BLANKS, otherFormat, PASSWORD, ReadRefusal, tooMuch } from './refusal.ts';
import { attribute, isWholeXml } from './xml.ts';
import { contentOf, refuseBomb, storedZip, type ZipEntry } from './zip.ts';

const CONTENT = 'content.xml';
const STYLES = 'styles.xml';
const READ = [CONTENT, STYLES, 'META-INF/manifest.xml'];

/**
 * Checks an ODS and hands it on, uncompressed, with its cells only: a value that stands in an attribute alone is written
 * out (the library passes it over), as are a formula's error and a formula without value. Throws ReadRefusal.
 */
export function prepareOds(bytes: Uint8Array, entries: readonly ZipEntry[]): Prepared {
  const useful = entries.filter((entry) => READ.includes(entry.nom));
  refuseBomb(useful);
  const parts = new Map(useful.map((entry) => [entry.nom, contentOf(bytes, entry)] as const));
  const manifest = text(parts.get('META-INF/manifest.xml'));
  if (/<[\w-]+:encryption-data\b/.test(manifest)) throw new ReadRefusal(PASSWORD);
  if (/opendocument\.(text|presentation|graphics|database)/.test(manifest))
    throw new ReadRefusal(otherFormat('c’est un document OpenDocument, et non un classeur', COPY_TABLE));
  const content = parts.get(CONTENT);
  if (!content || !isWholeXml(content)) throw new ReadRefusal(DAMAGED);
  if (!parts.has(STYLES)) parts.set(STYLES, new Uint8Array());
  const rewriting = new ContentRewriting(text(content));
  parts.set(CONTENT, new TextEncoder().encode(rewriting.run()));
  return {
    bytes: storedZip([...parts]),
    feuilles: rewriting.feuilles,
    macros: entries.some((entry) => /^(Basic|Scripts)\/.+\/./.test(entry.nom)),
    liens: /<[\w-]+:table-source\b/.test(text(content)),
  };
}

function text(part: Uint8Array | undefined): string {
  return part ? new TextDecoder().decode(part) : '';
}

const TAG =
  /<(\/?)((?:[\w-]+:)?)(table-row|table-cell|table-column|table)(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*?)(\/?)>/g;

/** One walk through the sheets of a content.xml. */
class ContentRewriting {
  readonly feuilles: SheetShape[] = [];
  private readonly hiddenStyles: ReadonlySet<string>;
  private shape: SheetShape = { lignes_cachees: [], colonnes_cachees: [] };
  private line = 0;
  private lines = 1;
  private column = 0;
  private cells = 0;

  constructor(private readonly xml: string) {
    this.hiddenStyles = hiddenStylesOf(xml);
    const spaces = [...xml.matchAll(/\stext:c\s*=\s*"(\d+)"/g)].map(([, count]) => Number(count));
    if (spaces.some((count) => count > LIMITS.cellText))
      throw new ReadRefusal(tooMuch('une cellule contient des milliers d’espaces', ERASE_BLANKS));
  }

  run(): string {
    return this.xml.replace(
      TAG,
      (
        tag: string,
        close: string,
        prefix: string,
        name: string,
        attributes: string,
        alone: string,
        at: number,
      ) => {
        if (name === 'table-cell' && close === '')
          return this.cell(tag, prefix, attributes, alone === '/', at + tag.length);
        if (name === 'table') this.table(close, tag, alone);
        else if (name === 'table-row') this.row(close, tag, alone);
        else if (close === '') this.columns(tag);
        return tag;
      },
    );
  }

  private table(close: string, tag: string, alone: string): void {
    if (close !== '' || alone !== '') return;
    this.line = this.column = 0;
    this.shape = {
      cachee: this.hiddenStyles.has(attribute(tag, '[\\w-]+:style-name') ?? ''),
      lignes_cachees: [],
      colonnes_cachees: [],
    };
    this.feuilles.push(this.shape);
    if (this.feuilles.length > LIMITS.sheets)
      throw new ReadRefusal(
        tooMuch(
          `il contient plus de ${LIMITS.sheets} feuilles`,
          'Gardez les feuilles du modèle et supprimez les autres.',
        ),
      );
  }

  private row(close: string, tag: string, alone: string): void {
    if (close === '') {
      this.lines = repeated(tag, 'rows', LIMITS.lines);
      if (isHidden(tag)) hide(this.shape.lignes_cachees, this.line, this.lines);
    }
    if (close !== '' || alone !== '') this.line += this.lines;
  }

  private columns(tag: string): void {
    const count = repeated(tag, 'columns', LIMITS.columns);
    if (isHidden(tag)) hide(this.shape.colonnes_cachees, this.column, count);
    this.column += count;
  }

  private cell(tag: string, prefix: string, attributes: string, alone: boolean, end: number): string {
    const bare = alone || this.xml.startsWith(`</${prefix}table-cell>`, end);
    const type = attribute(tag, 'office:value-type');
    const formula = attribute(tag, '[\\w-]+:formula') !== undefined;
    if (bare && type === undefined && !formula) return tag;
    this.cells += this.lines * repeated(tag, 'columns', LIMITS.columns);
    if (this.cells > LIMITS.cells)
      throw new ReadRefusal(tooMuch('ses cellules répétées en feraient des millions', ERASE_BLANKS));
    const error = attribute(tag, 'calcext:value-type') === 'error';
    // An error's text stands between the tags, beside an attribute that says "empty text".
    const kept = error ? attributes.replace(/\soffice:string-value\s*=\s*("[^"]*"|'[^']*')/, '') : attributes;
    const open = `<${prefix}table-cell${kept}>`;
    if (!bare) return open;
    const value = error
      ? '#N/A'
      : type === undefined
        ? NOT_CALCULATED
        : type === 'string'
          ? attribute(tag, 'office:string-value')
          : '';
    const written = value ? `<text:p>${value}</text:p>` : '';
    return alone ? `${open}${written}</${prefix}table-cell>` : `${open}${written}`;
  }
}

function repeated(tag: string, what: 'rows' | 'columns', most: number): number {
  const count = Number(attribute(tag, `[\\w-]+:number-${what}-repeated`) ?? 1);
  return Number.isInteger(count) && count > 0 ? Math.min(count, most) : 1;
}

function isHidden(tag: string): boolean {
  return /\s[\w-]+:visibility\s*=\s*["'](collapse|filter)["']/.test(tag);
}

/** The first lines or columns of a run; what is hidden to the end of the sheet is blank. */
function hide(list: number[], from: number, count: number): void {
  for (let index = from; index < from + Math.min(count, LIMITS.columns); index++) list.push(index);
}

function hiddenStylesOf(xml: string): ReadonlySet<string> {
  const styles = xml.matchAll(
    /<style:style\b([^<>]*\bstyle:family="table"[^<>]*)>\s*<style:table-properties\b[^<>]*\btable:display="false"/g,
  );
  return new Set([...styles].map(([, tag]) => attribute(` ${tag}`, 'style:name') ?? ''));
}
