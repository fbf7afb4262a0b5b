import { allocate } from './allocate.ts';
import type { NomEnveloppe } from './allocation.ts';
import { ENVELOPE_TITLES } from './explain.ts';
import { formatNumber, formatPercent } from './format.ts';
import { compare, divide, type Fraction, fraction, fromNumber, multiply, power, ZERO } from './fraction.ts';
import type { Inputs } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { BudgetError } from './problem.ts';
import { withValue } from './variants.ts';
import { type Poids, WeightSplitter, withWeight } from './weight-sweep.ts';
import { BESOINS, countLabel } from './words.ts';

/** The smallest change of one thing, all else equal, from which the one behind passes the one ahead. */
export interface Levier {
  readonly levier: string;
  readonly libelle: string;
  readonly de: number;
  readonly a: number;
  readonly phrase: string;
}

/** Two antennes that follow each other, and what it takes to swap them. */
export interface RangFragile {
  readonly devant: string;
  readonly derriere: string;
  readonly ecart_centimes: number;
  readonly leviers: readonly Levier[];
}

interface Neighbours {
  readonly ahead: { readonly code: string; readonly nom: string };
  readonly behind: { readonly code: string; readonly nom: string };
  readonly gap: number;
}

/**
 * What it takes to swap each two antennes that follow each other: a weight to the hundredth of a percent, or a count
 * of persons of either. What cannot swap them is not listed. The inputs hold their imputations as figures.
 */
export function rankLevers(inputs: Inputs, parameters: Parameters): RangFragile[] {
  const splitter = new WeightSplitter(inputs, parameters);
  const cents = splitter.split(parameters.poids).map(Number);
  const names = new Map(parameters.antennes.map(({ code, nom }) => [code, nom]));
  const order = splitter.codes
    .map((code, index) => ({ code, nom: names.get(code) ?? code, cents: cents[index] ?? 0 }))
    .sort((a, b) => b.cents - a.cents || (a.code < b.code ? -1 : 1));
  return order.slice(1).flatMap((behind, index) => {
    const ahead = order[index];
    if (ahead === undefined) return [];
    const pair = { ahead, behind, gap: ahead.cents - behind.cents };
    const weights = splitter.enveloppes.flatMap((nom) => weightLever(pair, nom, splitter, parameters));
    const leviers = [...weights, ...countLevers(pair, inputs, parameters)];
    return [{ devant: ahead.code, derriere: behind.code, ecart_centimes: pair.gap, leviers }];
  });
}

/** The nearest weight of one envelope, either way, at which the one behind is strictly ahead. */
function weightLever(
  { ahead, behind }: Neighbours,
  nom: NomEnveloppe,
  splitter: WeightSplitter,
  { poids }: Parameters,
): Levier[] {
  if (splitter.enveloppes.length < 2) return [];
  const [first, second] = [ahead.code, behind.code].map((code) => splitter.codes.indexOf(code));
  const passes = (percent: number) => {
    const cents = splitter.split(moved(poids, nom, percent, splitter.enveloppes));
    return (cents[second ?? -1] ?? 0n) > (cents[first ?? -1] ?? 0n);
  };
  const found = nearestPercent(poids[nom], passes);
  if (found === null) return [];
  const label = ENVELOPE_TITLES[nom];
  const way = found > poids[nom] ? 'monte' : 'descend';
  return [
    {
      levier: `poids:${nom}`,
      libelle: `Poids de l’enveloppe « ${label} »`,
      de: poids[nom],
      a: found,
      phrase: `${behind.nom} passe devant ${ahead.nom} quand le poids de l’enveloppe « ${label} » ${way} de ${formatPercent(poids[nom])} à ${formatPercent(found)}, les deux autres gardant leur proportion.`,
    },
  ];
}

/** As `withWeight`, with what remains over the envelopes that can be split. */
function moved(poids: Poids, nom: NomEnveloppe, percent: number, over: readonly NomEnveloppe[]): Poids {
  const others = over.filter((other) => other !== nom);
  const [only] = others;
  if (others.length !== 1 || only === undefined) return withWeight(poids, nom, percent);
  const none: Poids = { activite: 0, developpement: 0, harmonisation: 0 };
  return { ...none, [nom]: percent, [only]: Math.round((100 - percent) * 100) / 100 };
}

/** The percentage nearest to `now` that passes, found by whole points and then by hundredths; null when none does. */
function nearestPercent(now: number, passes: (percent: number) => boolean): number | null {
  const whole = [...Array(101).keys()].sort((a, b) => Math.abs(a - now) - Math.abs(b - now));
  const point = whole.find(passes);
  if (point === undefined) return null;
  const sign = point > now ? 1 : -1;
  let [low, high] = [Math.max(0, Math.abs(point - now) * 100 - 100), Math.abs(point - now) * 100];
  [low, high] = [Math.floor(low), Math.round(high)];
  const at = (hundredths: number) => Math.round(now * 100 + sign * hundredths) / 100;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (passes(at(middle))) high = middle;
    else low = middle;
  }
  return at(high);
}

/** More counted by the one behind, or less by the one ahead. */
function countLevers(pair: Neighbours, inputs: Inputs, parameters: Parameters): Levier[] {
  const { unite } = parameters.activite;
  if (parameters.poids.activite === 0 || unite === 'heures') return [];
  return [
    countLever(pair, 'behind', inputs, parameters),
    countLever(pair, 'ahead', inputs, parameters),
  ].filter((found) => found !== null);
}

