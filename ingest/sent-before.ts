import type { DuckDBConnection } from '@duckdb/node-api';
import { type Exercise, rowsOf, stamp } from './archive.ts';
import { type Problem, problem } from './core/problem.ts';
import type { ParsedFile } from './parse-file.ts';
import { RAW_TABLES } from './raw-tables.ts';

/** Fewer lines than these may be alike from one year to the next: a list of places, of posts. */
const LEAST_ALIKE = 10;

/**
 * Parts that hold, line for line, what stands for the same source and another year: last year's sheet was sent again.
 * Refused when most of the file's lines are such, and enough of them that it cannot be by chance.
 */
export async function sentForAnotherYear(
  connection: DuckDBConnection,
  file: ParsedFile,
  { source, annee }: Exercise,
  lines: ReadonlyMap<string, number>,
): Promise<{ problem: Problem; refusal: boolean } | undefined> {
  const prints = file.empreintes;
  if (prints.size === 0) return undefined;
  const others = await rowsOf<{ partie: string; empreinte: string; annee: number; fichier: string }>(
    connection,
    `select parts.partie, parts.empreinte, files.annee, files.fichier
      from meta.partie as parts inner join meta.fichier as files using (fichier_id)
      where files.source = $1 and files.annee <> $2 and parts.empreinte is not null
      order by files.annee desc, files.fichier`,
    [source, annee],
  );
  const alike = others.filter(({ partie, empreinte }) => prints.get(partie) === empreinte);
  const [first] = alike;
  if (!first) return undefined;
  const total = [...lines.values()].reduce((sum, count) => sum + count, 0);
  const same = [...new Set(alike.map(({ partie }) => partie))].reduce(
    (sum, partie) => sum + (lines.get(partie) ?? 0),
    0,
  );
  const refusal = same >= LEAST_ALIKE && same * 2 > total;
  return { refusal, problem: sentBefore(file.fichier, annee, first, { same, total, refusal }) };
}

function sentBefore(
  fichier: string,
  annee: number,
  earlier: { annee: number; fichier: string },
  { same, total, refusal }: { same: number; total: number; refusal: boolean },
): Problem {
  const shares = same === total ? 'toutes ses lignes' : `${same} de ses ${total} lignes`;
  return problem(
    { fichier },
    {
      code: refusal ? 'DEJA_ENVOYE' : 'DEJA_ENVOYE_EN_PARTIE',
      message: `« ${fichier} » est présenté pour ${annee}, mais ${shares} sont celles déjà reçues pour ${earlier.annee} (« ${earlier.fichier} »)${refusal ? ' : rien n’en a été chargé.' : ' ; elles ont été chargées.'}`,
      regle: 'Les lignes d’une année ne sont pas celles d’une autre.',
      remede: refusal
        ? `Envoyez le fichier de ${annee}, ou corrigez l’année indiquée en tête.`
        : 'Vérifiez que ces lignes valent bien pour les deux années.',
    },
  );
}

/** Persons of a file go by another key than those of the warehouse: the same person would count as two. */
export async function otherKey(
  connection: DuckDBConnection,
  { fichier, cles }: Pick<ParsedFile, 'fichier' | 'cles'>,
): Promise<Problem | undefined> {
  const [kind] = await rowsOf<{ cle: string | null }>(connection, 'select cle from meta.entrepot');
  if (new Set([...cles, ...(kind?.cle && cles.length > 0 ? [kind.cle] : [])]).size < 2) return undefined;
  return problem(
    { fichier },
    {
      code: 'AUTRE_CLE',
      message: `« ${fichier} » a été pseudonymisé avec une autre clé que les fichiers déjà chargés : rien n’en a été chargé.`,
      regle:
        'Un entrepôt n’a qu’une clé : avec deux, une personne connue de deux antennes serait comptée deux fois.',
      remede: 'Pseudonymisez de nouveau le fichier d’origine avec la clé commune à toutes les antennes.',
    },
  );
}

/** Fewer lines lost than these are corrections. */
const LEAST_LOST = 10;

/**
 * A part that replaces far more lines than it has, or whose persons are all others: a complement was sent in place of
 * the whole. Asked once the rows are in place and those that they replace in the archive, since `now`.
 */
export async function partialReplacement(
  connection: DuckDBConnection,
  { fichier, fichier_id }: ParsedFile,
  { source, annee }: Exercise,
  {
    lines,
    replaced,
    now,
  }: {
    lines: ReadonlyMap<string, number>;
    replaced: readonly { fichier_id: string; partie: string; lignes: number }[];
    now: Date;
  },
): Promise<Problem | undefined> {
  if (replaced.length === 0) return undefined;
  const strangers = await partsOfOthers(connection, [fichier_id, source, annee, stamp(now)], replaced);
  const told = replaced.filter(({ partie, lignes }) => {
    const lost = lignes - (lines.get(partie) ?? 0);
    return (lost >= LEAST_LOST && lost * 3 > lignes) || strangers.has(partie);
  });
  if (told.length === 0) return undefined;
  const before = told.reduce((sum, { lignes }) => sum + lignes, 0);
  const after = told.reduce((sum, { partie }) => sum + (lines.get(partie) ?? 0), 0);
  const others = told.every(({ partie }) => strangers.has(partie));
  return problem(
    { fichier },
    {
      code: 'REMPLACEMENT_PARTIEL',
      message: `« ${fichier} » : ${after} ligne${after > 1 ? 's remplacent' : ' remplace'} ${before}${others ? ', et aucune personne n’est la même' : ''}.`,
      regle: 'Un nouvel envoi remplace le précédent : il contient toutes les lignes de ses tableaux.',
      remede: 'S’il ne s’agit que d’un complément, renvoyez le fichier entier.',
    },
  );
}

/** Parts whose persons, before and after, are not the same for a single one. `values`: file, source, year, instant. */
async function partsOfOthers(
  connection: DuckDBConnection,
  values: readonly (string | number)[],
  replaced: readonly { fichier_id: string }[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(replaced.map(({ fichier_id }) => fichier_id))];
  const tables = Object.entries(RAW_TABLES).filter(([, columns]) => 'personne_key' in columns);
  const persons = (schema: string, where: string) =>
    tables
      .map(([table]) => `select partie, personne_key from ${schema}.${table} where ${where}`)
      .join(' union ');
  const rows = await rowsOf<{ partie: string }>(
    connection,
    `with persons as (
        select partie, personne_key, false as stood from (${persons('raw', 'fichier_id = $1')})
        union all
        select partie, personne_key, true from (${persons(
          'archive',
          `source = $2 and annee_fichier = $3 and remplace_le = cast($4 as timestamp)
            and fichier_id in (${ids.map((_, index) => `$${index + 5}`).join(', ')})`,
        )})
      ), met as (
        select partie, personne_key, count(distinct stood) as sides, bool_or(stood) as stood, bool_or(not stood) as stands
        from persons where personne_key is not null group by partie, personne_key
      )
      select partie from met group by partie having max(sides) = 1 and bool_or(stood) and bool_or(stands)`,
    [...values, ...ids],
  );
  return new Set(rows.map(({ partie }) => partie));
}
