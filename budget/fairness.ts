import { allocate } from './allocate.ts';
import type { Allocation, Ligne } from './allocation.ts';
import { assume } from './assumptions.ts';
import { toPercent } from './format.ts';
import { divide, type Fraction, fraction, fromNumber, multiply, nearest } from './fraction.ts';
import type { Inputs, Mesure } from './inputs.ts';
import type { Parameters } from './parameters.ts';

/** Whether an antenne has more or less than the year before. */
export type Sens = 'gagne' | 'perd' | 'egal' | 'sans_comparaison';

/** One antenne: what she has per person, and against the year before. */
export interface LigneEquite {
  readonly code: string;
  readonly nom: string;
  readonly departement: string;
  readonly montant_centimes: number;
  readonly personnes: Mesure | null;
  readonly par_personne_centimes: number | null;
  readonly n1_centimes: number | null;
  readonly ecart_n1_centimes: number | null;
  /** Change in percent of the year before; null when there was nothing. */
  readonly ecart_n1_pourcent: number | null;
  readonly sens: Sens;
  /** What the floors and caps add or take, the line without them counted apart. */
  readonly sans_bornes_centimes: number;
  readonly bornes_centimes: number;
}

/** One département, with all its antennes: inhabitants and missing actions are the département's. */
export interface TerritoireEquite {
  readonly departement: string;
  readonly antennes: readonly string[];
  readonly montant_centimes: number;
  readonly personnes: number | null;
  readonly par_personne_centimes: number | null;
  readonly population: Mesure | null;
  readonly par_1000_habitants_centimes: number | null;
  readonly actions: Mesure | null;
  readonly actions_manquantes: number | null;
  /** Null when the actions are not known or none lacks. */
  readonly par_action_manquante_centimes: number | null;
}

export interface Fairness {
  readonly lignes: readonly LigneEquite[];
  readonly territoires: readonly TerritoireEquite[];
  /** All antennes together; a rate only where every antenne's figure is known. */
  readonly ensemble: Omit<TerritoireEquite, 'departement' | 'antennes' | 'population' | 'actions'> & {
    readonly population: number | null;
    readonly n1_centimes: number | null;
    readonly ecart_n1_centimes: number | null;
  };
  /**
   * What the floors and caps move in all: given, taken, and what the reserve gains or gives. The coordination has no
   * bound, but the one rounding of all lines may move it by a cent. Null without any bound.
   */
  readonly bornes: {
    readonly releve_centimes: number;
    readonly retenu_centimes: number;
    readonly reserve_centimes: number;
    readonly coordination_centimes: number;
  } | null;
}

/**
 * Reads a split by what it gives per person, per 1 000 inhabitants and per reference action that lacks, against the
 * year before, and what the floors and caps change, by splitting again without them. Nothing here enters the split.
 * A figure that lacks gives no rate, never a rate of 0. Throws BudgetError when the scenario cannot be split.
 */
export function fairness(inputs: Inputs, parameters: Parameters): Fairness {
  const allocation = allocate(inputs, parameters);
  const bounded = parameters.plancher !== null || parameters.plafond !== null;
  const free = bounded ? allocate(inputs, { ...parameters, plancher: null, plafond: null }) : allocation;
  const figures = new Figures(assume(inputs, parameters).mesures);
  const antennes = antennesOf(allocation);
  const lignes = antennes.map((ligne) => lineOf(ligne, amountOf(free, ligne.code)));
  const reference = parameters.harmonisation.actions_reference;
  const codes = [...new Set(antennes.map(({ departement }) => departement ?? ''))].sort();
  const territoires = codes.map((departement) =>
    territoryOf(
      departement,
      antennes.filter((one) => one.departement === departement),
      figures,
      reference,
    ),
  );
  return {
    lignes,
    territoires,
    ensemble: wholeOf(antennes, territoires),
    bornes: bounded ? boundsEffect(lignes, allocation, free) : null,
  };
}

class Figures {
  private readonly territories = new Map<string, Mesure>();

  constructor(mesures: readonly Mesure[]) {
    for (const mesure of mesures)
      if (mesure.antenne === null && mesure.departement !== null && mesure.valeur !== null)
        this.territories.set(JSON.stringify([mesure.entree, mesure.departement]), mesure);
  }

