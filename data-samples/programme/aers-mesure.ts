import { bandOf, type Partagee, type Personne, type Registre, type Site } from './aers-personne.ts';
import { type Day, dayOf, isWorkingDay } from './calendar.ts';
import { at, ranksOf } from './list.ts';
import { split } from './margins.ts';
import type { Random } from './random.ts';

/** Where somebody put out of the home sleeps: a flat of the antenne, a hotel, a hostel, with relatives. */
export type Logement = 'studio_1' | 'studio_2' | 'studio_3' | 'studio_beziers' | 'hotel' | 'chrs' | 'proche';

/** A stay of somebody put out of the home, from the day of entry; the exit is null while it goes on. */
export interface Sejour {
  logement: Logement;
  entree: Day;
  sortie: Day | null;
  destination: string | null;
}

/** One judicial supervision: `fin` and `motif` are null while it goes on. */
export interface Mesure {
  personne: Personne;
  genre: 'cjse' | 'cjse_eviction';
  prescripteur: string;
  ordonnance: Day;
  debut: Day;
  fin: Day | null;
  motif: string | null;
  emploi: string;
  conjugale: string;
  sejour: Sejour | null;
}

/** What is drawn of one site's supervisions in a year. */
export interface PlanMesures {
  annee: number;
  site: Site;
  hommes: number;
  femmes: number;
  /** Put out of the home: stays and their nights in the year, by lodging. */
  sejours: readonly { logement: Logement; personnes: number; nuits: number }[];
  /** Put out of the home and lodged with relatives. */
  proche: number;
  /** Of those lodged in a flat, how many go on under supervision without eviction. */
  poursuivies: number;
  /** Persons by age band; null where the report prints none. */
  ages: readonly number[] | null;
  /** True where those who go on after the year are given (`carried`), so that everybody else's measure ends in it. */
  close: boolean;
}

const PRESCRIPTEURS: readonly [string, number][] = [
  ['JLD', 80],
  ['Juge d’instruction', 11],
  ['Tribunal correctionnel', 9],
];
const MOTIFS: readonly [string, number][] = [
  ['Jugement', 74],
  ['Relaxe ou non-lieu', 5],
  ['Mainlevée', 7],
  ['Révocation', 8],
  ['Départ du ressort', 6],
];
/** With the ways in which an office writes that it does not know. */
const EMPLOIS: readonly [string, number][] = [
  ['En emploi', 46],
  ['Sans emploi', 30],
  ['Formation', 4],
  ['Retraite ou invalidité', 7],
  ['NC', 7],
  ['n.r.', 3],
  ['?', 3],
];
const CONJUGALES: readonly [string, number][] = [
  ['Séparé', 34],
  ['En couple', 31],
  ['Marié ou pacsé', 18],
  ['Célibataire', 9],
  ['NC', 5],
  ['-', 3],
];
const DESTINATIONS: readonly [string, number][] = [
  ['Logement autonome', 30],
  ['Retour au domicile', 22],
  ['Chez un proche', 28],
  ['CHRS', 12],
  ['Détention', 8],
];
/** Motives after which nobody goes on of his own will. */
export const REVOCATION = 'Révocation';

/** A label drawn in proportion to its weight. */
export function draw(labels: readonly [string, number][], random: Random): string {
  return at(labels, random.weighted(labels.map(([, weight]) => weight)))[0];
}

/** The working day on or before a day. */
export function workingDay(day: Day): Day {
  let found = day;
  while (!isWorkingDay(found)) found--;
  return found;
}

