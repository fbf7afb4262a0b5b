import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { loadSources } from '../../ingest/contracts.ts';
import { codesOf } from '../../ingest/core/code-list.ts';
import type { Nomenclatures, RowSheet } from '../../ingest/core/contract.ts';
import { type Day, dayOf, iso } from './calendar.ts';
import { type Column, workbook, worksheet } from './classeur.ts';
import { FIRST_NAMES, MINERALS, SAYS_SO } from './identite.ts';
import { type Random, seededRandom } from './random.ts';
import { SampleError } from './sample-error.ts';

const SOURCE = 'via_voltaire_suivi';
const ANNEE = 2024;
/** Rows reach back so many years: a country's persons over ten years, in one file. */
const YEARS = 10;
/** Unless told otherwise, one line in so many is wrong. */
const ONE_FAULT_IN = 100;
/** So many lines are written at a time. */
const BATCH = 2000;
const SEPARATOR = ';';

/** A cell: a text, a day, or nothing. */
type Value = string | { day: Day } | null;
/** A line by the contract's columns. */
type Line = Record<string, Value>;

/** An extract of any size: its sheet of the contract, its lines one after another, and how many of them are wrong. */
export interface Echelle {
  feuille: RowSheet;
  titres: string[];
  lignes(): Generator<Line>;
  /** Lines that ingestion must hand back. */
  fautives: number;
}

/** Wrong in one way each, so that one line gives one problem. A file number twice is the number of the line above. */
const FAULTS: readonly ((line: Line, above: Line | undefined) => Line)[] = [
  (line) => ({ ...line, date_debut: '31/02/2024' }),
  (line) => ({ ...line, site: 'SITE INCONNU' }),
  (line) => ({ ...line, sexe: null }),
  (line) => ({ ...line, naissance: { day: dayOf(1905, 5, 3) } }),
  (line, above) => ({ ...line, dossier: above?.dossier ?? null }),
];

/** Syllables of the second half of a surname, so that as many surnames exist as in a country's register. */
const SYLLABLES = [
  'zor',
  'vel',
  'bru',
  'qua',
  'dri',
  'mol',
  'gal',
  'fen',
  'lux',
  'pir',
  'ast',
  'ouk',
  'éval',
  'çan',
];

/**
 * A fictitious extract of `persons` persons for a contract of rows that exists. Labels are those of the code lists,
 * names say that they are invented. The same seed gives the same lines; one in `oneFaultIn` is wrong.
 */
export async function makeEchelle(
  persons: number,
  seed: number | string,
  oneFaultIn = ONE_FAULT_IN,
): Promise<Echelle> {
  const folder = (name: string) => fileURLToPath(new URL(`../../ingest/${name}`, import.meta.url));
  const { contracts, nomenclatures } = await loadSources(folder('sources'), folder('nomenclatures'));
  const contract = contracts.find(({ source }) => source === SOURCE);
  const [feuille] = contract?.genre === 'lignes' ? contract.feuilles : [];
  if (!contract || !feuille)
    throw new SampleError('contrat_absent', `No row contract ${SOURCE}.`, 'Rename it here too.');
  const labels = labelsOf(feuille, nomenclatures, contract.antenne);
  return {
    feuille,
    titres: [
      `Via Voltaire - file active ${ANNEE} (fichier d'essai de vitesse)`,
      'Données fictives (extrait fictif : aucune personne réelle)',
      // A file named after its number of lines ("echelle-2000.csv") would name a year otherwise.
      `Exercice ${ANNEE}`,
      '',
    ],
    *lignes() {
      const random = seededRandom(seed).fork(`echelle-${persons}`);
      let above: Line | undefined;
      for (let rank = 0; rank < persons; rank++) {
        const line = drawLine(rank, labels, random);
        const turn = (rank + 1) / oneFaultIn;
        const fault = Number.isInteger(turn) ? FAULTS[turn % FAULTS.length] : undefined;
        above = fault ? fault(line, above) : line;
        yield above;
      }
    },
    fautives: Math.floor(persons / oneFaultIn),
  };
}

/** The labels that each coded column of a sheet may hold, years put in. */
function labelsOf(
  feuille: RowSheet,
  lists: Nomenclatures,
  antenne: string,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(feuille.colonnes).flatMap(([nom, { nomenclature }]) => {
      if (nomenclature === undefined) return [];
      const codes = codesOf(lists, nomenclature, antenne, `${ANNEE}-12-31`);
      return [[nom, codes.map(({ libelle }) => libelle.replaceAll('{n}', String(ANNEE)))] as const];
    }),
  );
}

function drawLine(rank: number, labels: ReadonlyMap<string, readonly string[]>, random: Random): Line {
  const line: Line = {};
  for (const [nom, texts] of labels) line[nom] = random.pick(texts);
  const oriente = dayOf(ANNEE - YEARS + 1, 1, 1) + random.integer(365 * YEARS - 60);
  const debut = oriente + random.integer(50);
  const left = random.integer(10) < 6 && debut + 10 < dayOf(ANNEE, 12, 1);
  return {
    ...line,
    dossier: `VV${String(1 + (rank % 99)).padStart(2, '0')}-${String(rank + 1).padStart(6, '0')}`,
    nom: drawSurname(random),
    prenom: random.pick<string>([...FIRST_NAMES.H, ...FIRST_NAMES.F]),
    naissance: { day: dayOf(1945, 1, 1) + random.integer(365 * 50) },
    date_orientation: { day: oriente },
    date_debut: { day: debut },
    date_fin: left ? { day: debut + 10 + random.integer(20) } : null,
    motif: left ? (line.motif ?? null) : null,
    date_situation: { day: debut },
  };
}

