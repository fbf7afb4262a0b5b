import * as XLSX from '@e965/xlsx';
import { absenceText, provenanceText } from '../components/figure.ts';
import { type Cell, type Figure, figuresOf, type Report, type Table, tablesOf } from './document.ts';
import { editionLine } from './report.ts';

const LONGEST_TAB = 31;
const WIDEST_COLUMN = 60;
const NARROWEST_COLUMN = 9;
const INTEGER = '#,##0';
const DECIMAL = '#,##0.0#';

const YEAR = 'Année';

/** The words of places in the headings of a sheet. */
const PLACES: Record<string, string> = {
  annee: YEAR,
  bloc: 'Bloc',
  modalite: 'Modalité',
  antenne: 'Antenne',
  site: 'Site',
  module: 'Module',
  genre: 'Genre',
  periode: 'Période',
  type_place: 'Type de place',
  departement: 'Département',
  lecture: 'Lecture',
  objet: 'Objet',
  famille: 'Famille',
  regle: 'Règle',
};

type Value = string | number | null;

/**
 * The tables of a report as a workbook: a summary, the method, then a sheet per table, one line per figure with its
 * base, provenance and source, to filter. The same report gives the same bytes.
 */
export function writeWorkbook(report: Report): Uint8Array {
  const book = XLSX.utils.book_new();
  const found = tablesOf(report);
  const tabs = found.map(({ table }, index) => tabName(index + 1, table.caption));
  const summary: Value[][] = [
    ['Feuille', 'Chapitre', 'Section', 'Tableau', 'Lignes', 'Édition'],
    ...found.map(({ chapter, section, table }, index): Value[] => [
      tabs[index] ?? '',
      chapter.title,
      section.title,
      table.caption,
      linesOf(table).length - 1,
      editionLine(report),
    ]),
  ];
  const first = sheet(summary);
  for (const [index, tab] of tabs.entries()) {
    const cell = first[XLSX.utils.encode_cell({ r: index + 1, c: 0 })];
    if (cell) cell.l = { Target: `#'${tab}'!A1`, Tooltip: 'Aller à la feuille' };
  }
  XLSX.utils.book_append_sheet(book, first, 'Sommaire');
  XLSX.utils.book_append_sheet(book, sheet(methodLines(report)), 'Méthode');
  for (const [index, { table }] of found.entries())
    XLSX.utils.book_append_sheet(book, sheet(linesOf(table)), tabs[index]);
  // Excel shows when a file was made: the date of the data says more, and stays.
  book.Props = {
    Title: `${report.title} – CPCA Sud-Occitanie`,
    Comments: editionLine(report),
    CreatedDate: new Date(`${report.dataDate}T00:00:00Z`),
    ModifiedDate: new Date(`${report.dataDate}T00:00:00Z`),
  };
  return new Uint8Array(XLSX.write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer);
}

/** A table as lines under their headings: one per figure; of a table of words, one per row. */
function linesOf(table: Table): Value[][] {
  const figures = figuresOf(table);
  return figures.length > 0 ? figureLines(figures) : wordLines(table);
}

function figureLines(figures: readonly Figure[]): Value[][] {
  const places = [...new Set(figures.flatMap(({ place }) => Object.keys(place)))];
  const heads = [
    ...places.map((name) => PLACES[name] ?? name),
    ...['Indicateur', 'Valeur', 'Absence', 'Unité', 'Base', 'Numérateur', 'Dénominateur', 'Inconnus'],
    ...['Provenance', 'Formule', 'Comparaison', 'Source', 'Table publiée', 'Ligne de la table'],
  ];
  return [
    heads,
    ...figures.map((figure) => [
      ...places.map((name) => placeValue(name, figure.place[name] ?? '')),
      figure.label,
      figure.value,
      figure.value === null ? absenceText(figure.statut) : figure.approximate ? 'valeur approchée' : '',
      figure.unit,
      figure.base,
      figure.numerator,
      figure.denominator,
      figure.unknowns,
      provenanceText(figure.provenance),
      figure.formula,
      figure.caution ?? '',
      figure.sources.join(' ; '),
      figure.cube,
      figure.key,
    ]),
  ];
}

function placeValue(name: string, value: string): Value {
  return name === 'annee' && /^\d+$/.test(value) ? Number(value) : value;
}

function wordLines(table: Table): Value[][] {
  const headings = table.groups.some(({ heading }) => heading !== '');
  return [
    [...(headings ? ['Groupe'] : []), ...table.columns.map(({ label }) => label), 'Détail'],
    ...table.groups.flatMap(({ heading, rows }) =>
      rows.map(({ cells, remarks }) => [
        ...(headings ? [heading] : []),
        ...cells.map(cellValue),
        [...cells.flatMap((cell) => (cell.kind === 'text' ? cell.small : [])), ...remarks].join(' ; '),
      ]),
    ),
  ];
}

function cellValue(cell: Cell): Value {
  if (cell.kind === 'text') return cell.text;
  if (cell.kind === 'amount') return cell.value ?? cell.none;
  return cell.kind === 'notes' ? cell.notes.map((note) => `[${note}]`).join(' ') : '';
}

function methodLines(report: Report): Value[][] {
  const method = report.chapters.find(({ id }) => id === 'methode');
  return [
    ['Partie', 'Mot', 'Définition'],
    ['Édition', report.title, editionLine(report)],
    ...(method?.sections ?? []).flatMap(({ title, blocks }) =>
      blocks.flatMap((block): Value[][] => {
        if (block.kind === 'terms')
          return block.terms.map(({ term, definition }) => [title, term, definition]);
        return block.kind === 'text' || block.kind === 'missing' ? [[title, '', block.text]] : [];
      }),
    ),
  ];
}

/** A sheet of lines under one heading line, with filters and widths. */
function sheet(lines: readonly Value[][]): XLSX.WorkSheet {
  const cells = lines.map((line) =>
    line.map((value, column) => cellObject(value, lines[0]?.[column] ?? null)),
  );
  const made = XLSX.utils.aoa_to_sheet(cells);
  if (made['!ref'] !== undefined) made['!autofilter'] = { ref: made['!ref'] };
  const count = Math.max(0, ...lines.map((line) => line.length));
  made['!cols'] = Array.from({ length: count }, (_, column) => ({
    wch: Math.min(
      WIDEST_COLUMN,
      Math.max(NARROWEST_COLUMN, ...lines.map((line) => String(line[column] ?? '').length + 1)),
    ),
  }));
  return made;
}

function cellObject(value: Value, head: Value): XLSX.CellObject {
  if (value === null || value === '') return { t: 'z' };
  if (typeof value === 'string') return { t: 's', v: inert(value) };
  return { t: 'n', v: value, z: head === YEAR ? '0' : Number.isInteger(value) ? INTEGER : DECIMAL };
}

/** A text that a spreadsheet could take for a formula, once copied or saved as CSV, begins with an apostrophe. */
function inert(value: string): string {
  return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
}

/** `07 Stages`: numbered, so that no two are the same, without the marks that a tab refuses. */
function tabName(number: number, caption: string): string {
  const plain = caption
    .replace(/[:\\/?*[\]']/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `${String(number).padStart(2, '0')} ${plain}`.slice(0, LONGEST_TAB).trim();
}
