import type { DuckDBConnection } from '@duckdb/node-api';
import { type Exercise, rowsOf } from './archive.ts';
import { type Problem, problem } from './core/problem.ts';
import type { ParsedFile } from './parse-file.ts';

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
