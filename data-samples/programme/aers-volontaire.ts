import { draw, type Mesure, REVOCATION, workingDay } from './aers-mesure.ts';
import type { Partagee, Personne, Registre } from './aers-personne.ts';
import type { Convocation } from './aers-stage.ts';
import { type Day, dayOf } from './calendar.ts';
import { at } from './list.ts';
import type { Random } from './random.ts';

/** Somebody who goes on of his own will with the « référente VIF », after a judicial measure. */
export interface Volontaire {
  dossier: string;
  personne: Personne;
  /** The measure before: `CJSE`, `CJSE éviction`, `Stage`, of either site. */
  origine: string;
  demande: Day;
  debut: Day;
  fin: Day | null;
  motif: string | null;
}

/** How many volunteers come after a measure of the year, by the measure's site; and how many after an earlier one. */
export interface PlanVolontaires {
  annee: number;
  montpellier: { H: number; F: number };
  beziers: { H: number; F: number };
  anciens: { H: number; F: number };
  /** Of the earlier ones, how many began in the last weeks of the year before. */
  reportes: number;
}

/** A meeting of the workshop on emotions, and who was expected. */
export interface Atelier {
  numero: string;
  date: Day;
  heures: number;
  places: number;
  presences: { dossier: string; presence: string }[];
}

/** One finished judicial path of the year. */
interface Fini {
  personne: Personne;
  origine: string;
  fin: Day;
}

const MOTIFS: readonly [string, number][] = [
  ['Objectifs atteints', 52],
  ['Abandon', 27],
  ['Relais de soins', 13],
  ['Déménagement', 8],
];

/** The paths of a site that ended early enough in the year for a volunteer to follow, each person once. */
export function finished(
  site: 'Montpellier' | 'Béziers',
  mesures: readonly Mesure[],
  convocations: readonly Convocation[],
  annee: number,
): Fini[] {
  const last = dayOf(annee, 11, 8);
  const suffix = site === 'Béziers' ? ' Béziers' : '';
  const going = new Set(mesures.flatMap(({ personne, fin }) => (fin === null ? [personne] : [])));
  const paths = [
    ...mesures.flatMap(({ personne, genre, fin, motif }): Fini[] =>
      fin === null || motif === REVOCATION || going.has(personne)
        ? []
        : [{ personne, origine: `${genre === 'cjse' ? 'CJSE' : 'CJSE éviction'}${suffix}`, fin }],
    ),
    ...convocations.flatMap(({ personne, presence, stage }): Fini[] =>
      presence === 'present' ? [{ personne, origine: `Stage${suffix}`, fin: stage.jours[1] }] : [],
    ),
  ].filter(({ fin }) => fin <= last && fin >= dayOf(annee, 1, 3));
  const latest = new Map<Personne, Fini>();
  for (const path of paths) {
    const before = latest.get(path.personne);
    if (!before || before.fin < path.fin) latest.set(path.personne, path);
  }
  return [...latest.values()];
}

/** A follow-up that begins on or after a day and lasts some months; it may go on beyond the year. */
function followUp(
  annee: number,
  demande: Day,
  random: Random,
): Pick<Volontaire, 'demande' | 'debut' | 'fin' | 'motif'> {
  const debut = workingDay(demande + 3 + random.integer(16));
  const end = workingDay(debut + 45 + random.integer(200));
  const gone = end <= dayOf(annee, 12, 31);
  return { demande, debut, fin: gone ? end : null, motif: gone ? draw(MOTIFS, random) : null };
}

/** Who had a measure in an earlier year only. Those sent to Via Voltaire as volunteers are among them. */
function earlier(
  plan: PlanVolontaires,
  shared: readonly Partagee[],
  registre: Registre,
  random: Random,
): Omit<Volontaire, 'dossier'>[] {
  const { annee, anciens, reportes } = plan;
  const sent = shared.map(({ personne, oriente }) => ({
    personne,
    origine: 'Stage',
    ...followUp(annee, workingDay(oriente - 40 - random.integer(20)), random),
  }));
  const sexes = [
    ...new Array<'H' | 'F'>(anciens.H - sent.filter(({ personne }) => personne.sexe === 'H').length).fill(
      'H',
    ),
    ...new Array<'H' | 'F'>(anciens.F - sent.filter(({ personne }) => personne.sexe === 'F').length).fill(
      'F',
    ),
  ];
  const others = sexes.map((sexe, rank) => {
    const begun = rank < reportes;
    const demande = workingDay(
      begun ? dayOf(annee - 1, 10, 16) + random.integer(50) : dayOf(annee, 1, 4) + random.integer(110),
    );
    const found = followUp(annee, demande, random);
    const fin =
      begun && found.fin !== null ? workingDay(Math.max(found.fin, dayOf(annee, 1, 22))) : found.fin;
    return {
      personne: registre.nouvelle(sexe, annee, demande - 60),
      origine: 'Stage',
      ...found,
      fin,
    };
  });
  return [...sent, ...others];
}

/** The year's volunteers, by first day; file numbers in that order. */
export function drawVolontaires(
  plan: PlanVolontaires,
  paths: { montpellier: readonly Fini[]; beziers: readonly Fini[] },
  shared: readonly Partagee[],
  registre: Registre,
  random: Random,
): Volontaire[] {
  const after = (able: readonly Fini[], wanted: { H: number; F: number }): Omit<Volontaire, 'dossier'>[] =>
    (['H', 'F'] as const).flatMap((sexe) =>
      random
        .shuffle(able.filter(({ personne }) => personne.sexe === sexe))
        .slice(0, wanted[sexe])
        .map(({ personne, origine, fin }) => ({
          personne,
          origine,
          ...followUp(plan.annee, workingDay(fin + 2 + random.integer(30)), random),
        })),
    );
  return [
    ...after(paths.montpellier, plan.montpellier),
    ...after(paths.beziers, plan.beziers),
    ...earlier(plan, shared, registre, random),
  ]
    .sort((left, right) => left.debut - right.debut || (left.personne.nom < right.personne.nom ? -1 : 1))
    .map((one, rank) => ({ dossier: `VIF-${plan.annee % 100}${String(rank + 1).padStart(3, '0')}`, ...one }));
}

/** The workshop of the autumn: a few meetings of volunteers whose follow-up covers the day. */
export function drawAteliers(annee: number, volontaires: readonly Volontaire[], random: Random): Atelier[] {
  const days = [
    dayOf(annee, 9, 17),
    dayOf(annee, 10, 8),
    dayOf(annee, 11, 5),
    dayOf(annee, 11, 26),
    dayOf(annee, 12, 10),
  ];
  const members = random
    .shuffle(
      volontaires.filter(({ debut, fin }) => debut <= at(days, 1) && (fin === null || fin > at(days, 3))),
    )
    .slice(0, 12);
  return days.map((date, rank) => ({
    numero: `A${rank + 1}`,
    date,
    heures: 2.5,
    places: 8,
    presences: members
      .filter((_, member) => (member + rank) % 2 === 0 || member < 4)
      .filter(({ debut, fin }) => debut <= date && (fin === null || fin >= date))
      .map(({ dossier }) => {
        const chance = random.next();
        return { dossier, presence: chance < 0.72 ? 'P' : chance < 0.88 ? 'Exc.' : 'A' };
      })
      .sort((left, right) => (left.dossier < right.dossier ? -1 : 1)),
  }));
}
