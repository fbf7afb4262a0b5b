import type { Allocation } from './allocation.ts';
import type { InputRow } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { type Problem, problem } from './problem.ts';
import type { ValidationRow } from './validation.ts';

/** SHA-256 of a text's UTF-8 bytes, in hexadecimal: given by the caller, so that this room knows no machine. */
export type Sha256 = (text: string) => string;

/** Which record, and its fingerprint. */
export interface RecordLink {
  readonly rang: number;
  readonly seance: string;
  readonly empreinte: string;
}

/** What the comité decided beside the parameters: when, under which clause, who signs. */
export interface Acte {
  readonly version: 1;
  /** Date of the meeting that decided, `AAAA-MM-JJ`. */
  readonly seance: string;
  readonly adopte_par: string;
  readonly convention: { readonly reference: string; readonly date: string };
  /** The clause of the convention that authorises the porteur to re-grant. */
  readonly clause: { readonly article: string; readonly texte: string };
  /** Imputations that the comité accepts by name; `proprietaire` is an antenne or a département. */
  readonly imputations: readonly {
    readonly entree: string;
    readonly proprietaire: string;
    readonly nom: string;
  }[];
  /** Why an earlier decision of the same exercice no longer holds; null for the first one. */
  readonly motif_remplacement: string | null;
  /** By function, never by name. */
  readonly signataires: readonly { readonly antenne: string; readonly fonction: string }[];
}

/** The parts of a record that bear a fingerprint of their own, so that a change says where it is. */
const PARTS = ['acte', 'publication', 'parametres', 'entrees', 'validations', 'repartition'] as const;
type Part = (typeof PARTS)[number];

const PART_WORDS: Readonly<Record<Part, string>> = {
  acte: 'l’acte (séance, clause, signataires)',
  publication: 'la publication',
  parametres: 'les paramètres',
  entrees: 'les données d’entrée',
  validations: 'les validations',
  repartition: 'la répartition',
};

/** What a record is made from. */
export interface RecordParts {
  readonly acte: Acte;
  readonly publication: {
    readonly release: string;
    readonly donnees_du: string;
    readonly manifeste_sha256: string;
    readonly echantillon: boolean;
  };
  /** The file as it was written, and what was read from it. */
  readonly parametres: { readonly fichier: string; readonly texte: string; readonly valeur: Parameters };
  /** Rows of the release that the split read, all of its year. */
  readonly entrees: { readonly annee: number; readonly lignes: readonly InputRow[] };
  readonly validations: readonly ValidationRow[];
  readonly repartition: Allocation;
}

/** A decision, for good. Plain values only; the same parts give the same bytes. */
export interface DecisionRecord extends RecordParts {
  readonly version: 1;
  readonly genre: 'repartition_arretee';
  readonly rang: number;
  readonly seance: string;
  /** The instant of writing, in UTC. */
  readonly adopte_le: string;
  /** The decision of the same exercice that this one takes the place of. */
  readonly remplace: RecordLink | null;
  /** The record written before this one, whatever its exercice. */
  readonly precedent: RecordLink | null;
  readonly empreintes: Readonly<Record<Part, string>>;
  readonly empreinte: string;
}

/** Makes the record that comes after `earlier` (all of them, by rank). */
export function makeRecord(
  parts: RecordParts,
  earlier: readonly DecisionRecord[],
  adopteLe: string,
  sha256: Sha256,
): DecisionRecord {
  const { acte, publication, parametres, entrees, validations, repartition } = parts;
  const last = earlier.at(-1);
  const replaced = inForce(earlier, parametres.valeur.exercice);
  const body = {
    version: 1,
    genre: 'repartition_arretee',
    rang: (last?.rang ?? 0) + 1,
    seance: acte.seance,
    adopte_le: adopteLe,
    remplace: replaced === undefined ? null : linkOf(replaced),
    precedent: last === undefined ? null : linkOf(last),
    acte,
    publication,
    parametres,
    entrees,
    validations,
    repartition,
    empreintes: Object.fromEntries(PARTS.map((part) => [part, printOf(parts[part], sha256)])) as Record<
      Part,
      string
    >,
  } as const;
  return { ...body, empreinte: printOf(body, sha256) };
}

