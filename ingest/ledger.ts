import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf, stamp } from './archive.ts';
import { filesAt, NOW, rowsAt } from './as-of.ts';
import type { CodeLists, Contract } from './core/contract.ts';
import { shownText, vocabularyOf } from './core/safe-name.ts';
import { fold } from './core/text.ts';
import { functionOf, type KnownWord, personFault, plainLine } from './core/told-text.ts';
import { IngestError } from './ingest-error.ts';

/** What a validator says of what stands for a source and a period. */
export type Opinion = 'valide' | 'conteste';

/** An opinion as it was given: by a function or initials, at an instant (UTC). */
export interface Stated {
  etat: Opinion;
  par: string;
  motif: string | null;
  le: string;
}

/** What stands for a source and a period, and whether it was looked at since it stands so. */
export interface Validation {
  /** `a_valider` until somebody says so of these very files. */
  etat: Opinion | 'a_valider';
  /** The opinion that holds. */
  avis: Stated | null;
  /** The last one, where it was given on other files: it lapsed. */
  caduc: Stated | null;
}

/** A file of the ledger as it stands, or stood. Times are UTC, `YYYY-MM-DD HH:MM:SS`. */
export interface LedgerFile {
  fichier_id: string;
  sha256: string;
  /** As the warehouse may keep it. */
  fichier: string;
  /** Source, antenne, year, period and contract are null for a file that was not recognised. */
  source: string | null;
  antenne: string | null;
  annee: number | null;
  periode: string | null;
  contrat: string | null;
  /** Null for a file that was refused. */
  version: number | null;
  lus: number;
  charges: number;
  a_corriger: number;
  totaux: number;
  etat: 'en_vigueur' | 'remplace' | 'refuse';
  charge_le: string;
  remplace_le: string | null;
  /** Of what stands for its source and period; null for a file that does not stand. */
  validation: Validation | null;
}

interface StatedRow extends Stated {
  source: string;
  periode: string;
  fichiers: string;
}

const MOTIF = { shortest: 3, longest: 200 };

/** The ledger, latest first within a source and period; as it stood at an instant when one is given. */
export async function readLedger(
  connection: DuckDBConnection,
  { source, asOf }: { source?: string; asOf?: Date } = {},
): Promise<LedgerFile[]> {
  const instant = asOf ? stamp(asOf) : NOW;
  const files = await rowsOf<Omit<LedgerFile, 'validation'>>(
    connection,
    `select fichier_id, sha256, fichier, source, antenne, annee, periode, contrat, version, lus, charges, a_corriger,
        totaux, etat, cast(charge_le as varchar) as charge_le, cast(remplace_le as varchar) as remplace_le
      from (${filesAt()})
      where $2 is null or source = $2
      order by source nulls last, periode, case etat when 'en_vigueur' then 1 when 'remplace' then 2 else 3 end,
        charge_le desc, fichier_id`,
    [instant, source ?? null],
  );
  const standing = await printsAt(connection, instant);
  const stated = await statedAt(connection, instant);
  return files.map((file) => ({
    ...file,
    validation:
      file.etat === 'en_vigueur' && file.source !== null && file.periode !== null
        ? validationFrom(file.source, file.periode, standing, stated)
        : null,
  }));
}

/** Whether what stands for a source and a period was validated; undefined when nothing stands. */
export async function validationOf(
  connection: DuckDBConnection,
  source: string,
  periode: string,
): Promise<Validation | undefined> {
  const standing = await printsAt(connection, NOW);
  if (!standing.has(keyOf(source, periode))) return undefined;
  return validationFrom(source, periode, standing, await statedAt(connection, NOW));
}

/**
 * Writes down that what stands for a source and a period was validated or contested, by whom (a function or initials)
 * and why; `known` tells the words that name nobody. The same said again of the same files adds nothing. Gives false then.
 * Errors (IngestError): `RIEN_A_VALIDER`, `VALIDATEUR`, `MOTIF`.
 */
export async function stateOpinion(
  connection: DuckDBConnection,
  asked: { source: string; periode: string; etat: Opinion; par: string; motif: string | null },
  known: KnownWord,
  now: Date,
): Promise<boolean> {
  const { source, periode, etat } = asked;
  const par = validatorOf(asked.par, known);
  const motif = asked.motif === null ? null : motiveOf(asked.motif, known);
  await connection.run('begin transaction');
  try {
    const print = (await printsAt(connection, NOW)).get(keyOf(source, periode));
    if (print === undefined) throw await nothingToValidate(connection, source, periode);
    const [last] = (await statedAt(connection, NOW)).filter(
      (one) => one.source === source && one.periode === periode,
    );
    const again = last?.fichiers === print && last.etat === etat && last.par === par && last.motif === motif;
    if (!again)
      await connection.run(
        `insert into meta.validation
          select coalesce(max(numero), 0) + 1, $1, $2, $3, $4, $5, $6, cast($7 as timestamp) from meta.validation`,
        [source, periode, print, etat, par, motif, stamp(now)],
      );
    await connection.run('commit');
    return !again;
  } catch (error) {
    await connection.run('rollback');
    throw error;
  }
}

