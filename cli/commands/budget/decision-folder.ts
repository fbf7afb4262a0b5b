import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Problem, problem } from '../../../budget/problem.ts';
import {
  type DecisionRecord,
  folderOf,
  type RecordFile,
  type RecordLink,
  recordText,
  verifyChain,
} from '../../../budget/record.ts';
import { replaceAtomically, writeDurably } from '../../../publish/durable-file.ts';
import { clearLeftovers, putInPlace, temporaryPlace } from '../../../publish/release-folder.ts';
import { CliError } from '../../cli-error.ts';

/** The record itself, in the folder of its rank. */
export const RECORD_FILE = 'decision.json';
/** What else stands in that folder, with its fingerprints. */
const LIST_FILE = 'documents.json';
/** Names the last record. */
const HEAD_FILE = 'derniere';

const FOLDER = /^\d{4}$/;

const listSchema = z.strictObject({
  version: z.literal(1),
  decision: z.string(),
  fichiers: z.array(z.strictObject({ fichier: z.string(), octets: z.number(), sha256: z.string() })),
  /** Over the rest: a change of this list is told from a change of a document. */
  empreinte: z.string(),
});

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Decisions stand beside the releases that they rest on: samples and real data never share a place. */
export function decisionsFolder(publication: string): string {
  return join(publication, 'decisions');
}

/** What a folder of decisions holds, and everything in it that does not hold. */
export interface Decisions {
  readonly records: readonly DecisionRecord[];
  readonly problemes: readonly Problem[];
}

/** Reads and verifies every record of a publication folder; none where nothing was decided. */
export async function readDecisions(publication: string): Promise<Decisions> {
  const folder = decisionsFolder(publication);
  const names = (await entriesOf(folder)).filter((name) => FOLDER.test(name)).sort();
  const files = await Promise.all(names.map((name) => recordFile(folder, name)));
  const { records, problemes } = verifyChain(files, await readHead(folder), sha256);
  const listed = await Promise.all(names.map((name) => documentFaults(folder, name, records)));
  return { records, problemes: [...problemes, ...listed.flat(), ...(await strangers(folder))] };
}

/** The records of a publication folder; throws what `verify` would say when they do not hold. */
export async function soundDecisions(publication: string): Promise<readonly DecisionRecord[]> {
  const { records, problemes } = await readDecisions(publication);
  if (problemes.length > 0) throw new UnsoundDecisions(problemes);
  return records;
}

/** What in a folder of decisions does not hold. */
export class UnsoundDecisions extends Error {
  override readonly name = 'UnsoundDecisions';
  readonly exitCode = 1;

  constructor(readonly problemes: readonly Problem[]) {
    super(problemes.map(({ message }) => message).join('\n'));
  }
}

/** A document of a decision, before it is written. */
export interface DecisionFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes a record and its documents: aside, flushed, renamed into place whole, then named as the last one. Stopped at any
 * moment, nothing half is left: the folder is there whole or not at all, and a head one behind is mended by the next run.
 */
export async function writeDecision(
  publication: string,
  record: DecisionRecord,
  documents: readonly DecisionFile[],
  now: Date,
): Promise<string> {
  const folder = decisionsFolder(publication);
  await clearLeftovers(folder, now);
  const place = temporaryPlace(folder);
  try {
    await mkdir(place.path);
    await writeDurably(join(place.path, RECORD_FILE), recordText(record));
    for (const { name, content } of documents) await writeDurably(join(place.path, name), content);
    await writeDurably(join(place.path, LIST_FILE), listText(record, documents));
    if (!(await putInPlace(place.path, folder, folderOf(record.rang))))
      throw new CliError(
        'DECISION_CONCURRENTE',
        'Une autre décision vient d’être écrite : celle-ci ne l’est pas.',
        'Relisez la dernière décision (npm run cpca -- budget verify), puis recommencez.',
        1,
      );
    await setHead(folder, record);
  } finally {
    await place.remove();
  }
  return join(folder, folderOf(record.rang));
}

/** Names the last record again where a run was stopped before it could. */
export async function mendHead(publication: string, records: readonly DecisionRecord[]): Promise<void> {
  const last = records.at(-1);
  const folder = decisionsFolder(publication);
  if (last !== undefined && (await readHead(folder))?.rang !== last.rang) await setHead(folder, last);
}