function drawSurname(random: Random): string {
  const tail = `${random.pick(SYLLABLES)}${random.pick(SYLLABLES)}`;
  const surname = `${random.pick(SAYS_SO)}-${random.pick(MINERALS)} ${tail}`;
  return random.integer(4) === 0 ? surname.toUpperCase() : surname;
}

/** The headings of a sheet as its contract's first labels, blank columns none. */
function headings(feuille: RowSheet): { nom: string; label: string }[] {
  return Object.entries(feuille.colonnes).map(([nom, { etiquettes }]) => ({
    nom,
    label: etiquettes[0] ?? nom,
  }));
}

/** The lines of a CSV as Excel in French saves it: `;`, CRLF, title lines filled up to the width of the table. */
export function* csvLines(echelle: Echelle): Generator<string> {
  const columns = headings(echelle.feuille);
  const filled = (cells: readonly string[]) =>
    `${[...cells, ...new Array<string>(columns.length - cells.length).fill('')].map(quoted).join(SEPARATOR)}\r\n`;
  for (const title of echelle.titres) yield filled([title]);
  yield filled(columns.map(({ label }) => label));
  for (const line of echelle.lignes()) yield filled(columns.map(({ nom }) => written(line[nom] ?? null)));
}

function quoted(text: string): string {
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function written(value: Value): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : iso(value.day).split('-').reverse().join('/');
}

/** Writes the extract as a CSV in UTF-8 with its mark, a batch of lines at a time. */
export async function writeCsv(echelle: Echelle, file: string): Promise<void> {
  const out = createWriteStream(file, { encoding: 'utf8' });
  let batch = ['\uFEFF'];
  for (const line of csvLines(echelle)) {
    batch.push(line);
    if (batch.length < BATCH) continue;
    if (!out.write(batch.join(''))) await once(out, 'drain');
    batch = [];
  }
  out.end(batch.join(''));
  await once(out, 'close');
}

/** The extract as a workbook of one sheet, dates as Excel's. */
export function echelleWorkbook(echelle: Echelle): Uint8Array {
  const columns: Column<Line>[] = headings(echelle.feuille).map(({ nom, label }) => ({
    entete: label,
    largeur: 16,
    cellule: (line) => {
      const value = line[nom] ?? null;
      return value !== null && typeof value === 'object' ? { date: iso(value.day) } : value;
    },
  }));
  const above = echelle.titres.map((title) => [title]);
  const [titre = ''] = echelle.titres;
  const onglet = echelle.feuille.onglets[0] ?? echelle.feuille.nom;
  const feuille = worksheet(columns, [...echelle.lignes()], above);
  return workbook([{ nom: onglet, feuille }], titre, `${ANNEE + 1}-01-15`);
}

const USAGE = `Usage: npx --no-install tsx data-samples/programme/echelle.ts --scale <persons> --out <file> [--format csv|xlsx]
       [--seed <n>] [--faults <n>]

Writes a fictitious extract of any number of persons, to measure speed and memory.

  --scale   how many persons
  --out     where to write; it says of itself that it is an example
  --format  csv (default) or xlsx
  --seed    any number or word; default 1
  --faults  one line in so many is wrong; default ${ONE_FAULT_IN}
`;

interface Asked {
  scale: number;
  out: string;
  format: string;
  seed: string;
  faults: number;
}

/** What the command was asked to do; null when it was asked wrongly. */
function options(): Asked | 'help' | null {
  try {
    const { values } = parseArgs({
      options: {
        scale: { type: 'string' },
        out: { type: 'string' },
        format: { type: 'string', default: 'csv' },
        seed: { type: 'string', default: '1' },
        faults: { type: 'string', default: String(ONE_FAULT_IN) },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const [scale, faults] = [Number(values.scale), Number(values.faults)];
    const { out, format, seed } = values;
    const counts = [scale, faults].every((count) => Number.isInteger(count) && count > 0);
    return out && counts && /^(csv|xlsx)$/.test(format) ? { scale, out, format, seed, faults } : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Runs the command and answers its exit code: 0 done, 2 wrong usage. */
async function main(): Promise<number> {
  const asked = options();
  if (asked === null || asked === 'help') {
    process.stderr.write(USAGE);
    return asked === 'help' ? 0 : 2;
  }
  const echelle = await makeEchelle(asked.scale, asked.seed, asked.faults);
  await mkdir(dirname(asked.out), { recursive: true });
  if (asked.format === 'csv') await writeCsv(echelle, asked.out);
  else await writeFile(asked.out, echelleWorkbook(echelle));
  process.stderr.write(`${asked.out}: ${asked.scale} persons, ${echelle.fautives} wrong lines.\n`);
  return 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main();
}
