import { splitByActivity } from './activity.ts';
import type { Enveloppe, Etape, Montant, NomEnveloppe } from './allocation.ts';
import { splitByCoverage, type TerritorySplit } from './coverage.ts';
import { splitByDevelopment } from './development.ts';
import { toDecimal } from './format.ts';
import { type Fraction, fromText, nearest, toText } from './fraction.ts';
import type { Gathered } from './gather.ts';
import type { Parameters } from './parameters.ts';
import { type Held, shownWithin, toPart } from './share.ts';

/** An envelope of the answer with the steps that it adds to the lines of the antennes and of the reserve. */
export interface EnvelopeSteps {
  readonly enveloppe: Enveloppe;
  readonly steps: readonly { readonly code: string; readonly etape: Etape }[];
  readonly reserve: readonly Etape[];
}

/** Splits the envelope `nom`, whose exact amount and shown cents are `montant`. */
export function splitEnvelope(
  nom: NomEnveloppe,
  montant: Montant,
  gathered: Gathered,
  parameters: Parameters,
): EnvelopeSteps {
  if (nom === 'activite') return activitySteps(montant, gathered, parameters);
  if (nom === 'developpement') return developmentSteps(montant, gathered, parameters);
  return coverageSteps(montant, gathered, parameters);
}

function activitySteps(montant: Montant, gathered: Gathered, parameters: Parameters): EnvelopeSteps {
  const { somme, parUnite, given, held } = splitByActivity(fromText(montant.exact), gathered);
  const shown = showAll(given, held, montant);
  const steps = given.flatMap(({ code, part }, index) => {
    const mesure = gathered.activite.get(code)?.mesure;
    if (mesure === undefined) throw new Error(`gather let through a missing figure of ${code}`);
    return [
      { code, etape: { nature: 'activite', mesure, part: toPart(part), montant: at(shown, index) } as const },
    ];
  });
  return {
    enveloppe: {
      nom: 'activite',
      poids: parameters.poids.activite,
      montant,
      unite: parameters.activite.unite,
      somme: toDecimal(somme, 2),
      par_unite: parUnite === null ? null : { exact: toText(parUnite), centimes: Number(nearest(parUnite)) },
    },
    steps,
    reserve: reserveSteps('activite', held, shown.slice(given.length)),
  };
}

function developmentSteps(montant: Montant, gathered: Gathered, parameters: Parameters): EnvelopeSteps {
  const split = splitByDevelopment(fromText(montant.exact), gathered, parameters.developpement);
  const { mode, projets, given, held } = split;
  const shown = showAll(given, held, montant);
  const steps = given.map(({ code, part }, index) => {
    const own = projets.filter(({ antenne }) => antenne === code);
    const etape: Etape = {
      nature: 'developpement',
      mode,
      projets: own,
      part: toPart(part),
      montant: at(shown, index),
    };
    return { code, etape };
  });
  return {
    enveloppe: {
      nom: 'developpement',
      poids: parameters.poids.developpement,
      montant,
      mode,
      excedent: parameters.developpement.excedent,
      projets,
      somme_points: toText(split.sommePoints),
    },
    steps,
    reserve: reserveSteps('developpement', held, shown.slice(given.length)),
  };
}

function coverageSteps(montant: Montant, gathered: Gathered, parameters: Parameters): EnvelopeSteps {
  const { harmonisation } = parameters;
  const { mode, territoires, held } = splitByCoverage(fromText(montant.exact), gathered, harmonisation);
  const level = showAll(territoires, held, montant);
  const steps: { code: string; etape: Etape }[] = [];
  const reserve = reserveSteps('harmonisation', held, level.slice(territoires.length));
  for (const [index, territory] of territoires.entries()) {
    const shown = showAll(territory.given, territory.held, at(level, index));
    for (const [place, { code, part, comblements }] of territory.given.entries()) {
      const { departement } = territory;
      const own = { departement, comblements, part: toPart(part), montant: at(shown, place) };
      steps.push({ code, etape: { nature: 'harmonisation', mode, ...own } });
    }
    reserve.push(...reserveSteps('harmonisation', territory.held, shown.slice(territory.given.length)));
  }
  return {
    enveloppe: {
      nom: 'harmonisation',
      poids: parameters.poids.harmonisation,
      montant,
      mode,
      mesure_besoin: harmonisation.besoin.mesure,
      alpha: harmonisation.besoin.alpha,
      territoires: territoires.map((territory, index) => territoryOf(territory, at(level, index))),
    },
    steps,
    reserve,
  };
}

function territoryOf(territory: TerritorySplit, montant: Montant) {
  return {
    departement: territory.departement,
    antennes: territory.antennes,
    lectures: territory.lectures,
    manque: toPart(territory.manque),
    besoin: territory.besoin?.mesure ?? null,
    besoin_puissance: toPart(territory.besoinPuissance),
    part: toPart(territory.part),
    montant,
  };
}

/** Cents of what is given, then of what is held, which together show the cents of `whole`. */
function showAll(
  given: readonly { readonly montant: Fraction }[],
  held: readonly Held[],
  whole: Montant,
): Montant[] {
  return shownWithin(
    [...given, ...held].map((one) => one.montant),
    whole.centimes,
  );
}

function reserveSteps(enveloppe: NomEnveloppe, held: readonly Held[], shown: readonly Montant[]): Etape[] {
  return held.map(({ motif, departement }, index) => ({
    nature: 'reserve',
    enveloppe,
    departement,
    motif,
    montant: at(shown, index),
  }));
}

function at(shown: readonly Montant[], index: number): Montant {
  const montant = shown[index];
  if (montant === undefined) throw new RangeError(`no amount at ${index}`);
  return montant;
}
