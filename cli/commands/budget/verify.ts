import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allocate } from '../../../budget/allocate.ts';
import { formatDate, formatEuros } from '../../../budget/format.ts';
import { type Problem, problem } from '../../../budget/problem.ts';
import { type DecisionRecord, inForce } from '../../../budget/record.ts';
import { readRelease } from '../../../publish/current-release.ts';
import { MANIFEST_FILE } from '../../../publish/manifest.ts';
import { PublicationError } from '../../../publish/publication-error.ts';
import type { Output, ShownProblem } from '../../output.ts';
import { placesToRead } from '../../places.ts';
import { recordInputs } from './adopt.ts';
import { readDecisions, sha256 } from './decision-folder.ts';

/** Checks every decision: bytes, chain, releases, and that the split is still what the program computes. */
export async function budgetVerify(
  options: { samples?: boolean },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { publication } = placesToRead(options.samples, env, 'publication');
  const { records, problemes } = await readDecisions(publication);
  const warnings: ShownProblem[] = [];
  for (const record of records) {
    warnings.push(...(await releaseFaults(publication, record)));
    warnings.push(...computationFaults(record));
  }
  for (const found of problemes) output.problem(found);
  for (const found of warnings) output.warning(found);
  output.result(
    {
      ok: problemes.length === 0,
      decisions: records.map((record) => ({
        ...{ rang: record.rang, seance: record.seance, exercice: record.parametres.valeur.exercice },
        ...{
          publication: record.publication.release,
          empreinte: record.empreinte,
          en_vigueur: isInForce(record, records),
        },
      })),
      problemes,
      avertissements: warnings,
    },
    problemes.length > 0
      ? `Les décisions ne sont pas intactes : ${problemes.length} anomalie${problemes.length > 1 ? 's' : ''}.`
      : verdict(records),
  );
  return problemes.length === 0 ? 0 : 1;
}

function verdict(records: readonly DecisionRecord[]): string {
  if (records.length === 0) return 'Aucune décision n’a encore été prise.';
  const lines = records.map((record) => {
    const { rang, seance, parametres, repartition, publication } = record;
    const standing = isInForce(record, records) ? 'en vigueur' : 'remplacée';
    return `  n° ${rang}, séance du ${formatDate(seance)}, exercice ${parametres.valeur.exercice} : ${formatEuros(repartition.total_centimes)}, publication ${publication.release}, ${standing}`;
  });
  const count = records.length > 1 ? `${records.length} décisions intactes` : '1 décision intacte';
  return [`${count}, chaîne suivie du début à la fin.`, ...lines].join('\n');
}

function isInForce(record: DecisionRecord, records: readonly DecisionRecord[]): boolean {
  return inForce(records, record.parametres.valeur.exercice) === record;
}

/** The decision stands whatever became of its release; whoever reads it should know. */
async function releaseFaults(publication: string, record: DecisionRecord): Promise<ShownProblem[]> {
  const { release, manifeste_sha256: expected } = record.publication;
  try {
    const { dir } = await readRelease(publication, release);
    if (sha256(await readFile(join(dir, MANIFEST_FILE))) === expected) return [];
    return [
      about(
        record,
        'publication_differente',
        `la publication ${release} n’est plus celle sur laquelle elle repose`,
      ),
    ];
  } catch (error) {
    if (!(error instanceof PublicationError)) throw error;
    return [about(record, error.code, `sa publication ${release} ne se lit plus : ${error.message}`)];
  }
}

/** The same inputs and parameters must give the same split, unless the program changed since. */
function computationFaults(record: DecisionRecord): ShownProblem[] {
  try {
    const again = allocate(recordInputs(record), record.parametres.valeur);
    if (JSON.stringify(again) === JSON.stringify(record.repartition)) return [];
  } catch {
    // Said below: a program that cannot compute it any more does not give the same split either.
  }
  return [
    about(record, 'recalcul_different', 'le programme d’aujourd’hui ne donne plus la même répartition'),
  ];
}

function about(record: DecisionRecord, code: string, what: string): Problem {
  return problem(
    code,
    `Décision n° ${record.rang} : ${what}.`,
    'Une décision se recalcule depuis sa publication et ses paramètres.',
    'La décision reste valable : ses montants sont dans son acte. Gardez-en la raison.',
    { fichier: `${String(record.rang).padStart(4, '0')}/decision.json` },
  );
}
