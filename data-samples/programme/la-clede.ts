import { addMonths, type Day, dayOf, daysBetween, isWorkingDay, parts } from './calendar.ts';
import { drawNames } from './identite.ts';
import { at } from './list.ts';
import { type Random, seededRandom } from './random.ts';

/**
 * The report prints no count for La Clède but her one place and her team. Everything here is invented, so that her
 * kinds of files can be read: volumes are small and plausible, and reproduce no regional figure.
 */

/** Who somebody is on paper; `naissance` is null where the file says « NC ». */
export interface Personne {
  nom: string;
  prenom: string;
  sexe: 'H' | 'F';
  naissance: Day | null;
  departement: string;
}

/** One course of three days. */
export interface Stage {
  numero: string;
  lieu: 'Alès' | 'Nîmes';
  debut: Day;
  fin: Day;
  places: number;
}

/** Somebody convened to one course; who was put off stands on another line too. */
export interface Convocation {
  personne: Personne;
  stage: Stage;
  par: string;
  cadre: string;
  tribunal: string;
  oriente: Day;
  venue: 'present' | 'absent' | 'excuse' | 'reporte';
  report: Stage | null;
}

/** One evening of the anonymous group: only a number of men. */
export interface Soiree {
  numero: string;
  date: Day;
  presents: number;
}

/** A stay in the place of Alès. */
export interface Sejour {
  personne: Personne;
  arrivee: Day;
  depart: Day | null;
  par: string;
  motif: string | null;
}

/** A sheet of answers, which bears the evening's number and nobody's name. */
export interface Questionnaire {
  seance: string;
  utile: string | null;
  ecoute: string | null;
  comprehension: string | null;
  retour: string | null;
}

/** What a year's workbook holds. */
export interface Annee {
  annee: number;
  stages: Stage[];
  convocations: Convocation[];
  soirees: Soiree[];
  /** Different men of the year, as the group's leaders declare them. */
  hommes: number;
  sejours: Sejour[];
  questionnaires: Questionnaire[];
}

/** How large a year is. */
interface Plan {
  annee: number;
  lettre: string;
  ales: number;
  nimes: number;
  places: number;
  hommes: number;
}

const PLANS = {
  2024: { annee: 2024, lettre: 'S', ales: 6, nimes: 4, places: 12, hommes: 31 },
  2023: { annee: 2023, lettre: 'S', ales: 4, nimes: 2, places: 11, hommes: 26 },
} as const satisfies Record<number, Plan>;

/** Nights of the one place in 2024: 233. */
const SEJOURS: readonly (readonly [Day, Day | null, string, string | null])[] = [
  [dayOf(2023, 3, 14), dayOf(2023, 5, 30), 'JLD', 'Fin du contrôle judiciaire'],
  [dayOf(2023, 8, 4), dayOf(2023, 10, 2), 'Parquet', 'Logement trouvé'],
  [dayOf(2023, 11, 20), dayOf(2024, 2, 12), 'JLD', 'Hébergé par la famille'],
  [dayOf(2024, 3, 18), dayOf(2024, 6, 3), 'Parquet', 'Fin du contrôle judiciaire'],
  [dayOf(2024, 7, 22), dayOf(2024, 9, 10), 'JLD', 'Révocation'],
  [dayOf(2024, 10, 29), null, 'Parquet', null],
];

const CADRES: readonly (readonly [string, string, number])[] = [
  ['Délégué du procureur', 'ALT', 46],
  ['Parquet', 'ALT', 24],
  ['Parquet', 'CP', 18],
  ['SPIP', 'SP', 12],
];
const DEPARTEMENTS: readonly (readonly [string, number])[] = [
  ['30', 84],
  ['34', 5],
  ['48', 3],
  ['07', 4],
  ['84', 4],
];

/** Share of women among those convened to a course. */
const PART_FEMMES = 0.13;

/** The first working day from a day on. */
function workingDay(day: Day): Day {
  return isWorkingDay(day) ? day : workingDay(day + 1);
}

function drawStages(plan: Plan, random: Random): Stage[] {
  const lieux: Stage['lieu'][] = random.shuffle([
    ...new Array<'Alès'>(plan.ales).fill('Alès'),
    ...new Array<'Nîmes'>(plan.nimes).fill('Nîmes'),
  ]);
  const step = Math.floor(320 / lieux.length);
  return lieux.map((lieu, rank) => {
    const debut = workingDay(dayOf(plan.annee, 1, 15) + rank * step + random.integer(8));
    const second = workingDay(debut + 1);
    const fin = workingDay(second + 1);
    return { numero: `${plan.lettre}${rank + 1}`, lieu, debut, fin, places: plan.places };
  });
}

/** Invented persons, mostly men, mostly of the Gard; of a few nobody knows the day of birth. */
function drawPersonnes(count: number, annee: number, femmes: number, random: Random): Personne[] {
  const sexes = Array.from({ length: count }, () => ({ sexe: random.next() < femmes ? 'F' : 'H' }) as const);
  const names = drawNames(sexes, random.fork('noms'));
  return sexes.map(({ sexe }, rank) => {
    const age = 19 + random.integer(24) + random.integer(24);
    const naissance = dayOf(annee - age, 1 + random.integer(12), 1 + random.integer(28));
    return {
      ...at(names, rank),
      sexe,
      naissance: rank % 41 === 17 ? null : naissance,
      departement: at(DEPARTEMENTS, random.weighted(DEPARTEMENTS.map(([, weight]) => weight)))[0],
    };
  });
}

