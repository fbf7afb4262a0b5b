import * as XLSX from '@e965/xlsx';
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  type IParagraphOptions,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Block, DecisionDocument } from '../../../budget/decision-document.ts';
import { frenchSpaces, SAMPLE } from '../../../budget/decision-html.ts';

const INK = '161D2B';
const SOFT = '4A5466';
const BLUE = '14315A';
const LINE = 'D5DAE3';
const PALE = 'F3F5F9';
const AMBER = '5C4300';
/** Width of the text on an A4 page, in twentieths of a point. */
const WIDTH = 10_090;
const MARGIN = 908;

/** A document as a Word file. `instant` stands in it as the time of writing: the same document gives the same bytes. */
export async function decisionDocx(document: DecisionDocument, instant: string): Promise<Uint8Array> {
  const { title, subtitle, edition, sample, sections } = document;
  const file = new Document({
    title: `${title} – ${subtitle}`,
    creator: 'CPCA Sud-Occitanie',
    lastModifiedBy: 'CPCA Sud-Occitanie',
    description: edition,
    styles: {
      default: { document: { run: { font: 'Arial', size: 20, color: INK, language: { value: 'fr-FR' } } } },
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: 11_906, height: 16_838 },
            margin: { top: MARGIN, right: MARGIN, bottom: MARGIN, left: MARGIN },
          },
        },
        footers: { default: footer(edition) },
        children: [
          paragraph('CPCA Sud-Occitanie', { spacing: { after: 60 } }, { color: SOFT }),
          paragraph(
            title,
            { heading: HeadingLevel.TITLE, spacing: { after: 80 } },
            { bold: true, size: 40, color: BLUE },
          ),
          paragraph(subtitle, { spacing: { after: 200 } }, { size: 24, color: SOFT }),
          ...(sample ? [paragraph(SAMPLE, { spacing: { after: 200 } }, { bold: true, color: AMBER })] : []),
          ...sections.flatMap(({ title: heading, blocks }) => [
            paragraph(
              heading,
              { heading: HeadingLevel.HEADING_1, keepNext: true, spacing: { before: 320, after: 120 } },
              { bold: true, size: 26, color: BLUE },
            ),
            ...blocks.flatMap(blockParts),
          ]),
        ],
      },
    ],
  });
  return withInstant(await Packer.toBuffer(file), instant);
}

type Part = Paragraph | Table;

function blockParts(block: Block): Part[] {
  switch (block.kind) {
    case 'text':
      return [paragraph(block.text, { spacing: { after: 120 } })];
    case 'heading':
      return [
        paragraph(
          block.text,
          { heading: HeadingLevel.HEADING_2, keepNext: true, spacing: { before: 160, after: 60 } },
          { bold: true, size: 21, color: BLUE },
        ),
      ];
    case 'notice':
      return [
        paragraph(
          block.text,
          {
            spacing: { after: 120 },
            border: { left: { style: BorderStyle.SINGLE, size: 24, color: AMBER, space: 8 } },
          },
          { color: AMBER },
        ),
      ];
    case 'list':
      return block.items.map((item) => paragraph(item, { bullet: { level: 0 }, spacing: { after: 60 } }));
    case 'signatures':
      return [signatures(block.signers)];
    case 'table':
      return [
        paragraph(
          block.caption,
          { keepNext: true, spacing: { before: 160, after: 80 } },
          { bold: true, color: BLUE },
        ),
        table(block),
        paragraph('', { spacing: { after: 80 } }),
      ];
  }
}

function paragraph(
  text: string,
  options: Omit<IParagraphOptions, 'children' | 'text'> = {},
  run: { bold?: boolean; size?: number; color?: string } = {},
): Paragraph {
  return new Paragraph({ ...options, children: [new TextRun({ text: frenchSpaces(text), ...run })] });
}

function table({ columns, rows, total }: Extract<Block, { kind: 'table' }>): Table {
  const widths = columnWidths(columns, rows);
  const line = (cells: readonly string[], head: boolean, strong: boolean) =>
    new TableRow({
      tableHeader: head,
      cantSplit: true,
      children: cells.map((text, index) =>
        cell(text, widths[index] ?? 0, columns[index]?.right ?? false, head, strong),
      ),
    });
  return new Table({
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    rows: [
      line(
        columns.map(({ label }) => label),
        true,
        true,
      ),
      ...rows.map((row, index) => line(row, false, total && index === rows.length - 1)),
    ],
  });
}

