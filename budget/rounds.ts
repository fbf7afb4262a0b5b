import { allocate } from './allocate.ts';
import type { Allocation, Avertissement } from './allocation.ts';
import { type Bounds, boundsOf, holdBounds } from './bounds.ts';
import { add, fraction } from './fraction.ts';
import { gather } from './gather.ts';
import type { Inputs } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { BudgetError, type Problem, problem } from './problem.ts';
import { roundToTotal } from './rounding.ts';

/**
 * How a round stands to those before it. `seul`: its amount is split by itself. `cumul`: all amounts of the year
 * together are split by this round's rules, and each receives what she lacks; nobody gives back.
 */
export const MODES_TOUR = ['seul', 'cumul'] as const;
export type ModeTour = (typeof MODES_TOUR)[number];

/**
 * What becomes of money not spent. `reparti`: it joins the round's amount, and is taken off what its holder is paid.
 * `conserve`: its holder keeps it beside her part.
 */
export const REGLES_REPORT = ['reparti', 'conserve'] as const;
export type RegleReport = (typeof REGLES_REPORT)[number];

export interface Report {
  readonly antenne: string;
  readonly centimes: number;
  readonly source: string;
}

/** One round: `parameters.total_centimes` is the amount that it brings. */
export interface Round {
  readonly nom: string;
  readonly parameters: Parameters;
  readonly inputs: Inputs;
  readonly mode: ModeTour;
  readonly reports: { readonly regle: RegleReport; readonly montants: readonly Report[] } | null;
}

export interface LigneTour {
  readonly code: string;
  readonly nom: string;
  readonly nature: 'coordination' | 'antenne' | 'reserve';
  /** Against the round before, or the year before for the first round. */
  readonly statut: 'reste' | 'entre' | 'sort';
  readonly deja_accorde_centimes: number;
  /** What this round grants. */
  readonly droit_centimes: number;
  /** Unspent money that she holds. */
  readonly report_centimes: number;
  /** What is paid; negative when she holds more unspent money than she is granted, and pays back. */
  readonly versement_centimes: number;
  readonly cumul_centimes: number;
}

export interface Tour {
  readonly nom: string;
  readonly mode: ModeTour;
  readonly total_centimes: number;
  /** The round's amount with the unspent money that joins it. */
  readonly a_repartir_centimes: number;
  /** The split that grants come from; in mode `cumul`, that of all the year's amounts. */
  readonly allocation: Allocation;
  readonly lignes: readonly LigneTour[];
  readonly avertissements: readonly Avertissement[];
}

export interface Rounds {
  readonly exercice: number;
  readonly tours: readonly Tour[];
  readonly total_centimes: number;
}

/**
 * Several rounds of one year, in order: a first split, top-ups, unspent money carried over, antennes that join or
 * leave. What was granted is never taken back; the payments of a round make its amount to the cent.
 *
 * Throws BudgetError: `parametres` when rounds contradict each other, or what `allocate` throws.
 */
export function runRounds(rounds: readonly Round[]): Rounds {
  const problemes = checkRounds(rounds);
  if (problemes.length > 0) throw new BudgetError('parametres', problemes);
  const tours: Tour[] = [];
  for (const round of rounds) tours.push(runRound(round, tours, rounds[0]));
  return {
    exercice: rounds[0]?.parameters.exercice ?? 0,
    tours,
    total_centimes: rounds.reduce((all, { parameters }) => all + parameters.total_centimes, 0),
  };
}