/** Nine to twelve convened to each course. Of those who do not come some are put off to the next course of the place. */
function drawConvocations(stages: readonly Stage[], plan: Plan, random: Random): Convocation[] {
  const sizes = stages.map(() => plan.places - 3 + random.integer(4));
  const persons = drawPersonnes(
    sizes.reduce((sum, size) => sum + size, 0),
    plan.annee,
    PART_FEMMES,
    random.fork('personnes'),
  );
  const lines: Convocation[] = [];
  let next = 0;
  stages.forEach((stage, rank) => {
    const later = stages.slice(rank + 1).find(({ lieu }) => lieu === stage.lieu) ?? null;
    const putOff = lines.filter(({ report }) => report === stage);
    const convened = [
      ...putOff.map((line): Convocation => ({ ...line, stage, venue: 'present', report: null })),
      ...persons.slice(next, next + at(sizes, rank) - putOff.length).map((personne): Convocation => {
        const [par, cadre] = at(CADRES, random.weighted(CADRES.map(([, , weight]) => weight)));
        return {
          personne,
          stage,
          par,
          cadre,
          tribunal: stage.lieu === 'Alès' ? 'TJ Alès' : 'TJ Nîmes',
          oriente: workingDay(addMonths(stage.debut, -3) + random.integer(60)),
          venue: 'present',
          report: null,
        };
      }),
    ];
    next += at(sizes, rank) - putOff.length;
    for (const line of convened) {
      const draw = random.next();
      if (draw < 0.08) line.venue = 'absent';
      else if (draw < 0.12) line.venue = 'excuse';
      else if (draw < 0.2 && later && !putOff.some(({ personne }) => personne === line.personne)) {
        line.venue = 'reporte';
        line.report = later;
      }
    }
    lines.push(...convened);
  });
  return lines;
}

/** Thursdays but in August and on holidays; the group is open, so that its number changes from week to week. */
function drawSoirees({ annee }: Plan, random: Random): Soiree[] {
  return daysBetween(dayOf(annee, 1, 4), dayOf(annee, 12, 19), (day) => {
    const { weekday, month } = parts(day);
    return weekday === 4 && month !== 8 && isWorkingDay(day);
  }).map((date, rank) => ({
    numero: `G${rank + 1}`,
    date,
    presents: 2 + random.integer(4) + random.integer(4),
  }));
}

const AVIS = ['Oui, tout à fait', 'Plutôt oui', 'Plutôt non', 'Non, pas du tout', 'Sans avis'] as const;
const AVIS_WEIGHTS = [44, 36, 10, 4, 6];

/** Given out at every fifth evening; some questions stay blank. */
function drawQuestionnaires(soirees: readonly Soiree[], random: Random): Questionnaire[] {
  return soirees
    .filter((_, rank) => rank % 5 === 3)
    .flatMap(({ numero, presents }) =>
      Array.from({ length: presents - random.integer(2) }, (): Questionnaire => {
        const avis = (): string | null =>
          random.next() < 0.08 ? null : at(AVIS, random.weighted(AVIS_WEIGHTS));
        return {
          seance: numero,
          utile: avis(),
          ecoute: avis(),
          comprehension: avis(),
          retour: random.next() < 0.1 ? null : random.pick(['Oui', 'Oui', 'Oui', 'Non']),
        };
      }),
    );
}

function drawAnnee(plan: Plan, random: Random): Annee {
  const stages = drawStages(plan, random.fork('stages'));
  const soirees = drawSoirees(plan, random.fork('soirees'));
  return {
    annee: plan.annee,
    stages,
    convocations: drawConvocations(stages, plan, random.fork('convocations')),
    soirees,
    hommes: plan.hommes,
    sejours: [],
    questionnaires: drawQuestionnaires(soirees, random.fork('questionnaires')),
  };
}

/**
 * Two years of La Clède, all invented. The man who came to the place of Alès in autumn 2023 stands in both; one who
 * came in 2024 was convened to a course as well. The same seed gives the same rows.
 */
export function makeLaClede(seed: number | string): { 2023: Annee; 2024: Annee } {
  const random = seededRandom(seed).fork('la-clede');
  const years = {
    2023: drawAnnee(PLANS[2023], random.fork('2023')),
    2024: drawAnnee(PLANS[2024], random.fork('2024')),
  };
  const housed = drawPersonnes(SEJOURS.length, 2024, 0, random.fork('hebergement')).map((personne) => ({
    ...personne,
    naissance: personne.naissance ?? dayOf(1981, 5, 12),
  }));
  const known = years[2024].convocations.find(
    ({ personne, stage }) =>
      personne.sexe === 'H' && personne.naissance !== null && stage.debut > dayOf(2024, 4, 1),
  );
  SEJOURS.forEach(([arrivee, depart, par, motif], rank) => {
    const personne = rank === 3 && known ? known.personne : at(housed, rank);
    for (const annee of [2023, 2024] as const) {
      const end = dayOf(annee + 1, 1, 1);
      if (arrivee >= end || (depart !== null && depart <= dayOf(annee, 1, 1))) continue;
      const left = depart !== null && depart < end;
      years[annee].sejours.push({
        personne,
        arrivee,
        depart: left ? depart : null,
        par,
        motif: left ? motif : null,
      });
    }
  });
  return years;
}
