import type { Allocation, Cession, Etape, Ligne, Montant, NomEnveloppe } from './allocation.ts';
import { type Bounds, boundsOf, holdBounds } from './bounds.ts';
import { type EnvelopeSteps, splitEnvelope } from './envelopes.ts';
import {
  add,
  compare,
  divide,
  type Fraction,
  floor,
  fraction,
  fromNumber,
  fromText,
  multiply,
  nearest,
  ONE,
  subtract,
  sum,
  toText,
  ZERO,
} from './fraction.ts';
import { type Gathered, gather } from './gather.ts';
import type { Inputs } from './inputs.ts';
import { checkParameters } from './parameter-rules.ts';
import type { MontantEtPart, Parameters } from './parameters.ts';
import { BudgetError } from './problem.ts';
import { roundToTotal } from './rounding.ts';
import { shownWithin, toPart } from './share.ts';
import { MENTIONS } from './words.ts';

const ENVELOPES: readonly NomEnveloppe[] = ['activite', 'developpement', 'harmonisation'];

/**
 * Splits `parameters.total_centimes` between the coordination, the antennes and the reserve, and answers with every
 * step: total → coordination and base → envelopes → territory → antenne → floors and caps → rounding. Pure and exact:
 * fractions of cents until the one rounding by largest remainder at the end, ties by antenne code.
 *
 * Throws BudgetError: `parametres` when the parameters break a rule, `donnees` when an input that they call for lacks
 * without a named imputation, or contradicts another.
 */
export function allocate(inputs: Inputs, parameters: Parameters): Allocation {
  const broken = checkParameters(parameters);
  if (broken.length > 0) throw new BudgetError('parametres', broken);
  const gathered = gather(inputs, parameters);
  const drafts = new Map(gathered.antennes.map(({ code }) => [code, draft()]));
  const reserve = draft();
  const cessions: Cession[] = [];

  const first = firstCharges(gathered, parameters);
  for (const [index, { code }] of gathered.antennes.entries()) {
    const base = first.bases[index];
    if (base !== undefined) drafts.get(code)?.push(base.etape);
    if (base?.cession != null) cessions.push(base.cession);
  }
  const envelopes = ENVELOPES.filter((nom) => parameters.poids[nom] > 0).map((nom) =>
    splitEnvelope(nom, first.envelope(nom), gathered, parameters),
  );
  collect(envelopes, drafts, reserve);
  const proportion = applyBounds(gathered, parameters, drafts, reserve, cessions);
  const lignes = roundLines(first.coordination, drafts, reserve, gathered, parameters);
  return {
    version: 1,
    parametres: {
      nom: parameters.nom,
      statut: parameters.statut,
      mention: MENTIONS[parameters.statut],
      exercice: parameters.exercice,
      annee_donnees: parameters.annee_donnees,
      propose_par: parameters.propose_par,
      date_reunion: parameters.date_reunion,
      motif: parameters.motif,
    },
    total_centimes: parameters.total_centimes,
    coordination: first.coordination.montant,
    socle: first.socle,
    a_repartir: first.rest,
    enveloppes: envelopes.map(({ enveloppe }) => enveloppe),
    proportion,
    lignes,
    cessions,
    imputations: gathered.imputations,
    avertissements: gathered.avertissements,
  };
}

/** The steps of one line and their exact sum, in cents. */
interface Draft {
  exact: Fraction;
  readonly etapes: Etape[];
  push(etape: Etape): void;
}

function draft(): Draft {
  const etapes: Etape[] = [];
  return {
    exact: ZERO,
    etapes,
    push(etape) {
      etapes.push(etape);
      this.exact = add(this.exact, fromText(etape.montant.exact));
    },
  };
}

function collect(
  envelopes: readonly EnvelopeSteps[],
  drafts: ReadonlyMap<string, Draft>,
  reserve: Draft,
): void {
  for (const { steps, reserve: held } of envelopes) {
    for (const { code, etape } of steps) drafts.get(code)?.push(etape);
    for (const etape of held) reserve.push(etape);
  }
}

/** Amount plus part (in %) of `base`, in exact cents. */
function amountAndPart({ montant_centimes: fixed, part }: MontantEtPart, base: bigint): Fraction {
  return add(fraction(BigInt(fixed)), multiply(fromNumber(part), fraction(base, 100n)));
}

