import { join } from 'node:path';
import { nearest } from '../sql/nearest.ts';
import { DATABASE_FILE } from './audience-database.ts';
import { AUDIENCES, type Audience } from './catalogue.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type ProblemDraft, PublicationError } from './publication-error.ts';
import { answerQuery, type QueryAnswer, type QueryFormat, type QueryTask } from './query-answer.ts';
import type { QueryLimits } from './query-limits.ts';

/** A question to a release. */
export interface QueryRequest {
  /** The folder of one release. */
  releaseDir: string;
  audience: Audience;
  sql: string;
  format: QueryFormat;
  explain?: boolean;
  limits?: Partial<QueryLimits>;
}

/**
 * Answers one SELECT over the cubes of a release, as one audience sees them, in this process: `queryApart` does it in one
 * of its own. The database is opened read only, without access to anything outside, its settings locked; the answer is
 * written by us, never by the engine.
 *
 * Errors (`PublicationError`, French): `publication_absente`, `publication_abimee`, `public_inconnu`,
 * `requete_vide`, `requete_trop_grande`, `requete_illisible`, `requete_refusee`, `cube_inconnu`,
 * `requete_en_erreur`, `requete_trop_longue`, `requete_trop_lourde`. None names a path of the machine.
 */
export async function queryRelease(request: QueryRequest): Promise<QueryAnswer> {
  return answerQuery(queryTask(request, await readManifest(request.releaseDir)));
}

/** What answering a request takes, from a release's manifest. Errors (`PublicationError`): `public_inconnu`. */
export function queryTask({ releaseDir, ...request }: QueryRequest, manifest: Manifest): QueryTask {
  const { audience } = request;
  const cubes = manifest.cubes[audience];
  if (cubes === undefined) throw new PublicationError([unknownAudience(audience)]);
  const nom = `${audience}/${DATABASE_FILE}`;
  const path = join(releaseDir, audience, DATABASE_FILE);
  return {
    ...request,
    database: { path, nom, sha256: manifest.fichiers[nom] ?? '' },
    cubes: Object.keys(cubes),
  };
}

function unknownAudience(audience: string): ProblemDraft {
  const meant = nearest(audience, AUDIENCES);
  return {
    code: 'public_inconnu',
    message: `« ${audience} » n’est pas un public de cette publication.`,
    regle: 'publics du catalogue',
    remede: meant === undefined ? `Publics : ${AUDIENCES.join(', ')}.` : `Vouliez-vous dire « ${meant} » ?`,
  };
}
