import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { iso } from './calendar.ts';
import { type Column, type SheetCell, workbook, worksheet } from './classeur.ts';
import { drawAccueils, type Entree } from './entrees.ts';
import { drawGroupe } from './groupe.ts';
import { drawIdentites } from './identite.ts';
import { beside } from './list.ts';
import { CADRES, drawOrientations } from './orientation.ts';
import { drawParcours } from './parcours.ts';
import { drawProfils } from './profil.ts';
import { seededRandom } from './random.ts';
import { SampleError } from './sample-error.ts';
import { parseTargets, type Targets } from './targets.ts';

/** One person of the sheet « Suivi individuel »; dates as `2024-12-31`, null where the cell is empty. */
export interface Suivi {
  dossier: string;
  nom: string;
  prenom: string;
  naissance: string;
  sexe: string;
  commune: string;
  departement: string;
  permanence: string;
  orientePar: string;
  precision: string | null;
  cadre: string;
  orienteLe: string;
  entree: string;
  debut: string;
  fin: string | null;
  motif: string | null;
  ressources: string;
  profession: string;
  conjugale: string;
  releveLe: string;
}

/** One meeting of the group. */
export interface Seance {
  numero: number;
  date: string;
  heures: number;
  capacite: number;
}

/** One person expected at one meeting. */
export interface Presence {
  seance: number;
  dossier: string;
  presence: string;
}

/** Everything the workbook holds. */
export interface Extrait {
  annee: number;
  titre: string;
  suivis: Suivi[];
  seances: Seance[];
  presences: Presence[];
}

function entreeLabel(entree: Entree, year: number): string {
  if (entree === 'nouveau') return `Nouvel accueil ${year}`;
  return entree === 'retour' ? 'Reprise de contact' : `Suivi en cours au 01/01/${year}`;
}

/** The printed label of a code. */
function labelOf(table: { categories: readonly { code: string; libelle: string }[] }, code: string): string {
  const found = table.categories.find((category) => category.code === code);
  if (found) return found.libelle;
  throw new SampleError(
    'code_inconnu',
    `No label for « ${code} ».`,
    'Add it to the table of the targets file.',
  );
}

/**
 * A fictitious extract that reproduces the targets' tables exactly. The same seed and targets give the same rows,
 * sorted by file number. Throws `SampleError` when tables exclude each other.
 */
export function makeViaVoltaire(seed: number | string, targets: Targets): Extrait {
  const random = seededRandom(seed).fork(`via-voltaire-${targets.annee}`);
  const accueils = drawAccueils(targets, random.fork('accueils'));
  const profils = drawProfils(targets, accueils, random.fork('profils'));
  const known = beside(accueils, profils);
  const oriented = beside(known, drawOrientations(targets, known, random.fork('orientations')));
  const followed = beside(oriented, drawParcours(targets, oriented, random.fork('parcours')));
  const persons = beside(followed, drawIdentites(targets, followed, random.fork('identites'))).sort(
    (left, right) => (left.dossier < right.dossier ? -1 : 1),
  );
  const groupe = drawGroupe(targets, persons, random.fork('groupe'));
  const sites = { categories: targets.permanences.sites };
  return {
    annee: targets.annee,
    titre: targets.titre,
    suivis: persons.map((person) => ({
      dossier: person.dossier,
      nom: person.nom,
      prenom: person.prenom,
      naissance: iso(person.naissance),
      sexe: person.sexe,
      commune: person.commune,
      departement: person.departement,
      permanence: labelOf(sites, person.site),
      orientePar: labelOf(targets.accueils, person.prescripteur),
      precision: person.precision,
      cadre: CADRES[person.cadre],
      orienteLe: iso(person.oriente),
      entree: entreeLabel(person.entree, targets.annee),
      debut: iso(person.debut),
      fin: person.fin === null ? null : iso(person.fin),
      motif: person.motif === null ? null : labelOf(targets.sorties, person.motif),
      ressources: labelOf(targets.ressources, person.ressource),
      profession: labelOf(targets.professions, person.profession),
      conjugale: labelOf(targets.conjugales, person.conjugal),
      releveLe: iso(person.releve),
    })),
    seances: groupe.seances.map((seance) => ({ ...seance, date: iso(seance.date) })),
    presences: groupe.presences,
  };
}

const date = (value: string | null): SheetCell => (value === null ? null : { date: value });

