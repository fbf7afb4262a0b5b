import type { Allocation, Etape, Ligne, NomEnveloppe } from './allocation.ts';
import { detailRows } from './detail-table.ts';
import { ENVELOPE_TITLES, explainRound } from './explain.ts';
import { formatChange, formatEuros, formatNumber, formatPlainEuros } from './format.ts';
import { inputLabel } from './words.ts';

/** A split as rows of text: one per line of the split, then the total. Every row has one cell per header. */
export interface ComputeTable {
  readonly titre: string;
  readonly entetes: readonly { readonly libelle: string; readonly alignement: 'gauche' | 'droite' }[];
  readonly lignes: readonly (readonly string[])[];
  /** Sentences to print under the table: standing, envelopes, imputations, what gave way. */
  readonly notes: readonly string[];
}

type Cell =
  | string
  | { readonly centimes: number; readonly signe?: true }
  | { readonly nombre: number }
  | null;

interface Column {
  readonly libelle: string;
  readonly alignement: 'gauche' | 'droite';
  readonly cell: (ligne: Ligne) => Cell;
  /** Whether the last row holds the column's sum. */
  readonly summed: boolean;
}

/** The table for a terminal: amounts with their unit, French typography. */
export function computeTable(allocation: Allocation): ComputeTable {
  const columns = columnsOf(allocation);
  const { nom, mention } = allocation.parametres;
  return {
    titre: `${nom} (${mention}) : ${formatEuros(allocation.total_centimes)}`,
    entetes: columns.map(({ libelle, alignement }) => ({ libelle, alignement })),
    lignes: rowsOf(allocation, columns, readable),
    notes: explainRound(allocation),
  };
}

/** `table` as lines of text in aligned columns, with its title and notes. */
export function formatTable({ titre, entetes, lignes, notes }: ComputeTable): string {
  const rows = [entetes.map(({ libelle }) => libelle), ...lignes];
  const widths = entetes.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const text = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return entetes[column]?.alignement === 'droite' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const [header = '', ...body] = text;
  const total = body.pop() ?? '';
  return [titre, '', header, rule, ...body, rule, total, '', ...notes].join('\n');
}

/**
 * The same table as CSV for a French spreadsheet: `;` between cells, decimal commas, no thousands separator, with the
 * provenance, formula and source of each activity figure.
 */
export function computeCsv(allocation: Allocation): string {
  const columns = [...columnsOf(allocation), ...sourceColumns()];
  const rows = [columns.map(({ libelle }) => libelle), ...rowsOf(allocation, columns, plain)];
  return csvText(rows);
}

/** One line per antenne and envelope, with the way back to the cells, as CSV for a French spreadsheet. */
export function detailCsv(allocation: Allocation): string {
  const head = ['Antenne', 'Enveloppe', 'Entrée', 'Mot de l’antenne', 'Provenance', 'Formule'];
  const rows = detailRows(allocation).map((one) =>
    [
      one.nom,
      ENVELOPE_TITLES[one.enveloppe],
      one.entree,
      one.mot,
      one.provenance,
      one.formule,
      { nombre: one.pourcent },
      { centimes: one.montant_centimes },
      one.source,
    ].map(plain),
  );
  return csvText([[...head, 'Part de l’enveloppe (%)', 'Montant', 'Source'], ...rows]);
}