  of(entree: string, departement: string): Mesure | null {
    return this.territories.get(JSON.stringify([entree, departement])) ?? null;
  }
}

function antennesOf({ lignes }: Allocation): readonly Ligne[] {
  return lignes.filter(({ nature }) => nature === 'antenne');
}

function amountOf({ lignes }: Allocation, code: string): number {
  return lignes.find((line) => line.code === code)?.montant_centimes ?? 0;
}

function lineOf(ligne: Ligne, withoutBounds: number): LigneEquite {
  const { code, nom, departement, montant_centimes: cents, n1_centimes: before } = ligne;
  const change = ligne.ecart_n1_centimes;
  return {
    code,
    nom,
    departement: departement ?? '',
    montant_centimes: cents,
    personnes: ligne.personnes,
    par_personne_centimes: ligne.par_personne_centimes,
    n1_centimes: before,
    ecart_n1_centimes: change,
    ecart_n1_pourcent:
      before === null || before === 0 || change === null
        ? null
        : toPercent(fraction(BigInt(change), BigInt(before))),
    sens: change === null ? 'sans_comparaison' : change > 0 ? 'gagne' : change < 0 ? 'perd' : 'egal',
    sans_bornes_centimes: withoutBounds,
    bornes_centimes: cents - withoutBounds,
  };
}

function territoryOf(
  departement: string,
  antennes: readonly Ligne[],
  figures: Figures,
  reference: number,
): TerritoireEquite {
  const montant = antennes.reduce((all, line) => all + line.montant_centimes, 0);
  const personnes = wholeSum(antennes.map((line) => line.personnes?.valeur ?? null));
  const population = figures.of('population', departement);
  const actions = figures.of('actions_en_place', departement);
  const missing = actions?.valeur == null ? null : Math.max(0, reference - actions.valeur);
  return {
    departement,
    antennes: antennes.map(({ code }) => code),
    montant_centimes: montant,
    personnes,
    par_personne_centimes: rate(montant, personnes),
    population,
    par_1000_habitants_centimes: rate(montant, population?.valeur ?? null, 1000n),
    actions,
    actions_manquantes: missing,
    par_action_manquante_centimes: rate(montant, missing),
  };
}

function wholeOf(antennes: readonly Ligne[], territoires: readonly TerritoireEquite[]): Fairness['ensemble'] {
  const montant = antennes.reduce((all, line) => all + line.montant_centimes, 0);
  const personnes = wholeSum(territoires.map((one) => one.personnes));
  const population = wholeSum(territoires.map((one) => one.population?.valeur ?? null));
  const missing = wholeSum(territoires.map((one) => one.actions_manquantes));
  const before = wholeSum(antennes.map((line) => line.n1_centimes));
  return {
    montant_centimes: montant,
    personnes,
    par_personne_centimes: rate(montant, personnes),
    population,
    par_1000_habitants_centimes: rate(montant, population, 1000n),
    actions_manquantes: missing,
    par_action_manquante_centimes: rate(montant, missing),
    n1_centimes: before,
    ecart_n1_centimes: before === null ? null : montant - before,
  };
}

function boundsEffect(
  lignes: readonly LigneEquite[],
  allocation: Allocation,
  free: Allocation,
): Fairness['bornes'] {
  const effects = lignes.map(({ bornes_centimes: cents }) => cents);
  return {
    releve_centimes: effects.filter((cents) => cents > 0).reduce((all, cents) => all + cents, 0),
    retenu_centimes: effects.filter((cents) => cents < 0).reduce((all, cents) => all - cents, 0),
    reserve_centimes: amountOf(allocation, 'RESERVE') - amountOf(free, 'RESERVE'),
    coordination_centimes: amountOf(allocation, 'COORDINATION') - amountOf(free, 'COORDINATION'),
  };
}

/** The sum of a list of which nothing lacks; null otherwise. */
function wholeSum(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((all, one) => (all === null || one === null ? null : all + one), 0);
}

/** Cents for each `times` units, rounded; null when the base lacks or is 0. */
function rate(centimes: number, base: number | null, times = 1n): number | null {
  if (base === null || base === 0) return null;
  const each: Fraction = divide(fraction(BigInt(centimes)), fromNumber(base));
  return Number(nearest(multiply(each, fraction(times))));
}
