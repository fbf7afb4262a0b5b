import { allocate } from './allocate.ts';
import type { Allocation } from './allocation.ts';
import { assume } from './assumptions.ts';
import type { Inputs } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { BudgetError } from './problem.ts';
import { alphaThreshold, type RangFragile, rankLevers, type SeuilAlpha } from './rank-levers.ts';
import { type NatureFacteur, type Variante, type Variation, variationsOf } from './variants.ts';
import { type Balayage, sweepWeights } from './weight-sweep.ts';

/** What one variant gives each antenne; null with the reason when it cannot be split. */
export interface VarianteSplit {
  readonly libelle: string;
  readonly lignes: readonly { readonly code: string; readonly montant_centimes: number }[] | null;
  readonly raison: string | null;
}

/** One thing made to vary alone. */
export interface Facteur {
  readonly code: string;
  readonly nature: NatureFacteur;
  readonly libelle: string;
  readonly variantes: readonly VarianteSplit[];
}

/** One bar of a tornado: how far one factor moves one antenne's line, either way. */
export interface Barre {
  readonly facteur: string;
  readonly nature: NatureFacteur;
  readonly libelle: string;
  readonly bas_centimes: number;
  readonly haut_centimes: number;
  /** The variant at that end; null when it is the scenario itself. */
  readonly bas_libelle: string | null;
  readonly haut_libelle: string | null;
}

/** The bars of one antenne, the widest first. */
export interface Tornade {
  readonly antenne: string;
  readonly nom: string;
  readonly montant_centimes: number;
  readonly barres: readonly Barre[];
}

export interface Sensitivity {
  readonly total_centimes: number;
  readonly lignes: readonly {
    readonly code: string;
    readonly nom: string;
    readonly montant_centimes: number;
  }[];
  readonly facteurs: readonly Facteur[];
  readonly tornades: readonly Tornade[];
  readonly balayage: Balayage;
  readonly rangs: readonly RangFragile[];
  readonly seuil_alpha: SeuilAlpha | null;
}

/**
 * How much a split rests on what could be otherwise: each weight ten points either way, each definition that the
 * inputs allow, the chance in each count, each imputation; the lines under some `scenarios` weights spread over all
 * possible ones; and what it takes to change a rank. Throws BudgetError when the scenario itself cannot be split.
 */
export function sensitivity(
  inputs: Inputs,
  parameters: Parameters,
  options: { scenarios?: number } = {},
): Sensitivity {
  const reference = allocate(inputs, parameters);
  const { imputations: _, annee_precedente: __, ...bare } = parameters;
  const settled = { ...inputs, mesures: assume(inputs, parameters).mesures };
  const facteurs = variationsOf(inputs, parameters).map(splitVariation);
  const lignes = amountsOf(reference);
  return {
    total_centimes: reference.total_centimes,
    lignes,
    facteurs,
    tornades: lignes.map(({ code, nom, montant_centimes: cents }) => ({
      antenne: code,
      nom,
      montant_centimes: cents,
      barres: facteurs
        .flatMap((facteur) => barOf(facteur, code, cents))
        .sort((a, b) => width(b) - width(a) || (a.facteur < b.facteur ? -1 : 1)),
    })),
    balayage: sweepWeights(settled, bare, options.scenarios ?? 1000),
    rangs: rankLevers(settled, bare),
    seuil_alpha: parameters.poids.harmonisation > 0 ? alphaThreshold(settled, bare) : null,
  };
}

function amountsOf({ lignes }: Allocation): Sensitivity['lignes'] {
  return lignes
    .filter(({ nature }) => nature === 'antenne')
    .map(({ code, nom, montant_centimes }) => ({ code, nom, montant_centimes }));
}

function splitVariation({ code, nature, libelle, variantes }: Variation): Facteur {
  return { code, nature, libelle, variantes: variantes.map(splitVariant) };
}

function splitVariant({ libelle, inputs, parameters }: Variante): VarianteSplit {
  try {
    const lignes = amountsOf(allocate(inputs, parameters));
    return {
      libelle,
      lignes: lignes.map(({ code, montant_centimes }) => ({ code, montant_centimes })),
      raison: null,
    };
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    return { libelle, lignes: null, raison: error.problemes[0]?.message ?? null };
  }
}

/** The bar of one factor for one antenne; none when no variant moves her line. */
function barOf(
  { code: facteur, nature, libelle, variantes }: Facteur,
  antenne: string,
  now: number,
): Barre[] {
  let bar = { low: now, high: now, lowLabel: null as string | null, highLabel: null as string | null };
  for (const variante of variantes) {
    const cents = variante.lignes?.find(({ code }) => code === antenne)?.montant_centimes;
    if (cents === undefined) continue;
    if (cents < bar.low) bar = { ...bar, low: cents, lowLabel: variante.libelle };
    if (cents > bar.high) bar = { ...bar, high: cents, highLabel: variante.libelle };
  }
  if (bar.low === bar.high) return [];
  return [
    {
      facteur,
      nature,
      libelle,
      bas_centimes: bar.low,
      haut_centimes: bar.high,
      bas_libelle: bar.lowLabel,
      haut_libelle: bar.highLabel,
    },
  ];
}

function width({ bas_centimes: low, haut_centimes: high }: Barre): number {
  return high - low;
}
