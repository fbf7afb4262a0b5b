import * as XLSX from '@e965/xlsx';
import { columnName } from './problem.ts';

/**
 * Workbooks of our own: templates and lines to correct. The library that reads cannot write lists of values, styles or
 * frozen headings, and those that can are no longer kept up or weigh more than the whole page; the few parts of ECMA-376
 * that are needed stand here instead. Same content, same bytes.
 */
export interface WrittenBook {
  titre: string;
  feuilles: readonly WrittenSheet[];
}

export interface WrittenSheet {
  nom: string;
  /** Width of each column, in signs. */
  largeurs: readonly number[];
  /** How cells of a column that hold nothing yet are written. */
  colonnes?: readonly WrittenStyle[];
  cachee?: boolean;
  rows: readonly (readonly WrittenCell[])[];
  /** Lines that stay in sight. */
  figees?: number;
  listes?: readonly Validation[];
  /** Wide sheets print on their side. */
  paysage?: boolean;
}

export type WrittenStyle = keyof typeof STYLES;

export interface WrittenCell {
  value: string | number | null;
  style?: WrittenStyle;
  /** Another file (`file.xlsx#'Feuille'!B6`), or `#'Feuille'!B6` of this one. */
  lien?: string;
}

/** What the cells of a range accept, and what is said of it. `list` takes a range of another sheet. */
export interface Validation {
  plage: string;
  regle:
    | { type: 'list'; source: string }
    | { type: 'date'; from: number }
    | { type: 'whole' | 'decimal'; from: number; to: number };
  titre: string;
  aide: string;
  /** True where another value may be meant: the sender is asked, not stopped. */
  souple?: boolean;
}

/** Cell formats, in the order of `cellXfs`. */
const STYLES = {
  plain: '<xf fontId="0" fillId="0" borderId="0"/>',
  title: '<xf fontId="2" fillId="0" borderId="0" applyFont="1"/>',
  heading: `<xf fontId="3" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">${wrapped('center')}</xf>`,
  wrapped: `<xf fontId="0" fillId="0" borderId="1" applyBorder="1" applyAlignment="1">${wrapped('top')}</xf>`,
  link: `<xf fontId="4" fillId="0" borderId="1" applyFont="1" applyBorder="1" applyAlignment="1">${wrapped('top')}</xf>`,
  entry: `<xf numFmtId="49" fontId="0" fillId="3" borderId="1" applyNumberFormat="1" applyFill="1" applyBorder="1" applyAlignment="1">${wrapped('top')}</xf>`,
  day: '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>',
  words: '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>',
  note: '<xf fontId="5" fillId="0" borderId="0" applyFont="1"/>',
  section: '<xf fontId="1" fillId="0" borderId="0" applyFont="1"/>',
  figure: '<xf fontId="0" fillId="3" borderId="1" applyFill="1" applyBorder="1"/>',
  prose: `<xf fontId="0" fillId="0" borderId="0" applyAlignment="1">${wrapped('top')}</xf>`,
} as const;

function wrapped(vertical: 'top' | 'center'): string {
  return `<alignment vertical="${vertical}" wrapText="1"/>`;
}

const STYLE_NAMES = Object.keys(STYLES);
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
/** What a spreadsheet shows of a help, at most. */
const LONGEST = { titre: 32, aide: 255 };