/** What is taken before the envelopes, and the envelopes' amounts, all shown so that they make the total. */
export function firstCharges(gathered: Gathered, parameters: Parameters) {
  const { total_centimes: cents, poids } = parameters;
  const total = BigInt(cents);
  const coordination = amountAndPart(parameters.coordination, total);
  const left = subtract(fraction(total), coordination);
  const asked = gathered.antennes.map(({ code }) =>
    amountAndPart(parameters.socle, gathered.precedents.get(code)?.centimes ?? 0n),
  );
  const askedSum = sum(asked);
  const cut = compare(askedSum, left) > 0 ? divide(left, askedSum) : ONE;
  const reduit = compare(cut, ONE) < 0;
  const granted = asked.map((amount) => multiply(amount, cut));
  const rest = subtract(left, sum(granted));
  const amounts = ENVELOPES.map((nom) => multiply(rest, divide(fromNumber(poids[nom]), fraction(100n))));
  const [forCoordination, forBases, ...forEnvelopes] = shownWithin(
    [coordination, sum(granted), ...amounts],
    cents,
  );
  if (forCoordination === undefined || forBases === undefined) throw new RangeError('no amount shown');
  const shown = shownWithin(granted, forBases.centimes);
  const none = parameters.socle.montant_centimes === 0 && parameters.socle.part === 0;
  const bases = none
    ? []
    : gathered.antennes.map(({ code }, index) => {
        const montant = shown[index] ?? { exact: '0', centimes: 0 };
        const n1 = parameters.socle.part > 0 ? (gathered.precedents.get(code)?.mesure ?? null) : null;
        const etape: Etape = { nature: 'socle', regle: parameters.socle, n1, reduit, montant };
        const voulu = Number(nearest(asked[index] ?? ZERO));
        const cession: Cession | null = reduit
          ? {
              nature: 'socle',
              antenne: code,
              voulu_centimes: voulu,
              obtenu: montant,
              motif: 'total_insuffisant',
            }
          : null;
        return { etape, cession };
      });
  return {
    coordination: {
      nature: 'coordination',
      regle: parameters.coordination,
      montant: forCoordination,
    } as const,
    socle: forBases,
    rest: { exact: toText(rest), centimes: forEnvelopes.reduce((all, { centimes }) => all + centimes, 0) },
    bases,
    envelope(nom: NomEnveloppe): Montant {
      const montant = forEnvelopes[ENVELOPES.indexOf(nom)];
      if (montant === undefined) throw new RangeError(`no amount for ${nom}`);
      return montant;
    },
  };
}

/** Adds to each line the step that holds it within its bounds; the proportion applied, or null when none was. */
function applyBounds(
  gathered: Gathered,
  parameters: Parameters,
  drafts: ReadonlyMap<string, Draft>,
  reserve: Draft,
  cessions: Cession[],
) {
  const { plancher, plafond } = parameters;
  if (plancher === null && plafond === null) return null;
  const lines = gathered.antennes.map(({ code }) => ({
    code,
    line: drafts.get(code) ?? draft(),
    bounds: boundsOf(plancher, plafond, gathered.precedents.get(code)),
  }));
  const held = holdBounds(
    lines.map(({ line }) => line.exact),
    lines.map(({ bounds }) => bounds),
    reserve.exact,
  );
  for (const [index, { code, line, bounds }] of lines.entries()) {
    const after = held.amounts[index] ?? ZERO;
    if (bounds.yieldedCap !== null) cessions.push(capYielded(code, bounds, after));
    if (held.floorsCut && bounds.low > 0n) cessions.push(floorYielded(code, bounds, after));
    if (compare(after, line.exact) !== 0) line.push(boundsStep(line.exact, after, bounds));
  }
  if (held.reserve.n !== 0n) {
    const motif = held.reserve.n > 0n ? 'plafonds' : 'planchers';
    reserve.push({
      nature: 'reserve',
      enveloppe: null,
      departement: null,
      motif,
      montant: toMontant(held.reserve),
    });
  }
  const changed = lines.some(({ line }) => line.etapes.at(-1)?.nature === 'bornes');
  return changed && held.proportion.n > 0n ? toPart(held.proportion) : null;
}