function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(';')}\r\n`).join('');
}

/** A cell of a spreadsheet: text, or a number with the way to show it. */
export type SheetCell = string | null | { readonly valeur: number; readonly euros: boolean };

/** The same table for a workbook: headers, then rows whose amounts are numbers of euros. */
export function computeSheet(allocation: Allocation): { entetes: string[]; lignes: SheetCell[][] } {
  const columns = [...columnsOf(allocation), ...sourceColumns()];
  return {
    entetes: columns.map(({ libelle }) => libelle),
    lignes: rowsOf(allocation, columns, (cell): SheetCell => {
      if (cell === null || typeof cell === 'string') return cell;
      return 'nombre' in cell
        ? { valeur: cell.nombre, euros: false }
        : { valeur: cell.centimes / 100, euros: true };
    }),
  };
}

function columnsOf(allocation: Allocation): Column[] {
  const { lignes, enveloppes } = allocation;
  const has = (nature: Etape['nature']) =>
    lignes.some(({ etapes }) => etapes.some((etape) => etape.nature === nature));
  const previous = lignes.some(({ n1_centimes: before }) => before !== null);
  const moved = has('bornes') || lignes.some(({ etapes }) => etapes.some((etape) => inBounds(etape)));
  const activity = enveloppes.find(({ nom }) => nom === 'activite');
  const columns: (Column | null)[] = [
    { libelle: 'Ligne', alignement: 'gauche', cell: ({ nom }) => nom, summed: false },
    activity?.nom === 'activite'
      ? {
          libelle: capital(inputLabel(activity.unite)),
          alignement: 'droite',
          cell: activityCount,
          summed: false,
        }
      : null,
    amount('Coordination', (etape) => etape.nature === 'coordination'),
    has('socle') ? amount('Socle', (etape) => etape.nature === 'socle') : null,
    ...enveloppes.map(({ nom }) => amount(ENVELOPE_TITLES[nom], (etape) => inEnvelope(etape, nom))),
    moved ? amount('Bornes', inBounds) : null,
    amount('Arrondi', (etape) => etape.nature === 'arrondi'),
    {
      libelle: 'Montant',
      alignement: 'droite',
      cell: ({ montant_centimes: centimes }) => ({ centimes }),
      summed: true,
    },
    {
      libelle: 'Par personne accompagnée',
      alignement: 'droite',
      cell: ({ par_personne_centimes: centimes }) => (centimes === null ? null : { centimes }),
      summed: false,
    },
    previous
      ? {
          libelle: 'Année précédente',
          alignement: 'droite',
          cell: ({ n1_centimes: centimes }) => (centimes === null ? null : { centimes }),
          summed: false,
        }
      : null,
    previous
      ? {
          libelle: 'Écart',
          alignement: 'droite',
          cell: ({ ecart_n1_centimes: centimes }) => (centimes === null ? null : { centimes, signe: true }),
          summed: false,
        }
      : null,
  ];
  return columns.filter((column) => column !== null);
}

function sourceColumns(): Column[] {
  const text = (libelle: string, read: (step: Extract<Etape, { nature: 'activite' }>) => string): Column => ({
    libelle,
    alignement: 'gauche',
    cell: ({ etapes }) => {
      const step = etapes.find((etape) => etape.nature === 'activite');
      return step?.nature === 'activite' ? read(step) : null;
    },
    summed: false,
  });
  return [
    text('Mot de l’antenne', ({ mesure }) => mesure.mot),
    text('Provenance', ({ mesure }) => mesure.provenance),
    text('Formule', ({ mesure }) => mesure.formule),
    text('Source', ({ mesure }) => mesure.source),
  ];
}

function amount(libelle: string, belongs: (etape: Etape) => boolean): Column {
  return {
    libelle,
    alignement: 'droite',
    cell: ({ etapes }) => {
      const own = etapes.filter(belongs);
      return own.length === 0
        ? null
        : { centimes: own.reduce((all, { montant }) => all + montant.centimes, 0) };
    },
    summed: true,
  };
}

function inEnvelope(etape: Etape, nom: NomEnveloppe): boolean {
  return etape.nature === nom || (etape.nature === 'reserve' && etape.enveloppe === nom);
}

/** Floors and caps move the reserve too: what it gains or gives stands in their column. */
function inBounds(etape: Etape): boolean {
  return etape.nature === 'bornes' || (etape.nature === 'reserve' && etape.enveloppe === null);
}

function activityCount({ etapes }: Ligne): Cell {
  const step = etapes.find((etape) => etape.nature === 'activite');
  return step?.nature === 'activite' && step.mesure.valeur !== null ? { nombre: step.mesure.valeur } : null;
}

function rowsOf<T>(allocation: Allocation, columns: readonly Column[], write: (cell: Cell) => T): T[][] {
  const cells = allocation.lignes.map((ligne) => columns.map(({ cell }) => cell(ligne)));
  const total = columns.map(({ summed }, index): Cell => {
    if (index === 0) return 'Total';
    if (!summed) return null;
    const centimes = cells.reduce((all, row) => {
      const cell = row[index];
      return typeof cell === 'object' && cell !== null && 'centimes' in cell ? all + cell.centimes : all;
    }, 0);
    return { centimes };
  });
  return [...cells, total].map((row) => row.map(write));
}

function readable(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if ('nombre' in cell) return formatNumber(cell.nombre);
  return cell.signe === true ? formatChange(cell.centimes) : formatEuros(cell.centimes);
}

function plain(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  if ('nombre' in cell) return String(cell.nombre).replace('.', ',');
  return formatPlainEuros(cell.centimes)
    .replace(/\u202f/g, '')
    .replace('\u2212', '-');
}

function quoted(cell: string): string {
  return /[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