const SUIVIS: readonly Column<Suivi>[] = [
  { entete: 'N° dossier', largeur: 12, cellule: (row) => row.dossier },
  { entete: 'Nom', largeur: 22, cellule: (row) => row.nom },
  { entete: 'Prénom', largeur: 14, cellule: (row) => row.prenom },
  { entete: 'Né(e) le', largeur: 12, cellule: (row) => date(row.naissance) },
  { entete: 'Sexe', largeur: 6, cellule: (row) => row.sexe },
  { entete: 'Commune de résidence', largeur: 26, cellule: (row) => row.commune },
  { entete: 'Dépt de résidence', largeur: 17, cellule: (row) => row.departement },
  { entete: 'Permanence', largeur: 20, cellule: (row) => row.permanence },
  { entete: 'Orienté par', largeur: 20, cellule: (row) => row.orientePar },
  { entete: 'Précision orientation', largeur: 24, cellule: (row) => row.precision },
  { entete: 'Cadre', largeur: 42, cellule: (row) => row.cadre },
  { entete: 'Orienté le', largeur: 12, cellule: (row) => date(row.orienteLe) },
  { entete: 'Entrée', largeur: 28, cellule: (row) => row.entree },
  { entete: 'Début du suivi', largeur: 14, cellule: (row) => date(row.debut) },
  { entete: 'Fin du suivi', largeur: 12, cellule: (row) => date(row.fin) },
  { entete: 'Motif de sortie', largeur: 60, cellule: (row) => row.motif },
  // The blank column an antenne leaves between the follow-up and the social situation.
  { entete: '', largeur: 3, cellule: () => null },
  { entete: 'Revenus ressources', largeur: 34, cellule: (row) => row.ressources },
  { entete: 'Situation professionnelle', largeur: 40, cellule: (row) => row.profession },
  { entete: 'Situation conjugale', largeur: 22, cellule: (row) => row.conjugale },
  { entete: 'Situation relevée le', largeur: 19, cellule: (row) => date(row.releveLe) },
];

/** Columns of the sheet of meetings. */
export const SEANCES: readonly Column<Seance>[] = [
  { entete: 'N° séance', largeur: 10, cellule: (row) => row.numero },
  { entete: 'Date', largeur: 12, cellule: (row) => date(row.date) },
  { entete: 'Durée (h)', largeur: 10, cellule: (row) => row.heures },
  { entete: 'Capacité', largeur: 10, cellule: (row) => row.capacite },
];

/** Columns of the sheet of attendances. */
export const PRESENCES: readonly Column<Presence>[] = [
  { entete: 'N° séance', largeur: 10, cellule: (row) => row.seance },
  { entete: 'N° dossier', largeur: 12, cellule: (row) => row.dossier },
  { entete: 'Présence', largeur: 12, cellule: (row) => row.presence },
];

/** The extract as an XLSX workbook, laid out as an antenne would; the same extract gives the same bytes. */
export function workbookBytes(extrait: Extrait): Uint8Array {
  return workbook(
    [
      {
        nom: 'Suivi individuel',
        feuille: worksheet(SUIVIS, extrait.suivis, [[extrait.titre], []], [['Total', extrait.suivis.length]]),
      },
      { nom: 'Groupe - séances', feuille: worksheet(SEANCES, extrait.seances) },
      { nom: 'Groupe - présences', feuille: worksheet(PRESENCES, extrait.presences) },
    ],
    extrait.titre,
    `${extrait.annee + 1}-01-15`,
  );
}

/** The targets of the 2024 report, beside this program. */
export const TARGETS_2024 = fileURLToPath(new URL('via-voltaire-2024.targets.json', import.meta.url));
/** The seed of the committed extract. */
export const COMMITTED_SEED = 2024;

/** Reads a targets file. Throws `SampleError`: `cibles_absentes` when it cannot be opened, and what `parseTargets` throws. */
export async function readTargets(path: string): Promise<Targets> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SampleError(
      'cibles_absentes',
      `${path} cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`,
      'Give the path of a targets file, like via-voltaire-2024.targets.json.',
    );
  });
  return parseTargets(text);
}

const USAGE = `Usage: npx --no-install tsx data-samples/programme/via-voltaire.ts --out <file> [--seed <n>] [--targets <file>]

Writes a fictitious person-level extract of Via Voltaire that reproduces the printed tables of a year.

  --out      where to write the workbook (.xlsx)
  --seed     any number or word; default ${COMMITTED_SEED}, the committed extract's
  --targets  the year's tables; default those of 2024
`;

/** What the command was asked to do; null when it was asked wrongly. */
function options(): { out: string; seed: string; targets: string } | 'help' | null {
  try {
    const { values } = parseArgs({
      options: {
        out: { type: 'string' },
        seed: { type: 'string', default: String(COMMITTED_SEED) },
        targets: { type: 'string', default: TARGETS_2024 },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    return values.out ? { out: values.out, seed: values.seed, targets: values.targets } : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Runs the command and answers its exit code: 0 done, 1 the targets do not fit, 2 wrong usage. */
async function main(): Promise<number> {
  const asked = options();
  if (asked === null || asked === 'help') {
    process.stderr.write(USAGE);
    return asked === 'help' ? 0 : 2;
  }
  try {
    const extrait = makeViaVoltaire(asked.seed, await readTargets(asked.targets));
    await mkdir(dirname(asked.out), { recursive: true });
    await writeFile(asked.out, workbookBytes(extrait));
    const { suivis, seances, presences } = extrait;
    process.stderr.write(
      `${asked.out}: ${suivis.length} persons, ${seances.length} meetings, ${presences.length} attendances.\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof SampleError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n${error.remede}\n`);
    return 1;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main();
}
