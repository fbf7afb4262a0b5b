import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { antenneNames } from '../../ingest/contracts.ts';
import { type LedgerFile, readLedger } from '../../ingest/ledger.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import type { Output } from '../output.ts';
import { LISTS_DIR, placesToRead } from '../places.ts';

/** What is expected of an antenne for a year, and how far it is. */
export interface Expected {
  antenne: string;
  nom: string;
  source: string;
  libelle: string;
  annee: number;
  /** Whether the year may not do without it. */
  obligatoire: boolean;
  /** Last day on which it is on time; null where it is not expected, or no list says. */
  echeance: string | null;
  /** Day on which a file of it first came. */
  recu_le: string | null;
  a_corriger: number;
  etat: 'attendu' | 'en_retard' | 'facultatif' | 'recu' | 'recu_en_retard' | 'valide' | 'conteste';
}

/** Deadlines as the code list `echeance_envoi` states them. */
export interface Deadline {
  annee_du: string;
  annee_au: string;
  mois: string;
  jour: string;
}

/** What is expected, as the code list `envoi_attendu` states it. */
export interface Awaited {
  source: string;
  antenne: string;
  libelle: string;
  obligatoire: string;
  annee_du: string;
  annee_au: string;
}

interface CalendarOptions {
  annee: number;
  aujourdhui: string;
  deadlines: readonly Deadline[];
  noms: Readonly<Record<string, string>>;
}

/**
 * A line per file that is expected for a year, or that came without being expected, by antenne and source: received,
 * validated, late. The model `calendrier_envoi` says the same of the day of the last loading.
 */
export function calendarOf(
  awaited: readonly Awaited[],
  files: readonly LedgerFile[],
  { annee, aujourdhui, deadlines, noms }: CalendarOptions,
): Expected[] {
  const due = deadlines.find((one) => holds(one, annee));
  const deadline = due ? `${annee + 1}-${due.mois}-${due.jour}` : null;
  const came = files.filter((file) => file.annee === annee && file.etat !== 'refuse');
  const lines = awaited.flatMap(({ source, antenne, libelle, obligatoire, ...years }) => {
    const own = came.filter((file) => file.source === source);
    const expected = holds(years, annee);
    if (!expected && own.length === 0) return [];
    const line = { antenne, nom: noms[antenne] ?? antenne, source, libelle, annee };
    const must = expected && obligatoire === 'oui';
    return [{ ...line, obligatoire: must, ...progressOf(own, must, expected ? deadline : null, aujourdhui) }];
  });
  return lines.sort((a, b) => compare(a.antenne, b.antenne) || compare(a.source, b.source));
}

function holds({ annee_du, annee_au }: Pick<Deadline, 'annee_du' | 'annee_au'>, annee: number): boolean {
  return Number(annee_du) <= annee && annee <= Number(annee_au);
}

function progressOf(
  came: readonly LedgerFile[],
  obligatoire: boolean,
  echeance: string | null,
  aujourdhui: string,
): Pick<Expected, 'echeance' | 'recu_le' | 'a_corriger' | 'etat'> {
  const stands = came.filter(({ etat }) => etat === 'en_vigueur');
  const days = came.map(({ charge_le }) => charge_le.slice(0, 10)).sort();
  const recu_le = stands.length > 0 ? (days[0] ?? null) : null;
  const a_corriger = stands.reduce((sum, file) => sum + file.a_corriger, 0);
  return {
    ...{ echeance, recu_le, a_corriger },
    etat: stateOf(stands, { recu_le, echeance, aujourdhui, obligatoire }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function stateOf(
  stands: readonly LedgerFile[],
  {
    recu_le,
    echeance,
    aujourdhui,
    obligatoire,
  }: Pick<Expected, 'recu_le' | 'echeance' | 'obligatoire'> & { aujourdhui: string },
): Expected['etat'] {
  if (recu_le === null && !obligatoire) return 'facultatif';
  if (recu_le === null) return echeance !== null && aujourdhui > echeance ? 'en_retard' : 'attendu';
  const opinions = stands.map(({ validation }) => validation?.etat);
  if (opinions.includes('conteste')) return 'conteste';
  if (opinions.every((opinion) => opinion === 'valide')) return 'valide';
  return obligatoire && echeance !== null && recu_le > echeance ? 'recu_en_retard' : 'recu';
}

const STATES: Readonly<Record<Expected['etat'], string>> = {
  attendu: 'attendu',
  en_retard: 'EN RETARD, rien reçu',
  facultatif: 'facultatif, rien reçu',
  recu: 'reçu, à valider',
  recu_en_retard: 'reçu après l’échéance, à valider',
  valide: 'bon à publier',
  conteste: 'contesté',
};

export interface StatusOptions {
  samples?: boolean;
  year?: number;
}

/** Prints the calendar of a year: the one before this unless told. Exit 0: being late is no failure of the command. */
export async function statusCommand(
  options: StatusOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
  clock: () => Date = () => new Date(),
): Promise<number> {
  const annee = options.year ?? clock().getUTCFullYear() - 1;
  const deadlines = await listOf<Deadline>('echeance_envoi.csv');
  const awaited = await listOf<Awaited>('envoi_attendu.csv');
  const places = placesToRead(options.samples, env, 'warehouse');
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  const files = await warehouse
    .connect()
    .then((connection) => readLedger(connection))
    .finally(() => warehouse.close());
  const aujourdhui = clock().toISOString().slice(0, 10);
  const calendar = calendarOf(awaited, files, {
    annee,
    aujourdhui,
    deadlines,
    noms: await antenneNames(LISTS_DIR),
  });
  output.result({ annee, aujourdhui, attendus: calendar }, statusText(calendar, annee));
  return 0;
}

async function listOf<Line>(name: string): Promise<Line[]> {
  return parse(await readFile(join(LISTS_DIR, name), 'utf8'), { columns: true });
}

function statusText(calendar: readonly Expected[], annee: number): string {
  const due = calendar.find(({ echeance }) => echeance !== null)?.echeance;
  if (calendar.length === 0) return `Exercice ${annee} : rien n’est attendu, rien n’est reçu.`;
  const head = `Exercice ${annee}${due ? `, à envoyer au plus tard le ${shown(due)}` : ''}`;
  const lines = calendar.map(({ nom, libelle, etat, recu_le, a_corriger }) =>
    [
      `  ${nom} · ${libelle} : ${STATES[etat]}`,
      ...(recu_le ? [`reçu le ${shown(recu_le)}`] : []),
      ...(a_corriger > 0 ? [`${a_corriger} à corriger`] : []),
    ].join(' ; '),
  );
  return [head, ...lines].join('\n');
}

function shown(day: string): string {
  return day.split('-').reverse().join('/');
}