function cell(text: string, width: number, right: boolean, head: boolean, strong: boolean): TableCell {
  const edge = { style: BorderStyle.SINGLE, size: head || strong ? 8 : 4, color: head ? BLUE : LINE };
  const none = { style: BorderStyle.NONE, size: 0, color: LINE };
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 40, bottom: 40, left: 60, right: 60 },
    borders: { top: none, left: none, right: none, bottom: edge },
    ...(head ? { shading: { fill: PALE } } : {}),
    children: [
      paragraph(
        text,
        { alignment: right ? AlignmentType.RIGHT : AlignmentType.LEFT, keepNext: head },
        { size: 16, bold: strong },
      ),
    ],
  });
}

/** Room for one sign of the widest kind in a cell's letters, and for its margins, in twentieths of a point. */
const SIGN = 100;
const MARGINS = 160;

/** Columns wide enough for their longest word, so that no amount breaks; what is left goes to those that hold more. */
function columnWidths(
  columns: readonly { label: string; right: boolean }[],
  rows: readonly (readonly string[])[],
): number[] {
  const least = columns.map(({ label }, index) => {
    const words = [label, ...rows.map((row) => row[index] ?? '')].map(longestWord);
    return Math.max(...words) * SIGN + MARGINS;
  });
  const wanted = columns.map(({ right }, index) =>
    Math.min(Math.max(...rows.map((row) => (row[index] ?? '').length), 7), right ? 18 : 42),
  );
  const needed = least.reduce((sum, one) => sum + one, 0);
  if (needed > WIDTH) return least.map((one) => Math.floor((one * WIDTH) / needed));
  const all = wanted.reduce((sum, one) => sum + one, 0);
  return least.map((one, index) => Math.floor(one + ((WIDTH - needed) * (wanted[index] ?? 0)) / all));
}

function longestWord(text: string): number {
  return Math.max(...text.split(' ').map((word) => word.length));
}

function signatures(signers: readonly { who: string; role: string }[]): Table {
  const edge = { style: BorderStyle.SINGLE, size: 4, color: LINE };
  const box = (signer: { who: string; role: string } | undefined) =>
    new TableCell({
      width: { size: WIDTH / 2, type: WidthType.DXA },
      margins: { top: 80, bottom: 80, left: 120, right: 120 },
      borders: { top: edge, left: edge, right: edge, bottom: edge },
      children:
        signer === undefined
          ? [paragraph('')]
          : [
              paragraph(signer.who, {}, { bold: true }),
              paragraph(signer.role),
              paragraph('Date et signature', { spacing: { after: 900 } }, { size: 16, color: SOFT }),
            ],
    });
  const pairs = Array.from({ length: Math.ceil(signers.length / 2) }, (_, index) => index * 2);
  return new Table({
    width: { size: WIDTH, type: WidthType.DXA },
    columnWidths: [WIDTH / 2, WIDTH / 2],
    layout: TableLayoutType.FIXED,
    rows: pairs.map(
      (index) => new TableRow({ cantSplit: true, children: [box(signers[index]), box(signers[index + 1])] }),
    ),
  });
}

function footer(edition: string): Footer {
  const small = { size: 16, color: SOFT };
  return new Footer({
    children: [
      new Paragraph({
        children: [
          new TextRun({ text: `${frenchSpaces(edition)} – page `, ...small }),
          new TextRun({ children: [PageNumber.CURRENT], ...small }),
          new TextRun({ text: ' / ', ...small }),
          new TextRun({ children: [PageNumber.TOTAL_PAGES], ...small }),
        ],
      }),
    ],
  });
}

const CORE = 'docProps/core.xml';

/** The library stamps the clock of the machine in the file and on its entries: this puts one instant, and none, there. */
function withInstant(bytes: Uint8Array, instant: string): Uint8Array {
  const archive = XLSX.CFB.read(bytes, { type: 'buffer' });
  const made = XLSX.CFB.utils.cfb_new();
  for (const [index, entry] of archive.FileIndex.entries()) {
    const path = archive.FullPaths[index]?.replace(/^Root Entry\//, '') ?? '';
    if (entry.type !== 2 || path.includes('\u0001') || entry.content === undefined) continue;
    const content = Buffer.from(entry.content as Uint8Array);
    const dated = path === CORE ? Buffer.from(withDates(content.toString('utf8'), instant)) : content;
    XLSX.CFB.utils.cfb_add(made, path, dated, { unsafe: true });
  }
  return new Uint8Array(
    XLSX.CFB.write(made, { fileType: 'zip', type: 'buffer', compression: true }) as Buffer,
  );
}

function withDates(xml: string, instant: string): string {
  return xml.replace(/(<dcterms:(created|modified)[^>]*>)[^<]*/g, `$1${instant}`);
}