function boundsStep(before: Fraction, after: Fraction, { low, high }: Bounds): Etape {
  const atLow = compare(after, fraction(low)) === 0;
  const atHigh = high !== null && compare(after, fraction(high)) === 0;
  const lowered = compare(after, before) < 0;
  const heldLow = atLow && !(atHigh && lowered);
  return {
    nature: 'bornes',
    effet: heldLow ? 'plancher' : atHigh ? 'plafond' : 'proportion',
    avant: toMontant(before),
    plancher_centimes: Number(low),
    plafond_centimes: high === null ? null : Number(high),
    montant: toMontant(subtract(after, before)),
  };
}

function capYielded(antenne: string, { yieldedCap }: Bounds, after: Fraction): Cession {
  const motif = 'plancher_au_dessus_du_plafond';
  return { nature: 'plafond', antenne, voulu_centimes: Number(yieldedCap), obtenu: toMontant(after), motif };
}

function floorYielded(antenne: string, { low }: Bounds, after: Fraction): Cession {
  const motif = 'total_insuffisant';
  return { nature: 'plancher', antenne, voulu_centimes: Number(low), obtenu: toMontant(after), motif };
}

function toMontant(exact: Fraction): Montant {
  return { exact: toText(exact), centimes: Number(nearest(exact)) };
}

/**
 * The one rounding: every line at once, largest remainder, ties by antenne code, then the coordination, then the
 * reserve. The step `arrondi` is what a line's shown steps lack or have too much.
 */
function roundLines(
  coordination: Etape,
  drafts: ReadonlyMap<string, Draft>,
  reserve: Draft,
  gathered: Gathered,
  parameters: Parameters,
): Ligne[] {
  const lead = draft();
  lead.push(coordination);
  const antennes = gathered.antennes.map((antenne) => ({
    antenne,
    line: drafts.get(antenne.code) ?? draft(),
  }));
  const order = [...antennes.map(({ line }) => line), lead, reserve];
  const cents = roundToTotal(
    order.map((line) => line.exact),
    BigInt(parameters.total_centimes),
  );
  const finish = (line: Draft) => {
    const montant = Number(cents[order.indexOf(line)] ?? 0n);
    const shown = line.etapes.reduce((all, etape) => all + etape.montant.centimes, 0);
    const exact = toText(subtract(fraction(BigInt(montant)), line.exact));
    const arrondi: Etape = {
      nature: 'arrondi',
      avant: toText(line.exact),
      centime_recu: BigInt(montant) > floor(line.exact),
      montant: { exact, centimes: montant - shown },
    };
    return { etapes: [...line.etapes, arrondi], montant_centimes: montant };
  };
  const none = { personnes: null, par_personne_centimes: null, n1_centimes: null, ecart_n1_centimes: null };
  const { porteur } = parameters;
  const name = gathered.antennes.find(({ code }) => code === porteur)?.nom ?? porteur;
  return [
    {
      code: 'COORDINATION',
      nature: 'coordination',
      antenne: porteur,
      nom: `${name}, coordination`,
      departement: null,
      ...finish(lead),
      ...none,
    },
    ...antennes.map(({ antenne, line }): Ligne => {
      const done = finish(line);
      return {
        code: antenne.code,
        nature: 'antenne',
        antenne: antenne.code,
        nom: antenne.nom,
        departement: antenne.departement,
        ...done,
        ...comparisons(antenne.code, done.montant_centimes, gathered),
      };
    }),
    {
      code: 'RESERVE',
      nature: 'reserve',
      antenne: null,
      nom: 'Réserve',
      departement: null,
      ...finish(reserve),
      ...none,
    },
  ];
}

function comparisons(code: string, centimes: number, { personnes, precedents }: Gathered) {
  const persons = personnes.get(code);
  const before = precedents.get(code)?.centimes ?? null;
  const each =
    persons === undefined || persons.valeur.n === 0n
      ? null
      : Number(nearest(divide(fraction(BigInt(centimes)), persons.valeur)));
  return {
    personnes: persons?.mesure ?? null,
    par_personne_centimes: each,
    n1_centimes: before === null ? null : Number(before),
    ecart_n1_centimes: before === null ? null : centimes - Number(before),
  };
}
