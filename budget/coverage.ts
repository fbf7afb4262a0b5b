import type { ModeTerritoire, Territoire } from './allocation.ts';
import { toDecimal } from './format.ts';
import {
  compare,
  divide,
  type Fraction,
  fraction,
  fromNumber,
  multiply,
  ONE,
  power,
  subtract,
  sum,
  ZERO,
} from './fraction.ts';
import type { Counted, Gathered } from './gather.ts';
import type { Parameters, PoidsLecture } from './parameters.ts';
import { type Given, type Held, toPart } from './share.ts';

type Reading = Territoire['lectures'][number];

/** What one territory receives, and how it goes on to its antennes. */
export interface TerritorySplit {
  readonly departement: string;
  readonly antennes: readonly string[];
  readonly lectures: readonly Reading[];
  readonly manque: Fraction;
  readonly besoin: Counted | null;
  readonly besoinPuissance: Fraction;
  readonly part: Fraction;
  readonly montant: Fraction;
  readonly given: readonly (Given & { readonly comblements: readonly Filling[] })[];
  readonly held: readonly Held[];
}

/** A gap-filling action that an antenne declares, and how many antennes of the territory share it. */
export interface Filling {
  readonly action: string;
  readonly intitule: string;
  readonly partage: number;
}

export interface CoverageSplit {
  readonly mode: ModeTerritoire;
  readonly territoires: readonly TerritorySplit[];
  readonly held: readonly Held[];
}

/**
 * Third envelope, territory first: `needᵅ × gap`, the gap being the weighted mean, over the readings, of
 * `max(0, 1 − level / target)`. Then from each territory to its antennes: each missing action is worth the same part
 * of the territory's amount and goes to those who declare to set it up; what nobody claims goes to the reserve. When
 * no antenne declares anything anywhere, the rule `sans_declaration` holds.
 */
export function splitByCoverage(
  envelope: Fraction,
  gathered: Gathered,
  rules: Parameters['harmonisation'],
): CoverageSplit {
  const mode: ModeTerritoire = gathered.comblements.length > 0 ? 'comblements' : rules.sans_declaration;
  const departements = [...new Set(gathered.antennes.map(({ departement }) => departement))].sort();
  const needs = needPowers(departements, gathered, rules);
  const gaps = departements.map((departement) => gapOf(departement, gathered, rules));
  const claims = gaps.map(({ manque }, index) => multiply(needs[index]?.puissance ?? ZERO, manque));
  const total = sum(claims);
  const territoires = departements.map((departement, index) => {
    const part = total.n === 0n ? ZERO : divide(claims[index] ?? ZERO, total);
    const montant = multiply(envelope, part);
    return {
      departement,
      antennes: membersOf(departement, gathered),
      lectures: gaps[index]?.lectures ?? [],
      manque: gaps[index]?.manque ?? ZERO,
      besoin: needs[index]?.besoin ?? null,
      besoinPuissance: needs[index]?.puissance ?? ZERO,
      part,
      montant,
      ...splitTerritory(departement, montant, mode, gathered, rules.actions_reference),
    };
  });
  const held: Held[] =
    total.n === 0n ? [{ motif: 'aucun_manque', departement: null, montant: envelope }] : [];
  return { mode, territoires, held };
}

function membersOf(departement: string, { antennes }: Gathered): string[] {
  return antennes.filter((antenne) => antenne.departement === departement).map(({ code }) => code);
}

/** `(need / largest need) ^ α`: taken against the largest, so that the unit of the need does not matter. */
function needPowers(
  departements: readonly string[],
  gathered: Gathered,
  { besoin: { mesure, alpha } }: Parameters['harmonisation'],
): { besoin: Counted | null; puissance: Fraction }[] {
  if (alpha === 0) return departements.map(() => ({ besoin: null, puissance: ONE }));
  const source = mesure === 'population' ? gathered.population : gathered.victimes;
  const needs = departements.map((departement) => source.get(departement) ?? null);
  const largest = needs.reduce(
    (most, need) => (need !== null && compare(need.valeur, most) > 0 ? need.valeur : most),
    ZERO,
  );
  return needs.map((besoin) => ({
    besoin,
    puissance:
      besoin === null || largest.n === 0n ? ZERO : power(divide(besoin.valeur, largest), fromNumber(alpha)),
  }));
}

