import { resolve } from 'node:path';
import { explainRound } from '../../../budget/explain.ts';
import { formatDate, formatEuros } from '../../../budget/format.ts';
import { type DecisionRecord, inForce } from '../../../budget/record.ts';
import { OutputFolder } from '../../../pages/report/output-folder.ts';
import { CliError } from '../../cli-error.ts';
import type { Output } from '../../output.ts';
import { placesToRead } from '../../places.ts';
import { soundDecisions } from './decision-folder.ts';
import { decisionFiles, PDF_BY_HAND } from './decision-writing.ts';

export interface DecisionOptions {
  rang?: number;
  exercice?: number;
  /** Where to write the documents anew. */
  out?: string;
  samples?: boolean;
}

/** Shows a decision, the last one unless said; with `--out`, writes its documents again from the record. */
export async function budgetDecision(
  options: DecisionOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { publication } = placesToRead(options.samples, env, 'publication');
  const records = await soundDecisions(publication);
  const record = chosen(records, options);
  const written = options.out === undefined ? [] : await write(record, options.out, output, env);
  output.result({ ...record, documents: written }, [shown(record, records), ...written].join('\n'));
}

function chosen(records: readonly DecisionRecord[], { rang, exercice }: DecisionOptions): DecisionRecord {
  const found =
    rang !== undefined
      ? records.find((one) => one.rang === rang)
      : exercice !== undefined
        ? inForce(records, exercice)
        : records.at(-1);
  if (found !== undefined) return found;
  throw new CliError(
    'DECISION_INCONNUE',
    records.length === 0 ? 'Aucune décision n’a encore été prise.' : 'Cette décision n’existe pas.',
    records.length === 0
      ? 'Une décision s’écrit par : npm run cpca -- budget adopt'
      : `Décisions : ${records.map((one) => `n° ${one.rang} (${one.seance}, exercice ${one.parametres.valeur.exercice})`).join(' ; ')}.`,
    1,
  );
}

function shown(record: DecisionRecord, records: readonly DecisionRecord[]): string {
  const { rang, seance, repartition, parametres, acte, empreinte } = record;
  const last = inForce(records, parametres.valeur.exercice);
  return [
    `Décision n° ${rang}, séance du ${formatDate(seance)}, exercice ${parametres.valeur.exercice}${last === record ? '' : `, remplacée par la n° ${last?.rang}`}`,
    `Clause : ${acte.convention.reference}, ${acte.clause.article}`,
    ...repartition.lignes.map(({ nom, montant_centimes: centimes }) => `  ${nom} : ${formatEuros(centimes)}`),
    `  Total : ${formatEuros(repartition.total_centimes)}`,
    ...explainRound(repartition).slice(1),
    `Empreinte : ${empreinte}`,
  ].join('\n');
}

async function write(
  record: DecisionRecord,
  out: string,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<string[]> {
  const folder = new OutputFolder(resolve(out), 'decision-documents.json');
  const { files, lack } = await decisionFiles(record, env, (text) => output.note(text));
  const names = files.map(({ name }) => name);
  const foreign = await folder.foreign(names);
  if (foreign.length > 0)
    throw new CliError(
      'FICHIER_A_GARDER',
      `Rien n’est écrit : ${foreign.map((name) => `« ${name} »`).join(', ')} existe déjà dans « ${folder.path} » et n’est pas de cette commande.`,
      'Choisissez un autre dossier par --out.',
      2,
    );
  try {
    for (const { name, content } of files) await folder.draft(name, content);
    const { made } = await folder.publish(names, { release: record.empreinte });
    if (lack !== undefined)
      output.warning({
        code: 'PDF_NON_ECRIT',
        message: `Le PDF n’est pas écrit. ${lack}`,
        remede: PDF_BY_HAND,
      });
    return made.map(({ fichier }) => resolve(folder.path, fichier));
  } finally {
    await folder.clear();
  }
}
