import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { DIMENSION, INDICATEUR, MODALITE, POPULATION } from './report-codes.ts';

/** One numeric figure that the printed report of 2024 states, said in the project's codes. */
export interface KnownFigure {
  id: string;
  /** Lines of the report. */
  lignes: string;
  annee: number;
  antenne: string;
  site: string | null;
  departement: string | null;
  module: string | null;
  population: string | null;
  indicateur: string;
  dimension: string | null;
  modalite: string | null;
  unite: string;
  valeur: number;
  valeur_max: number | null;
  approche: boolean;
}

const FILE = fileURLToPath(new URL('../../data-samples/programme/rapport-2024/figures.csv', import.meta.url));

/** The figures of kind text, table or chart that are sure and numeric: what must reach `marts.indicateur`. */
export async function strictFigures(): Promise<KnownFigure[]> {
  const records: Record<string, string>[] = parse(await readFile(FILE, 'utf8'), { columns: true });
  return records
    .filter(
      ({ kind = '', confidence, value = '' }) =>
        ['text', 'table', 'chart'].includes(kind) &&
        Number(confidence) === 1 &&
        value !== '' &&
        Number.isFinite(Number(value)),
    )
    .map(inCodes);
}

function inCodes(record: Record<string, string>): KnownFigure {
  const text = (key: string) => (record[key] === undefined || record[key] === '' ? null : record[key]);
  const annee = Number(record.year);
  return {
    id: record.id ?? '',
    lignes: `${record.line_from}-${record.line_to}`,
    annee,
    antenne: record.antenne ?? '',
    site: text('site'),
    departement: text('territory'),
    module: text('module'),
    population: population(text('population'), annee),
    indicateur: said(INDICATEUR, record.measure ?? ''),
    dimension: text('dimension') === null ? null : said(DIMENSION, record.dimension ?? ''),
    modalite: text('category') === null ? null : said(MODALITE, record.category ?? ''),
    unite: record.unit ?? '',
    valeur: Number(record.value),
    valeur_max: text('value_max') === null ? null : Number(record.value_max),
    approche: record.approximate === 'true',
  };
}

/** "En attente de stage fin 2023" is this year's stock in a figure of 2023, the year before's in one of 2024. */
function population(text: string | null, annee: number): string | null {
  if (text === null) return null;
  if (text === 'en attente de stage fin 2023' && annee === 2023) return 'en_attente_stage_fin_annee';
  return said(POPULATION, text);
}

function said(words: Readonly<Record<string, string>>, word: string): string {
  const code = words[word];
  if (code === undefined) throw new Error(`no code for "${word}"`);
  return code;
}