/** The decision that holds for an exercice: the last one adopted. */
export function inForce(records: readonly DecisionRecord[], exercice: number): DecisionRecord | undefined {
  return records.filter(({ parametres }) => parametres.valeur.exercice === exercice).at(-1);
}

/** A record as its file has it: two spaces deep, with a last line feed. */
export function recordText(record: unknown): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

function linkOf({ rang, seance, empreinte }: DecisionRecord): RecordLink {
  return { rang, seance, empreinte };
}

function printOf(value: unknown, sha256: Sha256): string {
  return sha256(JSON.stringify(value));
}

/** A file of the chain: `texte` is null when its bytes are not text at all. */
export interface RecordFile {
  readonly rang: number;
  readonly fichier: string;
  readonly texte: string | null;
}

/**
 * Reads a chain of records, by rank, and says everything that does not hold: a file that was changed and where, a record
 * that is missing, a link that does not lead to the record before. `head` is what the folder states of its last record.
 */
export function verifyChain(
  files: readonly RecordFile[],
  head: RecordLink | null,
  sha256: Sha256,
): { records: DecisionRecord[]; problemes: Problem[] } {
  const problemes: Problem[] = [];
  const records: DecisionRecord[] = [];
  const sorted = [...files].sort((a, b) => a.rang - b.rang);
  let before: DecisionRecord | undefined;
  for (const [index, file] of sorted.entries()) {
    const wanted = index + 1 + missingBefore(sorted, index);
    if (file.rang !== wanted) problemes.push(missing(wanted));
    const read = verifyRecord(file, sha256);
    problemes.push(...read.problemes);
    if (read.record === undefined) {
      before = undefined;
      continue;
    }
    const contiguous = index === 0 || sorted[index - 1]?.rang === file.rang - 1;
    if (contiguous && (index === 0 || before !== undefined))
      problemes.push(...linkFaults(file.fichier, read.record, before, records));
    records.push(read.record);
    before = read.record;
  }
  problemes.push(...headFaults(head, sorted, records));
  return { records, problemes };
}

/** How many ranks lack before a file, other than just before it: they were said already. */
function missingBefore(sorted: readonly RecordFile[], index: number): number {
  const previous = sorted[index - 1];
  return previous === undefined ? 0 : previous.rang - index;
}

function verifyRecord(
  { fichier, texte, rang }: RecordFile,
  sha256: Sha256,
): { record?: DecisionRecord; problemes: Problem[] } {
  const value = texte === null ? undefined : parsed(texte);
  if (texte === null || !isRecordShape(value)) {
    return { problemes: [changed(fichier, null, 'n’est plus un acte lisible', lineOfError(texte))] };
  }
  const problemes: Problem[] = [];
  for (const part of PARTS) {
    if (printOf(value[part], sha256) === value.empreintes[part]) continue;
    problemes.push(
      changed(fichier, part, `a changé dans ${PART_WORDS[part]}, ou dans l’empreinte de cette partie`),
    );
  }
  const { empreinte, ...body } = value;
  if (problemes.length === 0 && printOf(body, sha256) !== empreinte)
    problemes.push(
      changed(fichier, 'empreinte', 'a changé dans son en-tête (rang, séance, liens, empreintes)'),
    );
  const written = recordText(value);
  if (problemes.length === 0 && written !== texte)
    problemes.push(changed(fichier, null, 'a changé dans sa mise en forme', firstDifference(written, texte)));
  if (problemes.length === 0 && value.rang !== rang)
    problemes.push(
      problem(
        'decision_deplacee',
        `L’acte porte le rang ${value.rang}, son dossier le rang ${rang}.`,
        'Un dossier porte le rang de son acte.',
        'Rendre son nom au dossier, ou le restaurer depuis une sauvegarde.',
        { fichier },
      ),
    );
  return problemes.length > 0 ? { problemes } : { record: value, problemes };
}

