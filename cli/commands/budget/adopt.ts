import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { decisionFaults, imputationFaults, parseActe } from '../../../budget/adopt.ts';
import { allocate } from '../../../budget/allocate.ts';
import type { Allocation } from '../../../budget/allocation.ts';
import { formatEuros } from '../../../budget/format.ts';
import { type InputRow, type Inputs, inputsFromRows } from '../../../budget/inputs.ts';
import type { Parameters } from '../../../budget/parameters.ts';
import { BudgetError, type Problem, problem } from '../../../budget/problem.ts';
import { type Acte, type DecisionRecord, makeRecord } from '../../../budget/record.ts';
import {
  rowInput,
  sendsOf,
  type UsedInput,
  usedInputs,
  type ValidationRow,
  validationFaults,
} from '../../../budget/validation.ts';
import type { KnownWord } from '../../../ingest/core/told-text.ts';
import { IngestError } from '../../../ingest/ingest-error.ts';
import { motiveOf, validationOf, validatorOf } from '../../../ingest/ledger.ts';
import { type CurrentRelease, readCurrentRelease, readRelease } from '../../../publish/current-release.ts';
import { MANIFEST_FILE } from '../../../publish/manifest.ts';
import { openWarehouse } from '../../../sql/warehouse.ts';
import { CliError } from '../../cli-error.ts';
import type { Output } from '../../output.ts';
import { readKnownWords } from '../../pipeline.ts';
import { placesToRead } from '../../places.ts';
import { mendHead, sha256, soundDecisions, writeDecision } from './decision-folder.ts';
import { decisionFiles, PDF_BY_HAND } from './decision-writing.ts';
import { inputRows, readProposal, readYaml } from './scenario.ts';

const VALIDATION_CUBE = 'budget_validation';

export interface AdoptOptions {
  params: string;
  acte: string;
  /** The release to rest on; the one in force otherwise. */
  release?: string;
  samples?: boolean;
}

/** Writes a decision for good, or says everything that stands in its way and writes nothing. */
export async function budgetAdopt(
  options: AdoptOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
  clock: () => Date = () => new Date(),
): Promise<void> {
  const now = clock();
  const places = placesToRead(options.samples, env, 'publication');
  const parameters = await readProposal(options.params, places.publication);
  const texte = await readFile(options.params, 'utf8');
  const acte = await readActe(options.acte);
  const earlier = await soundDecisions(places.publication);
  await mendHead(places.publication, earlier);
  refuse('parametres', decisionFaults(parameters, acte, earlier, dayOf(now)));

  const found = await releaseOf(places.publication, options.release);
  const lignes = await recordedRows(found, parameters.annee_donnees);
  const inputs = inputsFromRows(lignes, { annee: parameters.annee_donnees, fichier: found.release });
  const repartition = allocate(inputs, parameters);
  const used = usedInputs(repartition, inputs, parameters);
  const validations = restingOn(used, await validationRows(found, parameters.annee_donnees));
  refuse('donnees', [
    ...dataFaults(used, validations, repartition, parameters, acte),
    ...(await changedOpinions(validations, places.warehouse)),
  ]);

  const record = makeRecord(
    {
      acte,
      publication: {
        release: found.release,
        donnees_du: found.manifest.donnees_du,
        manifeste_sha256: sha256(await readFile(join(found.dir, MANIFEST_FILE))),
        echantillon: found.manifest.echantillon,
      },
      parametres: { fichier: basename(options.params), texte, valeur: parameters },
      entrees: { annee: parameters.annee_donnees, lignes },
      validations,
      repartition,
    },
    earlier,
    now.toISOString(),
    sha256,
  );
  const { files, lack } = await decisionFiles(record, env, (text) => output.note(text));
  const folder = await writeDecision(places.publication, record, files, now);
  if (lack !== undefined)
    output.warning({
      code: 'PDF_NON_ECRIT',
      message: `Le PDF n’est pas écrit. ${lack}`,
      remede: PDF_BY_HAND,
    });
  tell(
    record,
    folder,
    files.map(({ name }) => name),
    output,
  );
}

function tell(record: DecisionRecord, folder: string, files: readonly string[], output: Output): void {
  const { rang, seance, empreinte, remplace, repartition, publication } = record;
  output.result(
    {
      ok: true,
      ...{
        rang,
        seance,
        empreinte,
        remplace,
        publication: publication.release,
        dossier: folder,
        fichiers: files,
      },
      lignes: repartition.lignes.map(({ code, montant_centimes: centimes }) => ({
        code,
        montant_centimes: centimes,
      })),
    },
    [
      `Décision n° ${rang}, séance du ${seance} : ${formatEuros(repartition.total_centimes)} répartis.`,
      ...repartition.lignes.map(
        ({ nom, montant_centimes: centimes }) => `  ${nom} : ${formatEuros(centimes)}`,
      ),
      ...(remplace === null ? [] : [`Elle remplace la décision n° ${remplace.rang} du ${remplace.seance}.`]),
      `Empreinte : ${empreinte}`,
      `${folder} : decision.json, ${files.join(', ')}`,
    ].join('\n'),
  );
}

function refuse(kind: 'parametres' | 'donnees', problemes: readonly Problem[]): void {
  if (problemes.length > 0) throw new BudgetError(kind, problemes);
}

function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