async function nothingToValidate(
  connection: DuckDBConnection,
  source: string,
  periode: string,
): Promise<IngestError> {
  const known = [...(await printsAt(connection, NOW)).keys()].sort();
  return new IngestError(
    'RIEN_A_VALIDER',
    `Aucun fichier n’est en vigueur pour « ${source} » en ${periode}.`,
    known.length === 0
      ? 'Chargez d’abord un fichier.'
      : `Sources et périodes en vigueur : ${known.join(' ; ')}.`,
  );
}

/**
 * Initials, or a function: what is stored for good must be no name nor a way to reach somebody. Throws `VALIDATEUR`.
 * `known` tells the words that a capital may begin.
 */
export function validatorOf(text: string, known: KnownWord): string {
  const initials = plainLine(text);
  const par = INITIALS.test(initials) ? initials : functionOf(text, known);
  if (par !== undefined) return par;
  throw new IngestError(
    'VALIDATEUR',
    'Le validateur se dit par des initiales (D. E.) ou par une fonction, sans nom, adresse ni numéro ; 60 lettres au plus.',
    'Écrivez par exemple --by « direction de l’antenne », --by « chef de service » ou --by « D. E. ».',
  );
}

/** A reason, stored for good too: no address, number, date or name. Throws `MOTIF`. */
export function motiveOf(text: string, known: KnownWord): string {
  const motif = plainLine(text);
  const fault =
    motif.length < MOTIF.shortest || motif.length > MOTIF.longest ? 'contact' : personFault(motif, known);
  if (fault === 'contact')
    throw unfit(
      'Le motif tient en 200 caractères et ne contient ni adresse, ni numéro de téléphone, ni date de naissance.',
      'Dites quel tableau ou quelle feuille est contesté et pourquoi, sans nommer personne.',
    );
  if (fault === 'designation')
    throw unfit(
      'Le motif désigne une personne : « M. », « Mme », « né(e) » ou une année de 1900 à 2015 n’y ont pas leur place.',
      'Dites quel tableau ou quelle feuille est contesté et pourquoi, sans nommer personne.',
    );
  if (fault !== undefined)
    throw unfit(
      'Le motif contient, dans une phrase, un mot à majuscule qui n’est ni une antenne, ni un tableau : ce peut être un nom.',
      'Écrivez ce mot en minuscules, ou retirez-le si c’est un nom de personne.',
    );
  return motif;
}

function unfit(message: string, remede: string): IngestError {
  return new IngestError('MOTIF', message, remede);
}

/** One to four letters in capitals, with points, spaces or hyphens or without. */
const INITIALS = /^\p{Lu}(?:(?:\.? ?-?)\p{Lu}){0,3}\.?$/u;

/** The words of the contracts and of their lists: antennes, tables, sheets, labels. */
export function knownWords(sources: CodeLists & { contracts: readonly Contract[] }): KnownWord {
  const vocabulary = vocabularyOf(sources.contracts);
  const shown = shownText(sources);
  return (word) => vocabulary.has(fold(word)) || shown(word) !== undefined;
}

function keyOf(source: string, periode: string): string {
  return `${source} ${periode}`;
}

/** Source and period → print of what stands: the parts, the bytes and the contract that their rows come from. */
async function printsAt(connection: DuckDBConnection, instant: string): Promise<Map<string, string>> {
  const rows = await rowsOf<{ source: string; periode: string; part: string }>(
    connection,
    `select files.source, files.periode, concat_ws(' ', files.sha256, parts.lu_par, parts.partie) as part
      from (${filesAt()}) as files
      inner join (${rowsAt('meta', 'partie')}) as parts on files.fichier_id = parts.fichier_id
      where files.etat = 'en_vigueur'
      order by part`,
    [instant],
  );
  const parts = new Map<string, string[]>();
  for (const { source, periode, part } of rows) {
    const key = keyOf(source, periode);
    parts.set(key, [...(parts.get(key) ?? []), part]);
  }
  return new Map(
    [...parts].map(([key, list]) => [key, createHash('sha256').update(list.join('\n')).digest('hex')]),
  );
}

/** Opinions stated up to an instant, latest first. */
function statedAt(connection: DuckDBConnection, instant: string): Promise<StatedRow[]> {
  return rowsOf<StatedRow>(
    connection,
    `select source, periode, fichiers, etat, par, motif, cast(le as varchar) as le from meta.validation
      where le <= cast($1 as timestamp) order by numero desc`,
    [instant],
  );
}

function validationFrom(
  source: string,
  periode: string,
  standing: ReadonlyMap<string, string>,
  stated: readonly StatedRow[],
): Validation {
  const last = stated.find((one) => one.source === source && one.periode === periode);
  if (!last) return { etat: 'a_valider', avis: null, caduc: null };
  const { etat, par, motif, le } = last;
  return last.fichiers === standing.get(keyOf(source, periode))
    ? { etat, avis: { etat, par, motif, le }, caduc: null }
    : { etat: 'a_valider', avis: null, caduc: { etat, par, motif, le } };
}
