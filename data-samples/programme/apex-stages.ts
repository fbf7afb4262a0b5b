import type { PlanCohorte, PlanStages } from './apex-cibles.ts';
import { type Day, daysBetween, isWorkingDay, parseDay } from './calendar.ts';
import { at } from './list.ts';
import { assign } from './margins.ts';
import type { Random } from './random.ts';
import { SampleError } from './sample-error.ts';

/** A course: two days, numbered from 1 within its year. */
export interface Stage {
  numero: number;
  premier: Day;
  dernier: Day;
}

/** One summons of one person to one course. */
export interface Convocation {
  stage: number;
  presence: 'present' | 'absent' | 'excuse' | 'report';
  /** The course to which an excused or absent person is summoned again. */
  report: number | null;
}

/** What became of an orientation by the end of the year; null: nothing yet. */
export type Issue = 'effectue' | keyof PlanCohorte['issues'] | 'annule';

/** The way of one orientation through the courses of a year. */
export interface Trajet {
  convocations: readonly Convocation[];
  issue: Issue | null;
  /** The day that settles it, or on which it was put off; null as long as nothing happened. */
  issueLe: Day | null;
  /** The day on which the wait ends; null for who still waits. */
  sortiLe: Day | null;
}

/** The day itself when offices are open on it, else the next such day. */
export function openDay(day: Day): Day {
  const [found = day] = daysBetween(day, day + 10, isWorkingDay);
  return found;
}

/** Still waiting: put off, or sent back by the court. */
const WAITS_STILL: readonly (Issue | null)[] = ['report', 'renvoye', null];
const ISSUES = ['non_presente', 'renvoye', 'demenage', 'parti', 'report'] as const;

/** The courses of a plan. */
export function stagesOf(plan: PlanStages): Stage[] {
  return plan.jours.map((jour, rank) => ({
    numero: rank + 1,
    premier: parseDay(jour),
    dernier: parseDay(jour) + 1,
  }));
}

/**
 * The ways of a cohort's persons, in the order of their first summons: called off, convened, never convened. Every
 * count of the plan holds: present and not at each course, second summonses, what became of them.
 */
export function drawTrajets(plan: PlanCohorte, stages: readonly Stage[], random: Random): Trajet[] {
  const convened = drawConvocations(plan, stages, random);
  const settled = drawIssues(plan, convened, stages, random.fork('issues'));
  const convoques = settled.sort((left, right) => first(left) - first(right));
  const annules = Array.from({ length: plan.annules }, (): Trajet => {
    const day = openDay(at(stages, 0).premier + random.integer(40));
    return { convocations: [], issue: 'annule', issueLe: day, sortiLe: day };
  });
  const jamais = Array.from(
    { length: plan.jamais },
    (): Trajet => ({ convocations: [], issue: null, issueLe: null, sortiLe: null }),
  );
  return [...annules, ...convoques, ...jamais];
}

function first({ convocations }: Trajet): number {
  return at(convocations, 0).stage;
}

function drawConvocations(plan: PlanCohorte, stages: readonly Stage[], random: Random): Convocation[][] {
  const slots = (counts: readonly number[]): number[] =>
    random.shuffle(counts.flatMap((count, rank) => new Array<number>(count).fill(at(stages, rank).numero)));
  const presents = slots(plan.presents);
  const autres = slots(plan.autres);
  const twice: Convocation[][] = [];
  const pairs = [
    ...new Array<'present'>(plan.secondes_presents).fill('present'),
    ...new Array<'absent'>(plan.secondes_absents).fill('absent'),
  ];
  for (const presence of pairs) {
    const pool = presence === 'present' ? presents : autres;
    // Some time passes between two summonses: the first lies two courses before the second, or one where it must.
    const earliest = Math.min(...autres);
    const second = take(pool, (stage) => stage >= earliest + 2);
    const before = take(autres, (stage) => stage <= second - 2);
    twice.push([
      { stage: before, presence: presence === 'present' ? 'excuse' : 'absent', report: second },
      { stage: second, presence, report: null },
    ]);
  }
  return [
    ...twice,
    ...presents.map((stage): Convocation[] => [{ stage, presence: 'present', report: null }]),
    ...autres.map((stage): Convocation[] => [{ stage, presence: 'absent', report: null }]),
  ];
}

/** Takes out of a shuffled list the first number that fits. */
function take(numbers: number[], fits: (number: number) => boolean): number {
  const rank = numbers.findIndex(fits);
  const [found] = rank < 0 ? [] : numbers.splice(rank, 1);
  if (found === undefined) {
    throw new SampleError(
      'stages_impossibles',
      'A second summons finds no course before it.',
      'Put more absences in the first courses of the plan.',
    );
  }
  return found;
}

function drawIssues(
  plan: PlanCohorte,
  convened: readonly Convocation[][],
  stages: readonly Stage[],
  random: Random,
): Trajet[] {
  const absents = convened.filter((own) => at(own, own.length - 1).presence === 'absent');
  const ranks = assign(
    {
      name: 'issues',
      items: absents.length,
      quotas: ISSUES.map((issue) => plan.issues[issue]),
      weight: (item, category) => {
        const own = at(absents, item);
        const { stage } = at(own, own.length - 1);
        const issue = at(ISSUES, category);
        // Who asked for a later course early in the year was summoned again in the year.
        if (issue === 'report') return own.length === 1 ? stage ** 2 / stages.length ** 2 : 0;
        return own.length === 1 || issue === 'non_presente' ? 1 : 0;
      },
    },
    random,
  );
  const issueOf = new Map(absents.map((own, item) => [own, at(ISSUES, at(ranks, item))]));
  return convened.map((own): Trajet => {
    const issue = issueOf.get(own) ?? 'effectue';
    const last = at(own, own.length - 1);
    const { premier, dernier } = at(stages, last.stage - 1);
    const issueLe = issue === 'effectue' ? dernier : openDay(premier + (issue === 'report' ? -3 : 4));
    return {
      convocations: issue === 'report' ? [{ ...last, presence: 'report' }] : own,
      issue,
      issueLe,
      sortiLe: WAITS_STILL.includes(issue) ? null : issueLe,
    };
  });
}
