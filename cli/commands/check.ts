import { openWarehouse } from '../../sql/warehouse.ts';
import { acknowledge } from '../acknowledgement.ts';
import { CliError } from '../cli-error.ts';
import { type Contradiction, contradictionsText, readContradictions } from '../contradiction.ts';
import { counted } from '../counted.ts';
import {
  type Finding,
  GRAVITES,
  type Gravite,
  type RuleCount,
  readCounts,
  readFindings,
} from '../finding.ts';
import { modelsToPublish } from '../marts-in-force.ts';
import { readModels } from '../models.ts';
import type { Output } from '../output.ts';
import { readKnownWords } from '../pipeline.ts';
import { type Places, placesToRead } from '../places.ts';

export interface CheckOptions {
  year?: number;
  acknowledge?: string;
  because?: string;
  by?: string;
  samples?: boolean;
}

const MARTS = ['marts.controle', 'marts.constat', 'marts.controle_bilan', 'marts.ligne_contradictoire'];

/**
 * Shows what does not add up among the declared figures, exit 1 while an error is neither mended nor acknowledged; and
 * the lines that contradict each other, which are no error: each is counted or left out by its rule.
 * With `--acknowledge`, writes down why a finding is left as it is.
 */
export async function checkCommand(
  options: CheckOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const places = placesToRead(options.samples, env, 'warehouse');
  if (options.acknowledge !== undefined) return acknowledgeFinding(options, places, output);
  if (options.because !== undefined || options.by !== undefined)
    throw usage('Les options --because et --by vont avec --acknowledge.');
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  try {
    await modelsToPublish(readModels(), warehouse, MARTS);
    const [constats, regles, lignes] = [
      await readFindings(warehouse.knex, options.year),
      await readCounts(warehouse.knex, options.year),
      await readContradictions(warehouse.knex, options.year),
    ];
    const document = report(constats, regles, lignes, places.sample, options.year ?? null);
    output.result(document, checkText(document));
    return document.ok ? 0 : 1;
  } finally {
    await warehouse.close();
  }
}

/** Everything that was checked, and what did not hold. */
export interface CheckReport {
  /** No error is left that nobody has acknowledged. */
  ok: boolean;
  echantillon: boolean;
  annee: number | null;
  controles: number;
  tiennent: number;
  constats_reconnus: number;
  constats: Finding[];
  regles: RuleCount[];
  /** Lines of the antennes' files that contradict each other. */
  lignes_contradictoires: Contradiction[];
}

/** The document of a check; `ok` is what the exit code says. */
export function report(
  constats: Finding[],
  regles: RuleCount[],
  lignes_contradictoires: Contradiction[],
  echantillon: boolean,
  annee: number | null,
): CheckReport {
  return {
    ok: constats.every(({ gravite, reconnu }) => gravite !== 'erreur' || reconnu !== null),
    ...{ echantillon, annee },
    controles: regles.reduce((sum, one) => sum + one.controles, 0),
    tiennent: regles.reduce((sum, one) => sum + one.tiennent, 0),
    constats_reconnus: constats.filter(({ reconnu }) => reconnu !== null).length,
    ...{ constats, regles, lignes_contradictoires },
  };
}

const MARKS: Readonly<Record<Gravite, string>> = { erreur: '✗', avertissement: '⚠', information: 'ℹ' };
const TITLES: Readonly<Record<Gravite, readonly [string, string]>> = {
  erreur: ['erreur', 'erreurs'],
  avertissement: ['avertissement', 'avertissements'],
  information: ['information', 'informations'],
};
const SHOWN_SOURCES = 6;

/** A check in words: the findings by gravity and antenne, the contradictory lines, then how many checks were made. */
export function checkText(document: CheckReport): string {
  const { constats, controles, constats_reconnus, annee } = document;
  const groups = GRAVITES.flatMap((gravite) => {
    const group = constats.filter((one) => one.gravite === gravite);
    if (group.length === 0) return [];
    const [one, many] = TITLES[gravite];
    return [[`${group.length} ${group.length > 1 ? many : one}`, ...group.map(findingText)].join('\n\n')];
  });
  const known = constats_reconnus === 0 ? '' : `, dont ${counted(constats_reconnus, 'reconnu', 'reconnus')}`;
  const when = annee === null ? '' : ` pour ${annee}`;
  return [
    ...groups,
    ...contradictionsText(document.lignes_contradictoires),
    controles === 0
      ? `Aucun contrôle n’a pu être fait${when} : rien n’est déclaré.`
      : `${counted(controles, 'contrôle', 'contrôles')}${when}, ${counted(constats.length, 'constat', 'constats')}${known}.`,
  ].join('\n\n');
}

function findingText(found: Finding): string {
  const shown = found.sources
    .slice(0, SHOWN_SOURCES)
    .map(({ fichier, feuille, cellule }) =>
      [fichier, feuille, cellule].filter((part) => part !== null).join(' · '),
    );
  const more = found.sources.length - shown.length;
  return [
    `${MARKS[found.gravite]} ${found.antenne} ${found.annee}${aboutText(found)}  [${found.id}]`,
    `  ${found.formule}`,
    `  Règle : ${found.libelle}`,
    `  Lecture probable : ${found.lecture}`,
    ...shown.map((source, index) => `  ${index === 0 ? 'Cellules :' : '         '} ${source}`),
    ...(more > 0 ? [`            … et ${counted(more, 'autre', 'autres')}`] : []),
    ...(found.reconnu
      ? [`  Reconnu par « ${found.reconnu.par} » le ${dayOf(found.reconnu.le)} : ${found.reconnu.motif}`]
      : []),
  ].join('\n');
}

function aboutText(found: Finding): string {
  const named = [found.module, found.population, found.dimension, found.modalite]
    .filter((code) => code !== null)
    .map((code) => code.replaceAll('_', ' '));
  const subject = named.length > 0 ? named : [found.mesure.replaceAll('_', ' ')];
  const place = [found.departement, found.site].filter((part) => part !== null);
  return [...place, ...subject].map((part) => ` · ${part}`).join('');
}

function dayOf(instant: string): string {
  const [year, month, day] = instant.slice(0, 10).split('-');
  return `${day}/${month}/${year}`;
}

async function acknowledgeFinding(options: CheckOptions, places: Places, output: Output): Promise<number> {
  const { acknowledge: id, because: motif, by: par } = options;
  if (id === undefined || motif === undefined || par === undefined)
    throw usage('L’option --acknowledge demande --because et --by.');
  const words = await readKnownWords();
  const warehouse = await openWarehouse({ path: places.warehouse });
  try {
    await modelsToPublish(readModels(), warehouse, MARTS);
    const known = await acknowledge(warehouse.knex, { id, par, motif }, words, new Date());
    output.note('Le motif et son auteur sont conservés : ni l’un ni l’autre ne nomme personne.');
    output.result(
      { id, ...known, echantillon: places.sample },
      `${known.antenne} ${known.annee} · ${known.formule} : reconnu par « ${known.par} », tant que les valeurs ne changent pas.`,
    );
    return 0;
  } finally {
    await warehouse.close();
  }
}

function usage(message: string): CliError {
  return new CliError(
    'USAGE',
    message,
    'Écrivez : npm run cpca -- check --acknowledge <code> --because « le motif » --by « une fonction ».',
    2,
  );
}
