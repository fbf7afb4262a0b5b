import { draw, workingDay } from './aers-mesure.ts';
import { type Partagee, type Personne, type Registre, TRANCHES } from './aers-personne.ts';
import { type Day, dayOf, daysBetween, isWorkingDay, parts } from './calendar.ts';
import { at } from './list.ts';
import { assign, split } from './margins.ts';
import type { Random } from './random.ts';

/** A course of two days in a row. */
export interface Stage {
  numero: string;
  jours: readonly [Day, Day];
  places: number;
  /** For women only. */
  femmes: boolean;
}

/** One convocation of one person to one course; who misses it may be convened again. */
export interface Convocation {
  stage: Stage;
  personne: Personne;
  rang: 1 | 2;
  prescripteur: string;
  cadre: string;
  recue: Day;
  presence: 'present' | 'absent' | 'excuse' | 'reporte';
  /** The course to which the person is convened again. */
  report: Stage | null;
}

/** What is drawn of one site's courses in a year. */
export interface PlanStages {
  annee: number;
  /** Letter before the number of a course. */
  lettre: string;
  stages: number;
  stagesFemmes: number;
  hommes: number;
  femmes: number;
  /** Convened, never came. */
  jamaisVenus: number;
}

const PLACES = 16;
const FEWEST = 6;
/** The share of those who came that had missed an earlier convocation. */
const MISSED_FIRST = 0.16;

const CADRES: readonly [string, number][] = [
  ['Alternative aux poursuites', 46],
  ['Composition pénale', 26],
  ['Peine de stage', 16],
  ['Sursis probatoire', 12],
];
const PRESCRIPTEURS: Record<string, readonly [string, number][]> = {
  'Alternative aux poursuites': [
    ['Délégué du procureur', 7],
    ['Parquet', 3],
  ],
  'Composition pénale': [['Délégué du procureur', 1]],
  'Peine de stage': [
    ['Tribunal correctionnel', 7],
    ['SPIP', 3],
  ],
  'Sursis probatoire': [
    ['SPIP', 7],
    ['JAP', 3],
  ],
};
const VOIES: Partial<Record<Partagee['voie'], string>> = {
  alternative: 'Alternative aux poursuites',
  composition: 'Composition pénale',
  peine: 'Sursis probatoire',
};

/** Days of a site's courses over the year, August apart: pairs of working days in a row; women's ones spread among them. */
function drawStages(plan: PlanStages): Stage[] {
  const all = plan.stages + plan.stagesFemmes;
  const possible = daysBetween(
    dayOf(plan.annee, 1, 11),
    dayOf(plan.annee, 12, 19),
    (day) => parts(day).weekday === 4 && isWorkingDay(day) && isWorkingDay(day + 1) && parts(day).month !== 8,
  );
  const every = Math.floor(all / Math.max(1, plan.stagesFemmes));
  return Array.from({ length: all }, (_, rank): Stage => {
    const day = at(possible, Math.floor(((rank + 0.5) * possible.length) / all));
    const femmes =
      plan.stagesFemmes > 0 && rank % every === every - 2 && Math.floor(rank / every) < plan.stagesFemmes;
    return {
      numero: `${plan.lettre}${String(rank + 1).padStart(2, '0')}`,
      jours: [day, day + 1],
      places: PLACES,
      femmes,
    };
  });
}

/** How many come to each course: women's places are for women, and nearly all women take them. */
function drawQuotas(plan: PlanStages, stages: readonly Stage[], random: Random): number[] {
  const own = plan.stagesFemmes === 0 ? 0 : plan.femmes - 4;
  const bounds = { min: FEWEST, max: PLACES };
  const women = own === 0 ? [] : split(own, new Array(plan.stagesFemmes).fill(bounds), random);
  const mixed = split(plan.hommes + plan.femmes - own, new Array(plan.stages).fill(bounds), random);
  return stages.map(({ femmes }) => (femmes ? women : mixed).shift() ?? 0);
}

/** Whether somebody sent on to Via Voltaire on that day may have been to this course: on the way to it or just after. */
function fits({ oriente }: Partagee, { jours }: Stage): boolean {
  return jours[0] > oriente - 120 && jours[0] < oriente + 170;
}

interface Orientation {
  cadre: string;
  prescripteur: string;
  recue: Day;
}

