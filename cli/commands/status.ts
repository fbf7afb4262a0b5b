import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { antenneNames, loadSources } from '../../ingest/contracts.ts';
import type { Contract } from '../../ingest/core/contract.ts';
import { type LedgerFile, readLedger } from '../../ingest/ledger.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import type { Output } from '../output.ts';
import { LISTS_DIR, placesToRead, SOURCES_DIR } from '../places.ts';

/** What is expected of an antenne for a year, and how far it is. */
export interface Expected {
  antenne: string;
  nom: string;
  source: string;
  libelle: string;
  annee: number;
  /** Last day on which it is on time; null where no list says. */
  echeance: string | null;
  /** Day on which a file of it first came. */
  recu_le: string | null;
  a_corriger: number;
  etat: 'attendu' | 'en_retard' | 'recu' | 'recu_en_retard' | 'valide' | 'conteste';
}

/** Deadlines as the code list states them. */
export interface Deadline {
  annee_du: string;
  annee_au: string;
  mois: string;
  jour: string;
}

/** A line per source that a contract knows, by antenne and source: what is expected, received, validated, late. */
export function calendarOf(
  contracts: readonly Pick<Contract, 'source' | 'libelle' | 'antenne'>[],
  files: readonly LedgerFile[],
  {
    annee,
    aujourdhui,
    deadlines,
    noms,
  }: {
    annee: number;
    aujourdhui: string;
    deadlines: readonly Deadline[];
    noms: Readonly<Record<string, string>>;
  },
): Expected[] {
  const due = deadlines.find(
    ({ annee_du, annee_au }) => Number(annee_du) <= annee && annee <= Number(annee_au),
  );
  const echeance = due ? `${annee + 1}-${due.mois}-${due.jour}` : null;
  return contracts
    .map(({ source, libelle, antenne }) => {
      const came = files.filter(
        (file) => file.source === source && file.annee === annee && file.etat !== 'refuse',
      );
      const stands = came.filter(({ etat }) => etat === 'en_vigueur');
      const days = came.map(({ charge_le }) => charge_le.slice(0, 10)).sort();
      const recu_le = stands.length > 0 ? (days[0] ?? null) : null;
      const a_corriger = stands.reduce((sum, file) => sum + file.a_corriger, 0);
      const etat = stateOf(stands, { recu_le, echeance, aujourdhui });
      return {
        antenne,
        nom: noms[antenne] ?? antenne,
        source,
        libelle,
        annee,
        echeance,
        recu_le,
        a_corriger,
        etat,
      };
    })
    .sort((a, b) => compare(a.antenne, b.antenne) || compare(a.source, b.source));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function stateOf(
  stands: readonly LedgerFile[],
  { recu_le, echeance, aujourdhui }: { recu_le: string | null; echeance: string | null; aujourdhui: string },
): Expected['etat'] {
  if (recu_le === null) return echeance !== null && aujourdhui > echeance ? 'en_retard' : 'attendu';
  const opinions = stands.map(({ validation }) => validation?.etat);
  if (opinions.includes('conteste')) return 'conteste';
  if (opinions.every((opinion) => opinion === 'valide')) return 'valide';
  return echeance !== null && recu_le > echeance ? 'recu_en_retard' : 'recu';
}

const STATES: Readonly<Record<Expected['etat'], string>> = {
  attendu: 'attendu',
  en_retard: 'EN RETARD, rien reçu',
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
  const { contracts } = await loadSources(SOURCES_DIR, LISTS_DIR);
  const deadlines: Deadline[] = parse(await readFile(join(LISTS_DIR, 'echeance_envoi.csv'), 'utf8'), {
    columns: true,
  });
  const places = placesToRead(options.samples, env, 'warehouse');
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  const files = await warehouse
    .connect()
    .then((connection) => readLedger(connection))
    .finally(() => warehouse.close());
  const aujourdhui = clock().toISOString().slice(0, 10);
  const calendar = calendarOf(contracts, files, {
    annee,
    aujourdhui,
    deadlines,
    noms: await antenneNames(LISTS_DIR),
  });
  output.result({ annee, aujourdhui, attendus: calendar }, statusText(calendar, annee));
  return 0;
}

function statusText(calendar: readonly Expected[], annee: number): string {
  const due = calendar[0]?.echeance;
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