/** One person after another in a flat: the first came the year before, the last stays on. Nights are the year's. */
function flatStays(
  { logement, personnes, nuits }: PlanMesures['sejours'][number],
  annee: number,
  random: Random,
): Sejour[] {
  const first = dayOf(annee, 1, 1);
  const days = dayOf(annee + 1, 1, 1) - first;
  const each = (least: number, most: number, count: number) =>
    new Array(count).fill({ min: least, max: most });
  const nights = split(nuits, each(12, 48, personnes), random);
  const empty = split(days - nuits, each(3, 60, personnes - 1), random);
  let day = first;
  return nights.map((count, rank): Sejour => {
    const entree = rank === 0 ? first - 5 - random.integer(14) : day;
    const sortie = rank === personnes - 1 ? null : day + count;
    day += count + (empty[rank] ?? 0);
    return { logement, entree, sortie, destination: sortie === null ? null : draw(DESTINATIONS, random) };
  });
}

/** Stays begun and ended in the year, spread over it. */
function shortStays(
  { logement, personnes, nuits }: PlanMesures['sejours'][number],
  annee: number,
  random: Random,
): Sejour[] {
  const mean = nuits / personnes;
  const bounds = { min: Math.ceil(mean / 2), max: Math.ceil(mean * 2) };
  return split(nuits, new Array(personnes).fill(bounds), random).map((count, rank) => {
    const entree = dayOf(annee, 1, 20) + Math.floor(((rank + random.next()) * 280) / personnes);
    return { logement, entree, sortie: entree + count, destination: draw(DESTINATIONS, random) };
  });
}

/** A supervision's first and last day, not before `least`; the last is null beyond the year. */
function period(
  { annee, close }: Pick<PlanMesures, 'annee' | 'close'>,
  debut: Day,
  least: Day,
  random: Random,
): { debut: Day; fin: Day | null } {
  const end = workingDay(Math.max(debut + 80 + random.integer(240), least));
  if (end <= dayOf(annee, 12, 31)) return { debut, fin: end };
  return { debut, fin: close ? workingDay(dayOf(annee, 12, 6 + random.integer(20))) : null };
}

/** Somebody known to Via Voltaire: under supervision before the referral, and still on that day and in the year. */
function sharedPeriod(
  plan: PlanMesures,
  { oriente }: Partagee,
  random: Random,
): { debut: Day; fin: Day | null } {
  const debut = workingDay(oriente - 5 - random.integer(150));
  return period(plan, debut, Math.max(oriente + 20, dayOf(plan.annee, 1, 12) + random.integer(60)), random);
}

/** A first day such that the measure is active in the year. */
function ownPeriod(plan: PlanMesures, random: Random): { debut: Day; fin: Day | null } {
  const first = dayOf(plan.annee - 1, 3, 1);
  const last = dayOf(plan.annee, plan.close ? 9 : 12, 18);
  for (;;) {
    const found = period(plan, workingDay(first + random.integer(last - first)), 0, random);
    if (found.fin === null || found.fin >= dayOf(plan.annee, 1, 3)) return found;
  }
}

/** Under supervision from the night of the eviction, and as long as the stay lasts at least. */
function housedPeriod(
  plan: PlanMesures,
  { logement, entree, sortie }: Sejour,
  random: Random,
): { debut: Day; fin: Day | null } {
  const found = period(plan, entree, (sortie ?? entree) + 10, random);
  return logement !== 'proche' && sortie === null ? { debut: entree, fin: null } : found;
}

/** Bands of the persons yet to be made, such that all together are the printed ones. */
function bandsLeft(
  plan: PlanMesures,
  shared: readonly Partagee[],
  count: number,
  random: Random,
): (number | undefined)[] {
  if (plan.ages === null) return new Array(count).fill(undefined);
  const left = [...plan.ages];
  for (const { personne } of shared) {
    const band = bandOf(personne.naissance, plan.annee);
    left[band] = at(left, band) - 1;
  }
  return random.shuffle(left.flatMap((size, band) => new Array<number>(size).fill(band)));
}

function details(random: Random): Pick<Mesure, 'prescripteur' | 'emploi' | 'conjugale'> {
  return {
    prescripteur: draw(PRESCRIPTEURS, random),
    emploi: draw(EMPLOIS, random),
    conjugale: draw(CONJUGALES, random),
  };
}

