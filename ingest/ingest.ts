import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Warehouse } from '../sql/warehouse.ts';
import type { Sources } from './contracts.ts';
import { type Problem, problem } from './core/problem.ts';
import { correctionsAmong, type SentCorrections, withoutOriginal } from './corrections-sent.ts';
import { bytesOf } from './file-bytes.ts';
import { IngestError } from './ingest-error.ts';
import {
  type Loaded,
  type LoadOutcome,
  loadFile,
  partsOf,
  periodOf,
  prepareWarehouse,
  refuseFile,
} from './load.ts';
import { giveBack, inLittleMemory } from './memory.ts';
import { type ParsedFile, parseFile } from './parse-file.ts';

export interface FileReport {
  fichier: string;
  source: string | null;
  annee: number | null;
  periode: string | null;
  /** Which sending of its source and period this is, from 1; null where nothing was loaded. */
  version: number | null;
  /** `corrections` for a workbook of corrections whose file was read with it. */
  etat: LoadOutcome | 'corrections';
  lus: number;
  charges: number;
  a_corriger: number;
  /** Foot lines that sum up, counted as such and not among the lines read. */
  totaux: number;
  /** True when an earlier validation lapsed because of this file. */
  validation_caduque: boolean;
  problemes: Problem[];
}

export interface IngestOptions {
  warehouse: Warehouse;
  sources: Sources;
  /** The pseudonyms' key for a sample or a real file. */
  keyFor: (sample: boolean) => Uint8Array | undefined;
  clock: () => Date;
  /** Refuse real files (true) or samples (false); undefined takes what comes, never both. */
  sample?: boolean;
  onFile?: (report: FileReport) => void;
}

/** Tables, and what offices send in their place: refused by name rather than passed over. */
const SENT = /\.(csv|txt|tsv|xlsx|xlsm|xls|ods|xlsb|numbers|html?|pdf|docx?|odt|zip)$/i;
const IGNORE_FILE = '.cpcaignore';
/** What our own answers beside a file end with. */
export const ANSWER = '.reponse.txt';

/** Loads files and folders, each file on its own: a bad one never stops the others. */
export async function ingest(paths: readonly string[], options: IngestOptions): Promise<FileReport[]> {
  await prepareWarehouse(options.warehouse);
  const reports: FileReport[] = [];
  /** Part of a source and year → the file of this sending that brought it. */
  const claims: Claims = new Map();
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const corrections = await correctionsAmong(files);
  const used = new Set<string>();
  const tell = (report: FileReport) => {
    options.onFile?.(report);
    reports.push(report);
  };
  for (const file of files)
    if (!corrections.byPath.has(file.chemin))
      tell(await ingestFile(file, options, claims, corrections, used));
  for (const [chemin, { empreinte }] of corrections.byPath) {
    const waits = corrections.byPrint.has(empreinte) && !used.has(empreinte);
    const nom = files.find((file) => file.chemin === chemin)?.nom ?? basename(chemin);
    tell(reportOn(nom, waits ? withoutOriginal(nom) : undefined));
  }
  return reports;
}

interface Found {
  chemin: string;
  /** How messages and the ledger call it: never an absolute path. */
  nom: string;
  absent: boolean;
}

/** The tables below a path, in name order; what a folder's `.cpcaignore` names is passed over. */
export async function filesOf(path: string): Promise<Found[]> {
  const kind = await stat(path).catch(() => undefined);
  if (!kind) return [{ chemin: path, nom: basename(path), absent: true }];
  if (!kind.isDirectory()) return [{ chemin: path, nom: basename(path), absent: false }];
  const ignored = await readFile(join(path, IGNORE_FILE), 'utf8').catch(() => '');
  const skip = new Set(
    ignored
      .split(/\r?\n/)
      .map((line) => line.trim().replace(/\/$/, ''))
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) =>
        entry.isFile() &&
        SENT.test(entry.name) &&
        !entry.name.startsWith('~$') &&
        !entry.name.endsWith(ANSWER),
    )
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => ![...skip].some((folder) => name === folder || name.startsWith(`${folder}/`)))
    .sort()
    .map((name) => ({ chemin: join(path, name), nom: name, absent: false }));
}

async function ingestFile(
  found: Found,
  options: IngestOptions,
  claims: Claims,
  corrections: SentCorrections,
  used: Set<string>,
): Promise<FileReport> {
  const file = await parsed(found, options, corrections, used);
  if (!file) return missing(found.nom);
  giveBack();
  const wrong = wrongKind(file, options.sample);
  if (wrong) return refused(file, wrong);
  const twice = claimedTwice(file, claims);
  if (twice) {
    await refuseFile(options.warehouse, file, twice, options.clock());
    return refused(file, twice);
  }
  try {
    return report(file, await loadFile(options.warehouse, file, options.clock()));
  } catch (error) {
    if (!(error instanceof IngestError)) throw error;
    return refused(file, mixing(found.nom, error.code, error.message, error.remede));
  }
}