function gapOf(
  departement: string,
  gathered: Gathered,
  { lectures }: Parameters['harmonisation'],
): { lectures: Reading[]; manque: Fraction } {
  const read = lectures
    .filter(({ poids }) => poids > 0)
    .map((rule) => {
      const { niveau, sources } = levelOf(rule, departement, gathered);
      const open = subtract(ONE, divide(niveau, fromNumber(rule.cible)));
      const gap = compare(open, ZERO) > 0 ? open : ZERO;
      const reading: Reading = {
        lecture: rule.lecture,
        poids: rule.poids,
        cible: rule.cible,
        niveau: toDecimal(niveau, 2),
        mesures: sources.map(({ mesure }) => mesure),
        manque: toPart(gap),
      };
      return { reading, weighted: multiply(gap, divide(fromNumber(rule.poids), fraction(100n))) };
    });
  return { lectures: read.map(({ reading }) => reading), manque: sum(read.map(({ weighted }) => weighted)) };
}

/** Level reached by a territory in one reading, with the figures that it rests on. */
function levelOf(
  { lecture }: PoidsLecture,
  departement: string,
  gathered: Gathered,
): { niveau: Fraction; sources: Counted[] } {
  if (lecture === 'actions_en_place') {
    const actions = present(gathered.actions, departement);
    return { niveau: actions.valeur, sources: [actions] };
  }
  const persons = membersOf(departement, gathered).map((code) => present(gathered.personnes, code));
  const victims = lecture === 'personnes_pour_100_victimes';
  const base = present(victims ? gathered.victimes : gathered.population, departement);
  const scale = fraction(victims ? 100n : 10_000n);
  const count = sum(persons.map(({ valeur }) => valeur));
  return { niveau: divide(multiply(count, scale), base.valeur), sources: [...persons, base] };
}

function present(counts: ReadonlyMap<string, Counted>, owner: string): Counted {
  const counted = counts.get(owner);
  if (counted === undefined) throw new Error(`gather let through a missing figure of ${owner}`);
  return counted;
}

function splitTerritory(
  departement: string,
  montant: Fraction,
  mode: ModeTerritoire,
  gathered: Gathered,
  reference: number,
): Pick<TerritorySplit, 'given' | 'held'> {
  const codes = membersOf(departement, gathered);
  if (mode === 'comblements') return splitByFilling(departement, montant, codes, gathered, reference);
  const weights = codes.map((code) => {
    if (mode === 'parts_egales') return ONE;
    return mode === 'activite' ? present(gathered.activite, code).valeur : ZERO;
  });
  const total = sum(weights);
  const given = codes.map((code, index) => {
    const part = total.n === 0n ? ZERO : divide(weights[index] ?? ZERO, total);
    return { code, part, montant: multiply(montant, part), comblements: [] };
  });
  if (total.n !== 0n || montant.n === 0n) return { given, held: [] };
  const motif = mode === 'activite' ? 'aucune_activite' : 'sans_declaration';
  return { given, held: [{ motif, departement, montant }] };
}

function splitByFilling(
  departement: string,
  montant: Fraction,
  codes: readonly string[],
  { comblements, actions }: Gathered,
  reference: number,
): Pick<TerritorySplit, 'given' | 'held'> {
  const here = comblements.filter((filling) => filling.departement === departement);
  const claimants = new Map<string, number>();
  for (const { action } of here) claimants.set(action, (claimants.get(action) ?? 0) + 1);
  const missing = subtract(fraction(BigInt(reference)), present(actions, departement).valeur);
  const given = codes.map((code) => {
    const own = here
      .filter((filling) => filling.antenne === code)
      .map(({ action, intitule }) => ({ action, intitule, partage: claimants.get(action) ?? 1 }))
      .sort((a, b) => (a.action < b.action ? -1 : 1));
    const claimed = sum(own.map(({ partage }) => fraction(1n, BigInt(partage))));
    const part = missing.n === 0n ? ZERO : divide(claimed, missing);
    return { code, part, montant: multiply(montant, part), comblements: own };
  });
  const rest = subtract(montant, sum(given.map((one) => one.montant)));
  return { given, held: rest.n === 0n ? [] : [{ motif: 'non_reclame', departement, montant: rest }] };
}