function drawOrientation(stage: Stage, shared: Partagee | undefined, random: Random): Orientation {
  const cadre = (shared && VOIES[shared.voie]) ?? draw(CADRES, random);
  const before = stage.jours[0] - 40 - random.integer(120);
  const recue = workingDay(shared ? Math.min(before, shared.oriente - 3 - random.integer(20)) : before);
  return { cadre, prescripteur: draw(PRESCRIPTEURS[cadre] ?? [], random), recue };
}

/** An earlier course that the person missed, at which the new convocation was decided. */
function missed(came: Convocation, stages: readonly Stage[], random: Random): Convocation | null {
  const earlier = stages.filter(
    ({ jours, femmes }) =>
      jours[0] < came.stage.jours[0] && jours[0] > came.recue + 20 && (!femmes || came.personne.sexe === 'F'),
  );
  const [stage] = earlier.slice(-1 - random.integer(2));
  if (!stage) return null;
  const presence = random.pick(['absent', 'excuse', 'reporte'] as const);
  return { ...came, stage, rang: 1, presence, report: came.stage };
}

/**
 * The courses of a site and year and who was convened to each: as many men and women present as planned, each once;
 * some after a convocation they missed; others never came. `known` are persons who must be among those present, at a
 * course that ends before their day.
 * Sorted by course, then by name.
 */
export function drawConvocations(
  plan: PlanStages,
  shared: readonly Partagee[],
  known: readonly { personne: Personne; avant: Day }[],
  registre: Registre,
  random: Random,
): { stages: Stage[]; convocations: Convocation[] } {
  const stages = drawStages(plan);
  const given = [...shared, ...known].map(({ personne }) => personne);
  const women = plan.femmes - given.filter(({ sexe }) => sexe === 'F').length;
  const count = plan.hommes + plan.femmes - given.length;
  const first = dayOf(plan.annee, 1, 1) - 60;
  const persons = [
    ...given,
    ...Array.from({ length: count }, (_, rank) =>
      registre.nouvelle(rank < women ? 'F' : 'H', plan.annee, first, youngFirst(random)),
    ),
  ];
  const choice = assign(
    {
      name: `courses ${plan.lettre} ${plan.annee}`,
      items: persons.length,
      quotas: drawQuotas(plan, stages, random.fork('places')),
      weight: (item, category) => {
        const stage = at(stages, category);
        const one = shared[item];
        if (one && !fits(one, stage)) return 0;
        const own = known[item - shared.length];
        if (own && stage.jours[1] >= own.avant) return 0;
        if (stage.femmes) return at(persons, item).sexe === 'F' ? 1 : 0;
        return plan.stagesFemmes > 0 && at(persons, item).sexe === 'F' ? 0.05 : 1;
      },
    },
    random.fork('stages'),
  );
  const convocations = persons.flatMap((personne, rank): Convocation[] => {
    const stage = at(stages, at(choice, rank));
    const orientation = drawOrientation(stage, shared[rank], random);
    const came: Convocation = { stage, personne, rang: 1, ...orientation, presence: 'present', report: null };
    const before = random.next() < MISSED_FIRST ? missed(came, stages, random) : null;
    return before ? [before, { ...came, rang: 2 }] : [came];
  });
  return {
    stages,
    convocations: [...convocations, ...drawAbsent(plan, stages, registre, random.fork('absents'))].sort(
      (left, right) => left.stage.jours[0] - right.stage.jours[0] || (nameOf(left) < nameOf(right) ? -1 : 1),
    ),
  };
}

const nameOf = ({ personne }: Convocation): string => `${personne.nom} ${personne.prenom}`;

/** A band for a trainee; those of 18 to 20 are few. */
function youngFirst(random: Random): number {
  return random.weighted(TRANCHES.map(({ from }) => (from === 18 ? 5 : from === 21 ? 27 : 34)));
}

/** Persons convened once who did not come, or whose coming is put off to the year after. */
function drawAbsent(
  plan: PlanStages,
  stages: readonly Stage[],
  registre: Registre,
  random: Random,
): Convocation[] {
  const mixed = stages.filter(({ femmes }) => !femmes);
  return Array.from({ length: plan.jamaisVenus }, (_, rank): Convocation => {
    const stage = rank % 4 === 3 ? at(mixed, mixed.length - 1 - random.integer(2)) : random.pick(mixed);
    const orientation = drawOrientation(stage, undefined, random);
    const personne = registre.nouvelle(random.next() < 0.12 ? 'F' : 'H', plan.annee, orientation.recue);
    const presence = rank % 4 === 3 ? 'reporte' : random.next() < 0.3 ? 'excuse' : 'absent';
    return { stage, personne, rang: 1, ...orientation, presence, report: null };
  });
}