function linkFaults(
  fichier: string,
  record: DecisionRecord,
  before: DecisionRecord | undefined,
  earlier: readonly DecisionRecord[],
): Problem[] {
  const found: Problem[] = [];
  if (!sameLink(record.precedent, before === undefined ? null : linkOf(before)))
    found.push(
      problem(
        'chaine_rompue',
        `L’acte ne suit pas l’acte précédent ; l’un des deux a été refait.`,
        'Chaque acte porte l’empreinte de celui d’avant.',
        'Restaurer le dossier des décisions depuis une sauvegarde.',
        { fichier, colonne: 'precedent' },
      ),
    );
  const replaced = inForce(earlier, record.parametres.valeur.exercice);
  if (!sameLink(record.remplace, replaced === undefined ? null : linkOf(replaced)))
    found.push(
      problem(
        'remplacement_faux',
        `L’acte ne nomme pas la décision de l’exercice qu’il remplace.`,
        'Une nouvelle décision remplace la dernière du même exercice.',
        'Restaurer le dossier des décisions depuis une sauvegarde.',
        { fichier, colonne: 'remplace' },
      ),
    );
  return found;
}

function headFaults(
  head: RecordLink | null,
  files: readonly RecordFile[],
  records: readonly DecisionRecord[],
): Problem[] {
  const last = files.at(-1)?.rang ?? 0;
  const stated = head?.rang ?? 0;
  // A run that was stopped between its two last steps leaves the record whole and the head one behind.
  if (stated < last - 1) return [headProblem(`nomme l’acte de rang ${stated}, et il y en a ${last}`)];
  if (head === null) return [];
  if (stated > last && records.at(-1)?.empreinte === head.empreinte)
    return [headProblem(`nomme l’acte de rang ${stated}, et donne l’empreinte de celui de rang ${last}`)];
  if (stated > last) return Array.from({ length: stated - last }, (_, index) => missing(last + 1 + index));
  const named = records.find(({ rang }) => rang === stated);
  if (named !== undefined && !sameLink(linkOf(named), head))
    return [headProblem(`ne donne pas l’empreinte de l’acte de rang ${stated}`)];
  return [];
}

function headProblem(what: string): Problem {
  return problem(
    'tete_fausse',
    `Le fichier « derniere » ${what}.`,
    'Le dossier des décisions nomme son dernier acte.',
    'Restaurer le dossier des décisions depuis une sauvegarde.',
    { fichier: 'derniere' },
  );
}

function missing(rang: number): Problem {
  return problem(
    'decision_manquante',
    `L’acte de rang ${rang} manque.`,
    'Un acte ne se supprime pas : une nouvelle décision le remplace.',
    'Restaurer son dossier depuis une sauvegarde.',
    { fichier: folderOf(rang) },
  );
}

/** The folder of a record: `0001`. */
export function folderOf(rang: number): string {
  return String(rang).padStart(4, '0');
}

function changed(
  fichier: string,
  colonne: string | null,
  what: string,
  ligne: number | null = null,
): Problem {
  return problem(
    'decision_modifiee',
    ligne === null ? `L’acte ${what}.` : `Ligne ${ligne} : l’acte ${what}.`,
    'Un acte ne change pas une fois écrit.',
    'Restaurer ce fichier depuis une sauvegarde.',
    { fichier, colonne, ligne },
  );
}

function sameLink(a: RecordLink | null, b: RecordLink | null): boolean {
  if (a === null || b === null) return a === b;
  return a.rang === b.rang && a.seance === b.seance && a.empreinte === b.empreinte;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Enough of the shape that its fingerprints can be computed; they tell all the rest. */
function isRecordShape(value: unknown): value is DecisionRecord {
  return (
    isObject(value) &&
    value.version === 1 &&
    value.genre === 'repartition_arretee' &&
    typeof value.rang === 'number' &&
    typeof value.seance === 'string' &&
    typeof value.empreinte === 'string' &&
    isObject(value.empreintes) &&
    PARTS.every((part) => value[part] !== undefined)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Line where JSON stops being JSON, as the engine's message tells it; null when it does not say. */
function lineOfError(text: string | null): number | null {
  if (text === null) return null;
  try {
    JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    if (position !== undefined) return text.slice(0, Number(position)).split('\n').length;
  }
  return null;
}

function firstDifference(expected: string, found: string): number {
  const [a, b] = [expected.split('\n'), found.split('\n')];
  const index = a.findIndex((line, at) => line !== b[at]);
  return (index === -1 ? a.length : index) + 1;
}
