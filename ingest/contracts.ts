import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import type { AgeBand } from './core/age-band.ts';
import {
  type CodeEntry,
  type CodeLists,
  type Contract,
  contractSchema,
  type Nomenclatures,
} from './core/contract.ts';
import { contractErrors } from './core/contract-check.ts';
import { missingLists } from './core/recognise.ts';
import { IngestError } from './ingest-error.ts';
import { RAW_TABLES } from './raw-tables.ts';

/** Contracts, and the code lists and age grids that they are read against. */
export interface Sources extends CodeLists {
  contracts: Contract[];
}

const AGE_GRIDS = 'tranche_age.csv';

/** Reads the contracts and code lists of a folder of each. Throws an IngestError that names the file and the key. */
export async function loadSources(sourcesDir: string, listsDir: string): Promise<Sources> {
  const nomenclatures = await loadNomenclatures(listsDir);
  const files = (await readdir(sourcesDir)).filter((file) => file.endsWith('.yml')).sort();
  const contracts = await Promise.all(files.map((file) => loadContract(join(sourcesDir, file))));
  const sources = { contracts, nomenclatures, tranches: await loadAgeBands(listsDir) };
  contracts.forEach((contract, index) => {
    const [error] = [
      ...missingLists(contract, nomenclatures).map((list) => `unknown code list "${list}"`),
      ...contractErrors(contract, sources, RAW_TABLES),
    ];
    if (error !== undefined) throw new IngestError('CONTRAT', `${files[index] ?? contract.source}: ${error}`);
    const same = contracts.findIndex((other) => other.source === contract.source);
    if (same !== index)
      throw new IngestError(
        'CONTRAT',
        `${files[index]}: source "${contract.source}" is also that of ${files[same]}`,
      );
  });
  return sources;
}

async function loadContract(file: string): Promise<Contract> {
  const parsed = contractSchema.safeParse(parseYaml(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new IngestError(
    'CONTRAT',
    `${basename(file)}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
  );
}

/** Code lists with the columns of a mapping; reference lists (antennes, départements) are seeds only and are left out. */
async function loadNomenclatures(dir: string): Promise<Nomenclatures> {
  const lists = new Map<string, readonly CodeEntry[]>();
  for (const file of (await readdir(dir)).filter((name) => name.endsWith('.csv')).sort()) {
    const records: Record<string, string>[] = parse(await readFile(join(dir, file), 'utf8'), {
      columns: true,
    });
    const entries = records.flatMap((record) => codeEntry(record));
    if (entries.length > 0) lists.set(basename(file, '.csv'), entries);
  }
  return lists;
}

/** The age grids of all antennes; a folder of lists without one has none. */
async function loadAgeBands(dir: string): Promise<AgeBand[]> {
  if (!(await readdir(dir)).includes(AGE_GRIDS)) return [];
  const records: Record<string, string>[] = parse(await readFile(join(dir, AGE_GRIDS), 'utf8'), {
    columns: true,
  });
  return records.map(({ antenne = '', code = '', libelle = '', age_min, age_max }) => ({
    antenne,
    code,
    libelle,
    age_min: Number(age_min),
    age_max: Number(age_max),
  }));
}

function codeEntry(record: Record<string, string>): CodeEntry[] {
  const { antenne, libelle, code, code_commun, valide_du = '', valide_au = '' } = record;
  if (antenne === undefined || libelle === undefined || code === undefined || code_commun === undefined)
    return [];
  return [{ antenne, libelle, code, code_commun, valide_du, valide_au }];
}

/** Antenne code → its name, the region's own among them. */
export async function antenneNames(listsDir: string): Promise<Record<string, string>> {
  const records: Record<string, string>[] = parse(await readFile(join(listsDir, 'antenne.csv'), 'utf8'), {
    columns: true,
  });
  return Object.fromEntries([
    ...records.map(({ code = '', nom = '' }) => [code, nom] as const),
    ['CPCA', 'CPCA (porteur)'] as const,
  ]);
}