/** Where those put out of the home slept: flats one after another, a hotel, a hostel, the rest with relatives. */
function drawStays({ annee, sejours, proche }: PlanMesures, random: Random): Sejour[] {
  const withRelatives = (rank: number): Sejour => ({
    logement: 'proche',
    entree: workingDay(dayOf(annee, 1, 20) + Math.floor(((rank + random.next()) * 280) / proche)),
    sortie: null,
    destination: null,
  });
  return [
    ...sejours.flatMap((one) =>
      one.logement.startsWith('studio') ? flatStays(one, annee, random) : shortStays(one, annee, random),
    ),
    ...Array.from({ length: proche }, (_, rank) => withRelatives(rank)),
  ];
}

/**
 * The supervisions of a site and year: the persons given by `shared` and `carried` (whose measure began the year
 * before) first, then new ones, until there are as many men and women as planned. Sorted by first day.
 */
export function drawMesures(
  plan: PlanMesures,
  shared: readonly Partagee[],
  carried: readonly Mesure[],
  registre: Registre,
  random: Random,
): Mesure[] {
  const stays = drawStays(plan, random.fork('logements'));
  const known = [...shared.map(({ personne }) => personne), ...carried.map(({ personne }) => personne)];
  const women = plan.femmes - known.filter(({ sexe }) => sexe === 'F').length;
  const count = plan.hommes + plan.femmes - known.length;
  const bands = bandsLeft(plan, shared, count, random);
  // Women are put out of the home too, but lodged with relatives here: the flats are for men.
  const housed = stays.length;
  const womenRanks = new Set(
    random
      .shuffle(
        Array.from({ length: count }, (_, rank) => rank).filter(
          (rank) => rank >= housed - Math.min(plan.proche, 3),
        ),
      )
      .slice(0, women),
  );
  const fresh = Array.from({ length: count }, (_, rank): Mesure => {
    const sejour = stays[rank] ?? null;
    const { debut, fin } = sejour ? housedPeriod(plan, sejour, random) : ownPeriod(plan, random);
    const personne = registre.nouvelle(womenRanks.has(rank) ? 'F' : 'H', plan.annee, debut, bands[rank]);
    return {
      personne,
      genre: sejour ? 'cjse_eviction' : 'cjse',
      ordonnance: sejour ? debut : workingDay(debut - random.integer(9)),
      debut,
      fin,
      motif: fin === null ? null : draw(MOTIFS, random),
      ...details(random),
      sejour,
    };
  });
  const sent = shared.map((one): Mesure => {
    const { debut, fin } = sharedPeriod(plan, one, random);
    const motif = fin === null ? null : 'Jugement';
    const ordonnance = workingDay(debut - random.integer(9));
    return {
      personne: one.personne,
      genre: 'cjse',
      ordonnance,
      debut,
      fin,
      motif,
      ...details(random),
      sejour: null,
    };
  });
  return [...sent, ...carried, ...pursued(fresh, plan.poursuivies, random)].sort(
    (left, right) => left.debut - right.debut || (left.personne.nom < right.personne.nom ? -1 : 1),
  );
}

/** Some whose eviction was lifted when they left the flat go on under supervision: two measures of one person. */
function pursued(mesures: readonly Mesure[], count: number, random: Random): Mesure[] {
  const able = ranksOf(
    mesures,
    ({ sejour }) => (sejour?.logement.startsWith('studio') ?? false) && sejour?.sortie !== null,
  );
  const chosen = new Set(random.shuffle(able).slice(0, count));
  return mesures.flatMap((mesure, rank) => {
    const leave = mesure.sejour?.sortie ?? null;
    if (!chosen.has(rank) || leave === null) return [mesure];
    const next = workingDay(leave + 3);
    const after = { ...mesure, genre: 'cjse' as const, ordonnance: next, debut: next, sejour: null };
    return [
      { ...mesure, fin: next, motif: 'Mainlevée de l’éviction' },
      mesure.fin !== null && mesure.fin <= next ? { ...after, fin: null, motif: null } : after,
    ];
  });
}
