import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { addMonths, dayOf, iso, parseDay, parts } from './calendar.ts';
import { type Column, type SheetCell, workbook, worksheet } from './classeur.ts';
import { drawGroupe, type Participant } from './groupe.ts';
import { at } from './list.ts';
import { type Random, seededRandom } from './random.ts';
import { SampleError } from './sample-error.ts';
import type { Targets } from './targets.ts';
import {
  COMMITTED_SEED,
  type Extrait,
  makeViaVoltaire,
  PRESENCES,
  type Presence,
  readTargets,
  SEANCES,
  type Seance,
  type Suivi,
  TARGETS_2024,
} from './via-voltaire.ts';
import {
  drawDeparts,
  entreeLabel,
  fileNumbers,
  freshNames,
  type Labels,
  labelsOf,
  lineOf,
  motif,
  newcomers,
  openDay,
  type SuiviAvant,
  workingDay,
  YEARS_BACK,
  YOUNGEST,
} from './via-voltaire-departs.ts';
import { readTargetsAvant, TARGETS_2023, type TargetsAvant } from './via-voltaire-targets-avant.ts';

/** Everything the workbook of the year before holds. */
export interface ExtraitAvant {
  annee: number;
  titre: string;
  suivis: SuiviAvant[];
  seances: Seance[];
  presences: Presence[];
}

/** The persons of the year's file whose follow-up was going on when it began: they stand in both, the same ones. */
function carried({ suivis }: Extrait, annee: number): SuiviAvant[] {
  return suivis
    .filter(({ debut }) => parts(parseDay(debut)).year <= annee)
    .map(
      ({ commune, departement, precision, cadre, ressources, profession, conjugale, releveLe, ...kept }) => ({
        ...kept,
        entree: entreeLabel(parts(parseDay(kept.debut)).year === annee ? 'nouveau' : 'ancien', annee),
        fin: null,
        motif: null,
      }),
    );
}

/** Those who come back the year after, as they left in this one: same person, same file, a first follow-up. */
function firstFollowUps(
  { suivis }: Extrait,
  targets: TargetsAvant,
  year: Targets,
  labels: Labels,
  random: Random,
): SuiviAvant[] {
  const { annee } = targets;
  const openedIn = ({ dossier }: Suivi): number => 2000 + Number(dossier.slice(2, 4));
  const back = suivis.filter(
    (suivi) =>
      suivi.entree === entreeLabel('retour', annee) &&
      parseDay(suivi.orienteLe) >= dayOf(annee + 1, 1, 1) &&
      openedIn(suivi) >= annee - YEARS_BACK,
  );
  return random
    .shuffle(back)
    .slice(0, targets.sortis.premiers_suivis)
    .map((suivi) => {
      const permanence = year.permanences.sites.find(({ libelle }) => libelle === suivi.permanence);
      if (!permanence)
        throw new SampleError('code_inconnu', 'A permanence has no openings.', 'Add it to the targets.');
      const opened = openedIn(suivi);
      const debut = openDay(dayOf(opened, 1, 8), dayOf(opened, 9, 30), permanence, random);
      const fin = workingDay(Math.max(dayOf(annee, 1, 9), debut + 42), dayOf(annee, 12, 1), random);
      const { dossier, nom, prenom, naissance, sexe } = suivi;
      return {
        ...{ dossier, nom, prenom, naissance, sexe },
        ...{ permanence: permanence.libelle, orientePar: suivi.orientePar },
        orienteLe: iso(workingDay(debut - 60, debut - 6, random)),
        entree: entreeLabel(opened === annee ? 'nouveau' : 'ancien', annee),
        ...{ debut: iso(debut), fin: iso(fin), motif: labels.motif(motif(targets, random)) },
      };
    });
}

function participants(suivis: readonly SuiviAvant[], year: Targets): Participant[] {
  return suivis.flatMap(({ permanence, sexe, debut, fin, dossier }) => {
    const site = year.permanences.sites.find(({ libelle }) => libelle === permanence)?.code;
    if (!site) return [];
    return [
      {
        ...{ site, sexe: sexe === 'F' ? ('F' as const) : ('H' as const), tranche: '26_34' as const, dossier },
        ...{ debut: parseDay(debut), fin: fin === null ? null : parseDay(fin) },
      },
    ];
  });
}

/**
 * The file of the year before one that is made: whoever the next one says was followed on 1 January stands in it,
 * the same person under the same number; beside them those who left in the year, some of whom come back in the next.
 * Throws `SampleError` when the targets exclude each other.
 */