async function setHead(folder: string, { rang, seance, empreinte }: DecisionRecord): Promise<void> {
  const place = temporaryPlace(folder);
  try {
    await replaceAtomically(join(folder, HEAD_FILE), place.path, `${rang} ${seance} ${empreinte}\n`);
  } finally {
    await place.remove();
  }
}

/** An unreadable head names a record that cannot exist: the chain then says that it does not hold. */
async function readHead(folder: string): Promise<RecordLink | null> {
  const text = await readOrNothing(join(folder, HEAD_FILE));
  if (text === undefined) return null;
  const [, rang, seance = '', empreinte = ''] =
    /^(\d{1,9}) (\d{4}-\d{2}-\d{2}) ([0-9a-f]{64})\n$/.exec(text.toString('utf8')) ?? [];
  return { rang: rang === undefined ? -1 : Number(rang), seance, empreinte };
}

async function recordFile(folder: string, name: string): Promise<RecordFile> {
  const bytes = await readOrNothing(join(folder, name, RECORD_FILE));
  return {
    rang: Number(name),
    fichier: `${name}/${RECORD_FILE}`,
    texte: bytes === undefined ? null : strictText(bytes),
  };
}

function listText(record: DecisionRecord, documents: readonly DecisionFile[]): string {
  const fichiers = documents
    .map(({ name, content }) => {
      const bytes = Buffer.from(content);
      return { fichier: name, octets: bytes.length, sha256: sha256(bytes) };
    })
    .sort((a, b) => (a.fichier < b.fichier ? -1 : 1));
  const list = { version: 1, decision: record.empreinte, fichiers };
  return recordText({ ...list, empreinte: sha256(JSON.stringify(list)) });
}

/** What in a decision's folder is not as it was written: a document that lacks, changed or came later. */
async function documentFaults(
  folder: string,
  name: string,
  records: readonly DecisionRecord[],
): Promise<Problem[]> {
  const own = `${name}/${LIST_FILE}`;
  const text = await readOrNothing(join(folder, name, LIST_FILE));
  const list = text === undefined ? undefined : parseList(text);
  if (list === undefined)
    return [changed(own, text === undefined ? 'manque' : 'a changé depuis la décision')];
  const record = records.find(({ rang }) => rang === Number(name));
  const found: Problem[] = [];
  if (record !== undefined && record.empreinte !== list.decision)
    found.push(changed(own, 'est d’un autre acte'));
  for (const { fichier, octets, sha256: expected } of list.fichiers) {
    const bytes = await readOrNothing(join(folder, name, fichier));
    if (bytes === undefined) found.push(changed(`${name}/${fichier}`, 'manque'));
    else if (bytes.length !== octets || sha256(bytes) !== expected)
      found.push(changed(`${name}/${fichier}`, 'a changé depuis la décision'));
  }
  const known = new Set([RECORD_FILE, LIST_FILE, ...list.fichiers.map(({ fichier }) => fichier)]);
  for (const entry of await entriesOf(join(folder, name)))
    if (!known.has(entry)) found.push(changed(`${name}/${entry}`, 'n’appartient pas à la décision'));
  return found;
}

function parseList(bytes: Buffer): z.output<typeof listSchema> | undefined {
  const text = strictText(bytes);
  if (text === null) return undefined;
  try {
    const list = listSchema.parse(JSON.parse(text));
    const { empreinte, ...rest } = list;
    return recordText(list) === text && sha256(JSON.stringify(rest)) === empreinte ? list : undefined;
  } catch {
    return undefined;
  }
}

async function strangers(folder: string): Promise<Problem[]> {
  const names = await entriesOf(folder);
  return names
    .filter((name) => !FOLDER.test(name) && name !== HEAD_FILE && !name.startsWith('.tmp-'))
    .map((name) => changed(name, 'n’est pas une décision'));
}

function changed(fichier: string, what: string): Problem {
  return problem(
    'document_modifie',
    `${fichier} ${what}.`,
    'Un dossier de décision ne change pas une fois écrit.',
    'Restaurer ce fichier depuis une sauvegarde.',
    { fichier },
  );
}

/** Bytes as text; null when they are not UTF-8. A byte order mark is kept: nothing writes one. */
function strictText(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function readOrNothing(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
