import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { sha256 } from './cube-files.ts';
import { replaceAtomically } from './durable-file.ts';
import { RELEASE_NAME } from './manifest.ts';
import { type ProblemDraft, PublicationError } from './publication-error.ts';
import { temporaryPlace } from './release-folder.ts';

/** The file, beside the releases, in which each publication and each withdrawal has its line. */
export const LEDGER_FILE = 'registre.jsonl';

/** What stands before the first line. */
export const BEFORE_FIRST = '0'.repeat(64);

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const year = z.int().min(1900).max(2999);

const schema = z.strictObject({
  /** 1 for the first line, then one more each. */
  rang: z.int().positive(),
  evenement: z.enum(['publication', 'retrait']),
  release: z.string().regex(RELEASE_NAME),
  manifeste_sha256: digest,
  /** The years that are closed from this line on. */
  annees_closes: z.array(year),
  le: z.iso.datetime(),
  /** Why it was withdrawn, or why a closed year was revised. */
  motif: z.string().min(1).optional(),
  /** The seal of the line before. */
  precedent: digest,
  /** The seal of this line: SHA-256 of what stands before it. */
  empreinte: digest,
});

export type LedgerEntry = z.output<typeof schema>;
export type LedgerDraft = Omit<LedgerEntry, 'rang' | 'precedent' | 'empreinte'>;

/** What the ledger says of one release. */
export interface LedgerState {
  release: string;
  manifeste_sha256: string;
  /** Rank of its newest line of publication. */
  rang: number;
  annees_closes: readonly number[];
  le: string;
  retrait?: { le: string; motif: string };
}

/** All lines, oldest first, and the seal of the last. */
export interface Ledger {
  entries: readonly LedgerEntry[];
  head: string;
}

export const EMPTY_LEDGER: Ledger = { entries: [], head: BEFORE_FIRST };

/**
 * Reads the ledger of a publication folder; undefined when there is none. Each line must bear its
 * own seal and that of the one before. Errors (`PublicationError`): `registre_abime`, with the line.
 */
export async function readLedger(out: string): Promise<Ledger | undefined> {
  let text: string;
  try {
    text = await readFile(join(out, LEDGER_FILE), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const lines = text.split('\n');
  if (lines.pop() !== '') throw damaged(lines.length + 1, 'est coupée');
  let head = BEFORE_FIRST;
  const entries = lines.map((line, index) => {
    const entry = parseLine(line, index + 1);
    if (entry.rang !== index + 1) throw damaged(index + 1, `porte le rang ${entry.rang}`);
    if (entry.precedent !== head) throw damaged(index + 1, 'ne suit pas celle d’avant');
    head = entry.empreinte;
    return entry;
  });
  return { entries, head };
}

/**
 * Adds a line, on the disk before this returns: killed at any moment, the ledger is as it was or has the whole line.
 * The caller holds the folder (`holdFolder`).
 */
export async function appendToLedger(out: string, ledger: Ledger, draft: LedgerDraft): Promise<Ledger> {
  const { evenement, release, manifeste_sha256, annees_closes, le, motif } = draft;
  const entry = sealed({
    ...{ rang: ledger.entries.length + 1, evenement, release, manifeste_sha256 },
    ...{ annees_closes: [...annees_closes], le },
    ...(motif === undefined ? {} : { motif }),
    precedent: ledger.head,
  });
  const entries = [...ledger.entries, entry];
  const place = temporaryPlace(out);
  try {
    const text = entries.map((one) => `${JSON.stringify(one)}\n`).join('');
    await replaceAtomically(join(out, LEDGER_FILE), place.path, text);
  } finally {
    await place.remove();
  }
  return { entries, head: entry.empreinte };
}

/** What stands of each release named in the ledger, in the order in which they were last published. */
export function ledgerStates({ entries }: Ledger): LedgerState[] {
  const states = new Map<string, LedgerState>();
  for (const { rang, evenement, release, manifeste_sha256, annees_closes, le, motif } of entries) {
    const known = states.get(release);
    if (evenement === 'publication') {
      states.delete(release);
      states.set(release, { release, manifeste_sha256, rang, annees_closes, le });
    } else if (known) known.retrait = { le, motif: motif ?? '' };
  }
  return [...states.values()];
}

/** The newest release that is not withdrawn. */
export function newestStanding(ledger: Ledger): LedgerState | undefined {
  return ledgerStates(ledger).findLast(({ retrait }) => retrait === undefined);
}

/** Every year that a release was published with as closed, withdrawn or not: who holds it, holds it. */
export function closedInLedger({ entries }: Ledger): number[] {
  return [...new Set(entries.flatMap(({ annees_closes }) => annees_closes))].sort((a, b) => a - b);
}

/** The entry with its seal, its keys in the order of the file. */
function sealed(entry: Omit<LedgerEntry, 'empreinte'>): LedgerEntry {
  const { rang, evenement, release, manifeste_sha256, annees_closes, le, motif, precedent } = entry;
  const body = {
    ...{ rang, evenement, release, manifeste_sha256, annees_closes, le },
    ...(motif === undefined ? {} : { motif }),
    precedent,
  };
  return { ...body, empreinte: sha256(JSON.stringify(body)) };
}

function parseLine(line: string, number: number): LedgerEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw damaged(number, 'ne se lit pas', cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw damaged(number, 'n’a pas la forme attendue', parsed.error);
  // Byte for byte: what was written has one form only.
  if (JSON.stringify(sealed(parsed.data)) !== line)
    throw damaged(number, 'a changé depuis qu’elle est écrite');
  return parsed.data;
}

function damaged(line: number, what: string, cause?: unknown): PublicationError {
  const problem: ProblemDraft = {
    code: 'registre_abime',
    message: `Registre des publications abîmé : la ligne ${line} ${what}.`,
    fichier: LEDGER_FILE,
    ligne: line,
    regle: 'on n’ajoute au registre que des lignes, chacune scellée par la suivante',
    remede: 'Restaurez registre.jsonl depuis une sauvegarde du dossier de publication.',
  };
  return new PublicationError([problem], { cause });
}