export function makeAvant(
  seed: number | string,
  next: Extrait,
  year: Targets,
  targets: TargetsAvant,
): ExtraitAvant {
  const { annee } = targets;
  const random = seededRandom(seed).fork(`via-voltaire-${annee}`);
  const labels = labelsOf(year);
  const stayed = [
    ...carried(next, annee),
    ...firstFollowUps(next, targets, year, labels, random.fork('premiers suivis')),
  ];
  const departs = drawDeparts(targets, year, newcomers(targets, stayed, labels), random.fork('départs'));
  const names = freshNames(departs, next.suivis, random.fork('noms'));
  const births = random.fork('naissances');
  const numberOf = fileNumbers(next.suivis);
  const order = departs
    .map((depart, rank) => ({ depart, rank }))
    .sort((a, b) => a.depart.debut - b.depart.debut);
  const left = order.map(({ depart, rank }): SuiviAvant => {
    const opened =
      depart.entree === 'retour' ? addMonths(depart.debut, -12 - births.integer(12)) : depart.debut;
    const age = YOUNGEST + births.integer(18) + births.integer(24);
    return {
      dossier: numberOf(opened),
      ...at(names, rank),
      naissance: iso(addMonths(depart.debut, -12 * age) - births.integer(365)),
      ...lineOf(depart, annee, labels),
    };
  });
  const suivis = [...stayed, ...left].sort((a, b) => (a.dossier < b.dossier ? -1 : 1));
  const groupe = drawGroupe(
    { annee, permanences: year.permanences, groupe: { ...year.groupe, ...targets.groupe } },
    participants(suivis, year),
    random.fork('groupe'),
  );
  return {
    ...{ annee, titre: targets.titre, suivis },
    seances: groupe.seances.map((seance) => ({ ...seance, date: iso(seance.date) })),
    presences: groupe.presences,
  };
}

const date = (value: string | null): SheetCell => (value === null ? null : { date: value, format: 'd/m/yy' });

/** Other words and another order than the year after, and fewer columns. */
const SUIVIS: readonly Column<SuiviAvant>[] = [
  { entete: 'Dossier', largeur: 12, cellule: (row) => row.dossier },
  { entete: 'Nom', largeur: 22, cellule: (row) => row.nom.toUpperCase() },
  { entete: 'Prénom', largeur: 14, cellule: (row) => row.prenom },
  { entete: 'Date de naissance', largeur: 16, cellule: (row) => date(row.naissance) },
  { entete: 'Sexe', largeur: 8, cellule: (row) => (row.sexe === 'F' ? 'Femme' : 'Homme') },
  { entete: 'Site', largeur: 20, cellule: (row) => row.permanence },
  { entete: 'Prescripteur', largeur: 20, cellule: (row) => row.orientePar },
  { entete: 'Date d’orientation', largeur: 16, cellule: (row) => date(row.orienteLe) },
  { entete: 'Entrée', largeur: 28, cellule: (row) => row.entree },
  { entete: 'Premier rendez-vous', largeur: 18, cellule: (row) => date(row.debut) },
  { entete: 'Date de sortie', largeur: 14, cellule: (row) => date(row.fin) },
  { entete: 'Motif de sortie', largeur: 60, cellule: (row) => row.motif },
];

/** The file of the year before as an XLSX workbook; the same extract gives the same bytes. */
export function avantBytes(extrait: ExtraitAvant): Uint8Array {
  const { annee, titre, suivis, seances, presences } = extrait;
  return workbook(
    [
      {
        nom: 'Suivi individuel',
        feuille: worksheet(SUIVIS, suivis, [[titre]], [['Total', suivis.length]]),
      },
      { nom: 'Groupe - séances', feuille: worksheet(SEANCES, seances) },
      { nom: 'Groupe - présences', feuille: worksheet(PRESENCES, presences) },
    ],
    titre,
    `${annee + 1}-01-22`,
  );
}

/** The committed file of the year before, made from the committed targets of both years. */
export async function committedAvant(): Promise<ExtraitAvant> {
  const year = await readTargets(TARGETS_2024);
  return makeAvant(
    COMMITTED_SEED,
    makeViaVoltaire(COMMITTED_SEED, year),
    year,
    await readTargetsAvant(TARGETS_2023),
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const out =
    process.argv[2] ?? fileURLToPath(new URL('../extraits/via-voltaire-2023.xlsx', import.meta.url));
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, avantBytes(await committedAvant()));
}