function runRound(round: Round, before: readonly Tour[], first: Round | undefined): Tour {
  const { parameters, inputs, reports, nom, mode } = round;
  const granted = grantedBefore(before);
  const unspent = new Map(reports?.montants.map(({ antenne, centimes }) => [antenne, centimes]));
  const joined = reports?.regle === 'reparti' ? sumOf(unspent.values()) : 0;
  const whole = parameters.total_centimes + joined;
  const present = new Set(parameters.antennes.map(({ code }) => code));
  const known = new Set(['COORDINATION', 'RESERVE', ...present]);
  const gone = [...granted].filter(([code]) => !known.has(code));
  const kept = sumOf(gone.map(([, cents]) => cents));
  const pot = mode === 'cumul' ? whole + sumOf(granted.values()) - kept : whole;
  const allocation = allocate(inputs, { ...parameters, total_centimes: pot });
  const rights =
    mode === 'cumul'
      ? topUp(allocation, granted, inputs, { ...parameters, total_centimes: pot })
      : new Map(allocation.lignes.map(({ code, montant_centimes: cents }) => [code, cents]));
  const previous = previousCodes(before, first);
  const names = new Map(before.flatMap(({ lignes }) => lignes.map(({ code, nom: name }) => [code, name])));
  const line = (code: string, name: string, nature: LigneTour['nature'], statut: LigneTour['statut']) => {
    const droit = rights.get(code) ?? 0;
    const report = nature === 'antenne' ? (unspent.get(code) ?? 0) : 0;
    const earlier = granted.get(code) ?? 0;
    return {
      code,
      nom: name,
      nature,
      statut,
      deja_accorde_centimes: earlier,
      droit_centimes: droit,
      report_centimes: report,
      versement_centimes: reports?.regle === 'reparti' ? droit - report : droit,
      cumul_centimes: earlier + droit,
    };
  };
  const here = allocation.lignes.map(({ code, nom: name, nature }) =>
    line(code, name, nature, nature !== 'antenne' || previous.has(code) ? 'reste' : 'entre'),
  );
  const leaving = [...new Set([...previous, ...gone.map(([code]) => code), ...unspent.keys()])]
    .filter((code) => !known.has(code))
    .sort()
    .map((code) => line(code, names.get(code) ?? code, 'antenne', 'sort'));
  const lignes = [...here.slice(0, -1), ...leaving, ...here.slice(-1)];
  return {
    nom,
    mode,
    total_centimes: parameters.total_centimes,
    a_repartir_centimes: whole,
    allocation,
    lignes,
    avertissements: lignes.filter(({ versement_centimes: paid }) => paid < 0).map(paysBack),
  };
}

function paysBack({ nom }: LigneTour): Avertissement {
  return {
    code: 'report_superieur',
    message: `${nom} garde plus de crédits non dépensés que ce tour ne lui accorde : la différence est à reverser.`,
  };
}

/** Cents granted by the rounds before, by line; the reserve holds nothing for good, so it is not among them. */
function grantedBefore(before: readonly Tour[]): Map<string, number> {
  const granted = new Map<string, number>();
  for (const { lignes } of before)
    for (const { code, droit_centimes: cents } of lignes) granted.set(code, (granted.get(code) ?? 0) + cents);
  return granted;
}

/** Antennes of the round before, else of the year before; every antenne of the first round where none is known. */
function previousCodes(before: readonly Tour[], first: Round | undefined): ReadonlySet<string> {
  const last = before.at(-1);
  if (last !== undefined)
    return new Set(
      last.lignes
        .filter(({ nature, statut }) => nature === 'antenne' && statut !== 'sort')
        .map(({ code }) => code),
    );
  const year = first?.parameters.annee_precedente;
  if (year === undefined) return new Set(first?.parameters.antennes.map(({ code }) => code));
  return new Set(year.montants.filter((one) => one.montant_centimes !== null).map(({ antenne }) => antenne));
}

/**
 * What each line lacks of its part of all the year's amounts. Who already has more keeps it, and the others' parts are
 * cut in one proportion; floors and caps hold as far as what was granted leaves room.
 */