/** The bytes of an XLSX. */
export function writeBook({ titre, feuilles }: WrittenBook): Uint8Array {
  const parts: [string, string][] = [
    ['[Content_Types].xml', contentTypes(feuilles.length)],
    [
      '_rels/.rels',
      relations([
        ['rId1', `${OFFICE}/officeDocument`, 'xl/workbook.xml'],
        ['rId2', `${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'],
      ]),
    ],
    ['docProps/core.xml', properties(titre)],
    ['xl/workbook.xml', workbook(feuilles)],
    [
      'xl/_rels/workbook.xml.rels',
      relations([
        ...feuilles.map(
          (_, index) =>
            [`rId${index + 1}`, `${OFFICE}/worksheet`, `worksheets/sheet${index + 1}.xml`] as const,
        ),
        [`rId${feuilles.length + 1}`, `${OFFICE}/styles`, 'styles.xml'],
      ]),
    ],
    ['xl/styles.xml', styles()],
  ];
  for (const [index, feuille] of feuilles.entries()) {
    const links = linksOf(feuille);
    parts.push([`xl/worksheets/sheet${index + 1}.xml`, sheet(feuille, links)]);
    const outside = links.filter(({ target }) => target !== '');
    if (outside.length > 0)
      parts.push([
        `xl/worksheets/_rels/sheet${index + 1}.xml.rels`,
        relations(
          outside.map(({ id, target }) => [id, `${OFFICE}/hyperlink`, target] as const),
          true,
        ),
      ]);
  }
  return zip(parts);
}

/** The zip of the library that reads: the one that it packs its own workbooks with. */
const ZIP: {
  utils: { cfb_new(): unknown; cfb_add(zip: unknown, nom: string, content: Uint8Array): unknown };
  write(zip: unknown, options: { fileType: 'zip'; compression: true; type: 'array' }): ArrayLike<number>;
} = XLSX.CFB;

function zip(parts: readonly (readonly [string, string])[]): Uint8Array {
  const made = ZIP.utils.cfb_new();
  const encoder = new TextEncoder();
  for (const [nom, xml] of parts) ZIP.utils.cfb_add(made, nom, encoder.encode(HEAD + xml));
  return Uint8Array.from(ZIP.write(made, { fileType: 'zip', compression: true, type: 'array' }));
}

/** A sheet's name as a formula or a link names it: `'Fin d’année'`. */
export function quotedSheet(nom: string): string {
  return `'${nom.replaceAll("'", "''")}'`;
}

/** Signs that XML 1.0 cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to leave out.
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escaped(text: string): string {
  return text
    .replace(NOT_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A help that a spreadsheet shows whole. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function contentTypes(sheets: number): string {
  const of = (part: string, type: string) => `<Override PartName="/${part}" ContentType="${type}"/>`;
  const office = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  return `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${of('xl/workbook.xml', `${office}.sheet.main+xml`)}${Array.from({ length: sheets }, (_, index) => of(`xl/worksheets/sheet${index + 1}.xml`, `${office}.worksheet+xml`)).join('')}${of('xl/styles.xml', `${office}.styles+xml`)}${of('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml')}</Types>`;
}

function relations(list: readonly (readonly [string, string, string])[], external = false): string {
  const mode = external ? ' TargetMode="External"' : '';
  return `<Relationships xmlns="${PACKAGE}/relationships">${list
    .map(
      ([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${escaped(target)}"${mode}/>`,
    )
    .join('')}</Relationships>`;
}

function properties(titre: string): string {
  return `<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(titre)}</dc:title><dc:language>fr</dc:language></cp:coreProperties>`;
}

function workbook(feuilles: readonly WrittenSheet[]): string {
  const sheets = feuilles.map(
    ({ nom, cachee }, index) =>
      `<sheet name="${escaped(nom)}" sheetId="${index + 1}"${cachee ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  );
  return `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${sheets.join('')}</sheets></workbook>`;
}

function styles(): string {
  const font = (rest: string) => `<font>${rest}<name val="Calibri"/><family val="2"/></font>`;
  const fill = (color: string) =>
    `<fill><patternFill patternType="solid"><fgColor rgb="FF${color}"/><bgColor indexed="64"/></patternFill></fill>`;
  const side = (name: string) => `<${name} style="thin"><color rgb="FFB9C3CD"/></${name}>`;
  return `<styleSheet xmlns="${MAIN}"><fonts count="6">${font('<sz val="11"/>')}${font('<b/><sz val="11"/>')}${font('<b/><sz val="15"/>')}${font('<b/><sz val="11"/><color rgb="FFFFFFFF"/>')}${font('<u/><sz val="11"/><color rgb="FF0B5394"/>')}${font('<i/><sz val="11"/><color rgb="FF4A5560"/>')}</fonts><fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${fill('1F3A5F')}${fill('FFF6D6')}</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${['left', 'right', 'top', 'bottom'].map(side).join('')}<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${STYLE_NAMES.length}">${Object.values(STYLES).join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
}

interface Link {
  ref: string;
  id: string;
  target: string;
  location: string;
}

function linksOf({ rows }: WrittenSheet): Link[] {
  const found = rows.flatMap((row, ligne) =>
    row.flatMap(({ lien }, rang) =>
      lien === undefined ? [] : [{ ref: `${columnName(rang)}${ligne + 1}`, lien }],
    ),
  );
  return found.map(({ ref, lien }, index) => {
    const mark = lien.indexOf('#');
    return {
      ref,
      id: `rId${index + 1}`,
      // A file's name may hold any sign; a link holds those of an address.
      target: encodeURI(mark < 0 ? lien : lien.slice(0, mark)).replaceAll('#', '%23'),
      location: mark < 0 ? '' : lien.slice(mark + 1),
    };
  });
}

function sheet(
  { largeurs, colonnes = [], rows, figees = 0, listes = [], paysage = false }: WrittenSheet,
  links: readonly Link[],
): string {
  const pane =
    figees > 0
      ? `<pane ySplit="${figees}" topLeftCell="A${figees + 1}" activePane="bottomLeft" state="frozen"/>`
      : '';
  const columns = largeurs.map(
    (width, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1" style="${STYLE_NAMES.indexOf(colonnes[index] ?? 'plain')}"/>`,
  );
  const hyperlinks = links.map(
    ({ ref, id, target, location }) =>
      `<hyperlink ref="${ref}"${target === '' ? '' : ` r:id="${id}"`}${location === '' ? '' : ` location="${escaped(location)}"`}/>`,
  );
  return [
    `<worksheet xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>`,
    `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews>`,
    columns.length > 0 ? `<cols>${columns.join('')}</cols>` : '',
    `<sheetData>${rows.map(line).join('')}</sheetData>`,
    listes.length > 0
      ? `<dataValidations count="${listes.length}">${listes.map(validation).join('')}</dataValidations>`
      : '',
    hyperlinks.length > 0 ? `<hyperlinks>${hyperlinks.join('')}</hyperlinks>` : '',
    `<pageSetup paperSize="9" orientation="${paysage ? 'landscape' : 'portrait'}" fitToWidth="1" fitToHeight="0"/></worksheet>`,
  ].join('');
}

function line(row: readonly WrittenCell[], ligne: number): string {
  const cells = row.map((one, rang) => cell(one, `${columnName(rang)}${ligne + 1}`));
  return cells.every((xml) => xml === '') ? '' : `<row r="${ligne + 1}">${cells.join('')}</row>`;
}

function cell({ value, style = 'plain' }: WrittenCell, ref: string): string {
  const s = ` s="${STYLE_NAMES.indexOf(style)}"`;
  if (value === null || value === '') return style === 'plain' ? '' : `<c r="${ref}"${s}/>`;
  return typeof value === 'number'
    ? `<c r="${ref}"${s}><v>${value}</v></c>`
    : `<c r="${ref}"${s} t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
}

function validation({ plage, regle, titre, aide, souple = false }: Validation): string {
  const { type } = regle;
  const bounds =
    type === 'list'
      ? `<formula1>${escaped(regle.source)}</formula1>`
      : type === 'date'
        ? `<formula1>${regle.from}</formula1>`
        : `<formula1>${regle.from}</formula1><formula2>${regle.to}</formula2>`;
  const operator =
    type === 'list' ? '' : type === 'date' ? ' operator="greaterThanOrEqual"' : ' operator="between"';
  const help = escaped(cut(aide, LONGEST.aide));
  const named = escaped(cut(titre, LONGEST.titre));
  return `<dataValidation type="${type}"${operator} errorStyle="${souple ? 'warning' : 'stop'}" allowBlank="1" showInputMessage="1" showErrorMessage="1" errorTitle="${named}" error="${help}" promptTitle="${named}" prompt="${help}" sqref="${plage}">${bounds}</dataValidation>`;
}