/** The act of adoption; what it keeps for good names functions, and nobody. */
async function readActe(file: string): Promise<Acte> {
  const acte = parseActe(await readYaml(file), { fichier: basename(file) });
  const known = await readKnownWords();
  return {
    ...acte,
    adopte_par: kept('adopte_par', () => validatorOf(acte.adopte_par, known)),
    motif_remplacement: motiveIn(acte, known),
    signataires: acte.signataires.map(({ antenne, fonction }) => ({
      antenne,
      fonction: kept('signataires', () => validatorOf(fonction, known)),
    })),
  };
}

function motiveIn({ motif_remplacement: motif }: Acte, known: KnownWord): string | null {
  return motif === null ? null : kept('motif_remplacement', () => motiveOf(motif, known));
}

function kept(colonne: string, read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof IngestError)) throw error;
    throw new BudgetError('parametres', [
      problem(
        error.code.toLowerCase(),
        `« ${colonne} » : ${error.message}`,
        'Un acte gardé pour toujours ne nomme personne.',
        error.remede,
        { colonne },
      ),
    ]);
  }
}

async function releaseOf(publication: string, name: string | undefined): Promise<CurrentRelease> {
  return name === undefined ? readCurrentRelease(publication) : readRelease(publication, name);
}

/** The release's inputs of one year, as plain values in an order of their own: what the record keeps. */
async function recordedRows(found: CurrentRelease, annee: number): Promise<InputRow[]> {
  const rows = (await inputRows(found)).filter((row) => Number(row.annee) === annee);
  return rows.map(plainRow).sort((a, b) => compare(keyOf(a), keyOf(b)));
}

function plainRow(row: InputRow): InputRow {
  return {
    annee: Number(row.annee),
    entree: row.entree,
    ...(row.objet ? { objet: row.objet } : {}),
    departement: row.departement === null ? null : String(row.departement),
    antenne: row.antenne,
    valeur: row.valeur === null ? null : Number(row.valeur),
    statut: row.statut,
    mot: row.mot,
    formule: row.formule,
    provenance: row.provenance,
    source: row.source,
  };
}

function keyOf(row: Pick<InputRow, 'entree' | 'objet' | 'departement' | 'antenne'>): string {
  return JSON.stringify([rowInput(row), row.departement, row.antenne]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function validationRows({ dir, release }: CurrentRelease, annee: number): Promise<ValidationRow[]> {
  const bytes = await readFile(join(dir, 'comite', 'cubes', `${VALIDATION_CUBE}.arrow`)).catch(() => {
    throw new CliError(
      'CUBE_ABSENT',
      `La publication ${release} ne dit pas sur quels envois reposent les données d’entrée (${VALIDATION_CUBE}).`,
      'Publiez de nouveau : npm run cpca -- publish',
      1,
    );
  });
  return tableFromIPC(bytes)
    .toArray()
    .map((row) => row.toJSON() as ValidationRow)
    .filter((row) => Number(row.annee) === annee)
    .map((row) => ({
      annee,
      entree: row.entree,
      departement: row.departement,
      antenne: row.antenne,
      objet: row.objet,
      valeur: row.valeur === null ? null : Number(row.valeur),
      etat: row.etat,
      raison: row.raison,
      par: row.par,
      le: row.le,
      expediteur: row.expediteur,
      source: row.source,
    }));
}

/** The rows of the inputs that count, in an order of their own. */
function restingOn(used: readonly UsedInput[], rows: readonly ValidationRow[]): ValidationRow[] {
  const kept = new Set(used.flatMap((input) => sendsOf(input, rows)));
  return [...kept].sort((a, b) => compare(sendKey(a), sendKey(b)));
}

function sendKey({ entree, departement, antenne, objet }: ValidationRow): string {
  return JSON.stringify([entree, departement, antenne, objet]);
}

function dataFaults(
  used: readonly UsedInput[],
  validations: readonly ValidationRow[],
  repartition: Allocation,
  parameters: Parameters,
  acte: Acte,
): Problem[] {
  const nameOf = (owner: string) =>
    parameters.antennes.find(({ code }) => code === owner)?.nom ?? `département ${owner}`;
  return [
    ...imputationFaults(repartition, parameters, acte, nameOf),
    ...validationFaults(used, validations, nameOf),
  ];
}

/** Sends that the release holds for validated, and that the ledger does not any more. */
async function changedOpinions(rows: readonly ValidationRow[], path: string): Promise<Problem[]> {
  const sends = [...new Set(rows.filter(({ etat }) => etat === 'valide').map(({ objet }) => objet))];
  if (sends.length === 0 || !existsSync(path)) return [];
  const warehouse = await openWarehouse({ path, readOnly: true });
  try {
    const connection = await warehouse.connect();
    const found: Problem[] = [];
    for (const objet of sends) {
      const at = objet.indexOf(' ');
      const now = await validationOf(connection, objet.slice(0, at), objet.slice(at + 1));
      if (now?.etat === 'valide') continue;
      const said = now?.etat === 'conteste' ? `contesté : ${now.avis?.motif ?? ''}` : 'à valider de nouveau';
      found.push(
        problem(
          'avis_change',
          `L’envoi « ${objet} », validé dans la publication, est depuis ${said}.`,
          'Une décision repose sur l’état du registre, pas sur une publication dépassée.',
          'Publier de nouveau, puis reprendre la décision.',
          { valeur: objet },
        ),
      );
    }
    return found;
  } finally {
    await warehouse.close();
  }
}

/** Inputs of a record, as the split read them. */
export function recordInputs({ entrees }: DecisionRecord): Inputs {
  return inputsFromRows(entrees.lignes, { annee: entrees.annee });
}