function topUp(
  allocation: Allocation,
  granted: ReadonlyMap<string, number>,
  inputs: Inputs,
  parameters: Parameters,
): Map<string, number> {
  const { plancher, plafond, total_centimes: total } = parameters;
  const { precedents } = gather(inputs, parameters);
  const reserve = allocation.lignes.find(({ nature }) => nature === 'reserve');
  const lines = allocation.lignes.filter(({ nature }) => nature !== 'reserve');
  const target = fraction(BigInt(reserve?.montant_centimes ?? 0));
  const amounts = lines.map(({ montant_centimes: cents }) => fraction(BigInt(cents)));
  const least = lines.map(({ code }) => BigInt(granted.get(code) ?? 0));
  const bounds = lines.map(({ code, nature }, index): Bounds => {
    const own = boundsOf(plancher, plafond, precedents.get(code));
    const low = least[index] ?? 0n;
    if (nature === 'coordination') return { low, high: null, yieldedCap: null };
    const high = own.high === null || own.high > low ? own.high : low;
    return { low: own.low > low ? own.low : low, high, yieldedCap: null };
  });
  const strict = holdBounds(amounts, bounds, target);
  const onlyGranted = least.map((low): Bounds => ({ low, high: null, yieldedCap: null }));
  const held = strict.floorsCut ? holdBounds(amounts, onlyGranted, target) : strict;
  const cents = roundToTotal([...held.amounts, add(target, held.reserve)], BigInt(total));
  const rights = lines.map(({ code }, index): [string, number] => [
    code,
    Number((cents[index] ?? 0n) - (least[index] ?? 0n)),
  ]);
  // The reserve's change: what earlier rounds left in it is part of the amounts split again.
  const left = Number(cents.at(-1) ?? 0n) - (granted.get('RESERVE') ?? 0);
  return new Map([...rights, ['RESERVE', left]]);
}

function sumOf(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function checkRounds(rounds: readonly Round[]): Problem[] {
  const problemes: Problem[] = [];
  const require = (holds: boolean, code: string, message: string, regle: string, remede: string) => {
    if (!holds) problemes.push(problem(code, message, regle, remede, { colonne: 'tours' }));
  };
  const [first] = rounds;
  require(first !==
    undefined, 'tours_absents', 'Aucun tour de répartition n’est écrit.', 'Il faut au moins un tour.', 'Écrire la liste « tours ».');
  const dates = new Set<string>();
  const known = new Set(first?.parameters.annee_precedente?.montants.map(({ antenne }) => antenne));
  for (const { nom, parameters, reports } of rounds) {
    const { exercice, date_reunion: date, antennes } = parameters;
    require(exercice ===
      first?.parameters
        .exercice, 'exercices_differents', `Le tour « ${nom} » est de l’exercice ${exercice}, le premier de l’exercice ${first?.parameters.exercice}.`, 'Les tours d’une suite sont d’un même exercice.', 'Corriger « exercice », ou faire une autre suite.');
    require(date === null ||
      !dates.has(
        date,
      ), 'date_en_double', `Deux tours portent la date du ${date} ; le second est « ${nom} ».`, 'Une réunion ne décide que d’un tour.', 'Corriger « date_reunion », ou réunir les deux tours en un seul.');
    if (date !== null) dates.add(date);
    for (const { code } of antennes) known.add(code);
    const seen = new Set<string>();
    for (const { antenne, centimes } of reports?.montants ?? []) {
      require(known.has(antenne) && !seen.has(antenne), seen.has(antenne)
        ? 'report_en_double'
        : 'antenne_inconnue', `Le report de « ${antenne} », dans le tour « ${nom} », ${seen.has(antenne) ? 'est écrit deux fois' : 'n’est celui d’aucune antenne connue'}.`, 'Un report est celui d’une antenne de ce tour, d’un tour d’avant ou de l’année précédente, une seule fois.', 'Corriger la liste des reports.');
      require(Number.isSafeInteger(centimes) &&
        centimes >=
          0, 'montant_hors_bornes', `Le report de « ${antenne} », dans le tour « ${nom} », n’est pas un montant positif ou nul.`, 'Un report est un montant en euros, avec deux décimales au plus.', 'Corriger le montant.');
      seen.add(antenne);
    }
  }
  return problemes;
}