/** The file parsed, its bytes let go; undefined where there is none, or none that opens. */
async function parsed(
  found: Found,
  { sources, keyFor, clock }: IngestOptions,
  { byPrint }: SentCorrections,
  used: Set<string>,
): Promise<ParsedFile | undefined> {
  if (found.absent) return undefined;
  // One that does not open (rights, a disconnected drive) never stops the others.
  const bytes = await bytesOf(found.chemin).catch(() => undefined);
  const today = clock().toISOString().slice(0, 10);
  if (!bytes) return undefined;
  if (byPrint.size > 0) used.add(createHash('sha256').update(bytes).digest('hex'));
  return inLittleMemory(bytes.length, () => parseFile(bytes, found.nom, sources, keyFor, today, byPrint));
}

/** A file of the other kind than the command was asked for. */
function wrongKind({ fichier, origine }: ParsedFile, sample: boolean | undefined): Problem | undefined {
  if (!origine || sample === undefined || origine.echantillon === sample) return undefined;
  return mixing(
    fichier,
    'MELANGE',
    `« ${fichier} » ${origine.echantillon ? 'est un exemple' : 'n’est pas un exemple'} : rien n’en a été chargé.`,
    origine.echantillon ? 'Retirez l’option --no-samples.' : 'Retirez l’option --samples.',
  );
}

function mixing(fichier: string, code: string, message: string, remede: string): Problem {
  return problem(
    { fichier },
    { code, message, regle: 'Exemples et données réelles ne se mêlent jamais.', remede },
  );
}

type Claims = Map<string, Pick<ParsedFile, 'fichier' | 'sha256'>>;

/**
 * Two files of one sending that bring the same table of the same year: which one holds is for the sender to say. A copy,
 * byte for byte, leaves nothing to say.
 */
function claimedTwice(file: ParsedFile, claims: Claims): Problem | undefined {
  const { origine, fichier, sha256 } = file;
  if (!origine) return undefined;
  const keys = partsOf(file).map((partie) => `${origine.source} ${origine.annee} ${partie}`);
  const other = keys.map((key) => claims.get(key)).find((claimed) => claimed && claimed.sha256 !== sha256);
  if (other === undefined) {
    for (const key of keys) claims.set(key, { fichier, sha256 });
    return undefined;
  }
  return problem(
    { fichier },
    {
      code: 'DOUBLE_ENVOI',
      message: `« ${fichier} » et « ${other.fichier} » contiennent les mêmes tableaux de ${origine.annee} : seul « ${other.fichier} » a été pris en compte.`,
      regle: 'Un envoi contient chaque tableau une seule fois.',
      remede: 'Gardez le fichier qui fait foi et retirez l’autre du dossier.',
    },
  );
}

function refused(file: ParsedFile, refusal: Problem): FileReport {
  const nothing = { ...file, lus: 0, charges: 0, a_corriger: 0, totaux: 0, problemes: [] };
  return report(nothing, { etat: 'refuse', version: null, problemes: [refusal], caduc: false });
}

function report(file: ParsedFile, loaded: Loaded): FileReport {
  const { fichier, origine } = file;
  // Refused for what only the ledger could tell: what else was found in it is not what is to be mended.
  const dropped = loaded.etat === 'refuse' && loaded.problemes.length > 0;
  return {
    fichier,
    source: origine?.source ?? null,
    annee: origine?.annee ?? null,
    periode: origine ? periodOf(origine) : null,
    version: loaded.version,
    etat: loaded.etat,
    lus: dropped ? 0 : file.lus,
    charges: dropped ? 0 : file.charges,
    a_corriger: dropped ? 0 : file.a_corriger,
    totaux: dropped ? 0 : file.totaux,
    validation_caduque: loaded.caduc,
    problemes: dropped ? [...loaded.problemes] : [...file.problemes, ...loaded.problemes],
  };
}

function missing(fichier: string): FileReport {
  const probleme = problem(
    { fichier },
    {
      code: 'FICHIER_ABSENT',
      message: `Le fichier « ${fichier} » n’existe pas ou ne s’ouvre pas.`,
      regle: 'Le chemin désigne un fichier ou un dossier.',
      remede: 'Vérifiez le nom du fichier, le dossier et vos droits sur lui.',
    },
  );
  return reportOn(fichier, probleme);
}

/** The report of a file that holds no lines: refused, or a workbook of corrections that was taken. */
function reportOn(fichier: string, refusal: Problem | undefined): FileReport {
  return {
    fichier,
    source: null,
    annee: null,
    periode: null,
    version: null,
    etat: refusal ? 'refuse' : 'corrections',
    lus: 0,
    charges: 0,
    a_corriger: 0,
    totaux: 0,
    validation_caduque: false,
    problemes: refusal ? [refusal] : [],
  };
}