function countLever(
  { ahead, behind }: Neighbours,
  side: 'ahead' | 'behind',
  inputs: Inputs,
  parameters: Parameters,
): Levier | null {
  const { unite } = parameters.activite;
  const mover = side === 'ahead' ? ahead : behind;
  const counts = inputs.mesures.filter(({ entree, antenne }) => entree === unite && antenne !== null);
  const now = counts.find(({ antenne }) => antenne === mover.code)?.valeur ?? null;
  if (now === null) return null;
  const most = side === 'ahead' ? now : 10 * counts.reduce((all, { valeur }) => all + (valeur ?? 0), 0);
  const at = (change: number) => (side === 'ahead' ? now - change : now + change);
  const passes = (change: number) =>
    overtakes(ahead.code, behind.code, unite, mover.code, at(change), inputs, parameters);
  const change = least(most, passes);
  if (change === null) return null;
  const value = at(change);
  const words = side === 'ahead' ? 'de moins' : 'de plus';
  return {
    levier: `compte:${mover.code}`,
    libelle: `Ce que compte ${mover.nom}`,
    de: now,
    a: value,
    phrase: `${behind.nom} passe devant ${ahead.nom} quand ${mover.nom} compte ${formatNumber(change)} ${countLabel(unite, change)} ${words} (${formatNumber(value)} au lieu de ${formatNumber(now)}).`,
  };
}

function overtakes(
  ahead: string,
  behind: string,
  entree: string,
  owner: string,
  valeur: number,
  inputs: Inputs,
  parameters: Parameters,
): boolean {
  try {
    const { lignes } = allocate(withValue(inputs, entree, owner, valeur), parameters);
    const amount = (code: string) =>
      lignes.find((line) => line.nature === 'antenne' && line.code === code)?.montant_centimes ?? 0;
    return amount(behind) > amount(ahead);
  } catch (error) {
    if (error instanceof BudgetError) return false;
    throw error;
  }
}

/** The least whole change from 1 to `most` that passes, by doubling and then by halves; null when none is found. */
function least(most: number, passes: (change: number) => boolean): number | null {
  let high = 1;
  while (high < most && !passes(high)) high = Math.min(most, high * 2);
  if (high > most || !passes(high)) return null;
  let low = high >> 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** From which α a territory with fewer actions in place may get less than one with more; what the page must say. */
export interface SeuilAlpha {
  readonly alpha: number | null;
  readonly moins: string | null;
  readonly plus: string | null;
  readonly phrase: string;
}

/**
 * The smallest α, by hundredths, from which the need makes a territory with fewer reference actions in place get less
 * of the third envelope than one with more. Null when that never happens up to 1, or when the needs are not known.
 */
export function alphaThreshold(inputs: Inputs, { antennes, harmonisation }: Parameters): SeuilAlpha {
  const { besoin, actions_reference: reference } = harmonisation;
  const codes = [...new Set(antennes.map(({ departement }) => departement))].sort();
  const figure = (entree: string, departement: string) =>
    inputs.mesures.find(
      (one) => one.entree === entree && one.antenne === null && one.departement === departement,
    )?.valeur ?? null;
  const territories = codes.flatMap((departement) => {
    const [actions, need] = [figure('actions_en_place', departement), figure(besoin.mesure, departement)];
    return actions === null || need === null || need <= 0 ? [] : [{ departement, actions, need }];
  });
  const unknown = { alpha: null, moins: null, plus: null };
  if (territories.length < codes.length)
    return {
      ...unknown,
      phrase: `Les ${BESOINS[besoin.mesure]} ne sont pas connus pour chaque département.`,
    };
  const largest = territories.reduce((most, { need }) => Math.max(most, need), 0);
  for (let hundredths = 1; hundredths <= 100; hundredths += 1) {
    const claims = territories.map((one) => ({
      ...one,
      claim: claimOf(one, largest, reference, hundredths),
    }));
    for (const fewer of claims)
      for (const more of claims) {
        if (fewer.actions >= more.actions || compare(fewer.claim, more.claim) >= 0) continue;
        const [alpha, moins, plus] = [hundredths / 100, fewer.departement, more.departement];
        return {
          alpha,
          moins,
          plus,
          phrase: `À partir de α = ${formatNumber(alpha)}, le département ${moins} (${formatNumber(fewer.actions)} actions en place) reçoit moins que le ${plus} (${formatNumber(more.actions)}), parce qu’il compte moins de ${BESOINS[besoin.mesure]}.`,
        };
      }
  }
  return {
    ...unknown,
    phrase: 'Jusqu’à α = 1, un département qui a moins d’actions en place ne reçoit jamais moins.',
  };
}

function claimOf(
  { actions, need }: { actions: number; need: number },
  largest: number,
  reference: number,
  hundredths: number,
): Fraction {
  const gap = divide(fromNumber(Math.max(0, reference - actions)), fraction(BigInt(reference)));
  if (gap.n === 0n) return ZERO;
  return multiply(
    power(divide(fromNumber(need), fromNumber(largest)), fraction(BigInt(hundredths), 100n)),
    gap,
  );
}
