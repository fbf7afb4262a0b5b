import type { NomEnveloppe } from './allocation.ts';
import { assume } from './assumptions.ts';
import { ENVELOPE_TITLES } from './explain.ts';
import { formatNumber, formatPercent } from './format.ts';
import { declaredInputs } from './gather.ts';
import type { Inputs, Mesure } from './inputs.ts';
import { type Parameters, SANS_DECLARATION } from './parameters.ts';
import { withWeight } from './weight-sweep.ts';
import { BESOINS, type Besoin, countLabel, inputLabel, LECTURES, UNITES, type Unite } from './words.ts';

/** What may be otherwise: the weights, what is counted and how, the chance in a small count, a value nobody declared. */
export type NatureFacteur = 'poids' | 'definition' | 'comptes' | 'imputation';

/** One way in which a scenario could be otherwise. */
export interface Variante {
  readonly libelle: string;
  readonly inputs: Inputs;
  readonly parameters: Parameters;
}

/** What is made to vary alone, all else equal. */
export interface Variation {
  readonly code: string;
  readonly nature: NatureFacteur;
  readonly libelle: string;
  readonly variantes: readonly Variante[];
}

/** By how many points a weight is moved, up and down. */
export const POINTS = 10;

/** The exponents of the need that stand beside each other. */
const ALPHAS = [0, 0.5, 1];

/** A scenario whose imputations stand among its figures, so that a figure can be changed. */
interface Settled {
  readonly inputs: Inputs;
  readonly parameters: Parameters;
}

/** Everything that is made to vary around a scenario, one thing at a time. */
export function variationsOf(inputs: Inputs, parameters: Parameters): Variation[] {
  const { imputations: _, annee_precedente: __, ...bare } = parameters;
  const scenario = { inputs: { ...inputs, mesures: assume(inputs, parameters).mesures }, parameters: bare };
  return [
    ...weightVariations(scenario),
    ...definitionVariations(scenario),
    ...countVariations(scenario),
    ...imputationVariations(scenario),
  ].filter(({ variantes }) => variantes.length > 0);
}

function weightVariations({ inputs, parameters }: Settled): Variation[] {
  return (Object.keys(ENVELOPE_TITLES) as NomEnveloppe[]).map((nom) => {
    const now = parameters.poids[nom];
    const moved = [Math.max(0, now - POINTS), Math.min(100, now + POINTS)].filter((one) => one !== now);
    return {
      code: `poids:${nom}`,
      nature: 'poids',
      libelle: `Poids de l’enveloppe « ${ENVELOPE_TITLES[nom]} », ${POINTS} points de moins ou de plus`,
      variantes: moved.map((percent) => ({
        libelle: formatPercent(Math.round(percent * 100) / 100),
        inputs,
        parameters: { ...parameters, poids: withWeight(parameters.poids, nom, percent) },
      })),
    };
  });
}

function definitionVariations(scenario: Settled): Variation[] {
  const { inputs, parameters } = scenario;
  const { poids } = parameters;
  const list: Variation[] = [];
  const add = (code: string, libelle: string, variantes: readonly Variante[]) =>
    list.push({ code: `definition:${code}`, nature: 'definition', libelle, variantes });
  if (poids.activite > 0) {
    add('unite', 'Ce qui est compté, pour toutes les antennes', unitVariants(scenario));
    for (const { code, nom } of parameters.antennes)
      add(`unite:${code}`, `Ce qui est compté pour ${nom} seulement`, ownUnitVariants(scenario, code));
  }
  if (poids.developpement > 0) {
    const { developpement: rules } = parameters;
    const { sans_notes, excedent } = rules;
    add('projets', 'Projets déclarés et leurs notes', projectVariants(scenario));
    const noted = declaredInputs(inputs, parameters).projets.some(({ antenne, notes }) =>
      notes.some((note) => note.antenne !== antenne),
    );
    const others: [string, Parameters['developpement']][] = noted
      ? [
          [
            excedent === 'repartir' ? 'excédent gardé en réserve' : 'excédent réparti',
            { ...rules, excedent: excedent === 'repartir' ? 'reserve' : 'repartir' },
          ],
        ]
      : [
          [
            sans_notes === 'parts_egales' ? 'en réserve' : 'en parts égales',
            { ...rules, sans_notes: sans_notes === 'parts_egales' ? 'reserve' : 'parts_egales' },
          ],
        ];
    const libelle = noted ? 'Développement au-delà des projets' : 'Développement sans notes';
    add(
      'developpement',
      libelle,
      others.map(([label, developpement]) => ({
        libelle: label,
        inputs,
        parameters: { ...parameters, developpement },
      })),
    );
  }
  if (poids.harmonisation > 0) list.push(...coverageVariations(scenario));
  return list;
}

function unitVariants({ inputs, parameters }: Settled): Variante[] {
  const known = (unite: Unite) =>
    inputs.mesures.some(
      ({ entree, valeur, antenne }) => entree === unite && antenne !== null && valeur !== null,
    );
  return (Object.keys(UNITES) as Unite[])
    .filter((unite) => unite !== parameters.activite.unite && known(unite))
    .map((unite) => ({
      libelle: UNITES[unite],
      inputs,
      parameters: { ...parameters, activite: { unite } },
    }));
}

function projectVariants({ inputs, parameters }: Settled): Variante[] {
  if (inputs.projets.length === 0) return [];
  const { developpement } = parameters;
  const counted = developpement.projets === 'declares';
  return [
    {
      libelle: counted ? 'écartés' : 'comptés',
      inputs,
      parameters: {
        ...parameters,
        developpement: { ...developpement, projets: counted ? 'ecartes' : 'declares' },
      },
    },
  ];
}

/** One antenne counted in another unit while the others keep theirs: what an unstated definition does. */
function ownUnitVariants({ inputs, parameters }: Settled, code: string): Variante[] {
  const { unite } = parameters.activite;
  return (Object.keys(UNITES) as Unite[]).flatMap((other) => {
    const counted = inputs.mesures.find(({ entree, antenne }) => entree === other && antenne === code);
    if (other === unite || counted?.valeur == null) return [];
    const libelle = `${formatNumber(counted.valeur)} ${countLabel(other, counted.valeur)}`;
    return [{ libelle, inputs: withValue(inputs, unite, code, counted.valeur), parameters }];
  });
}

function coverageVariations({ inputs, parameters }: Settled): Variation[] {
  const { harmonisation } = parameters;
  const { lectures, besoin, sans_declaration } = harmonisation;
  const variant = (libelle: string, over: Partial<Parameters['harmonisation']>): Variante => ({
    libelle,
    inputs,
    parameters: { ...parameters, harmonisation: { ...harmonisation, ...over } },
  });
  const alone = lectures
    .filter(({ poids }) => poids < 100)
    .map((one) =>
      variant(LECTURES[one.lecture], {
        lectures: lectures.map((other) => ({ ...other, poids: other === one ? 100 : 0 })),
      }),
    );
  const needs = (Object.keys(BESOINS) as Besoin[]).flatMap((mesure) =>
    ALPHAS.filter((alpha) =>
      alpha === 0
        ? besoin.alpha !== 0 && mesure === besoin.mesure
        : alpha !== besoin.alpha || mesure !== besoin.mesure,
    )
      .filter(() => inputs.mesures.some(({ entree, valeur }) => entree === mesure && valeur !== null))
      .map((alpha) =>
        variant(alpha === 0 ? 'α = 0' : `α = ${formatNumber(alpha)}, ${BESOINS[mesure]}`, {
          besoin: { mesure, alpha },
        }),
      ),
  );
  const several = new Set(parameters.antennes.map(({ departement }) => departement)).size;
  const { comblements } = declaredInputs(inputs, parameters);
  const shared = comblements.length === 0 && several < parameters.antennes.length;
  const within = SANS_DECLARATION.filter((rule) => shared && rule !== sans_declaration);
  const words = { parts_egales: 'en parts égales', activite: 'selon l’activité', reserve: 'en réserve' };
  const nature = 'definition' as const;
  return [
    { code: 'definition:lecture', nature, libelle: 'Lecture de la couverture', variantes: alone },
    {
      code: 'definition:comblements',
      nature,
      libelle: 'Actions que les antennes déclarent mettre en place',
      variantes:
        inputs.comblements.length === 0
          ? []
          : [
              harmonisation.comblements === 'declares'
                ? variant('écartées', { comblements: 'ecartes' })
                : variant('comptées', { comblements: 'declares' }),
            ],
    },
    { code: 'definition:besoin', nature, libelle: 'Poids du besoin (α)', variantes: needs },
    {
      code: 'definition:sans_declaration',
      nature,
      libelle: 'D’un département à ses antennes',
      variantes: within.map((rule) => variant(words[rule], { sans_declaration: rule })),
    },
  ];
}

/** 95 % interval of a Poisson count (Byar's approximation), in whole numbers that hold it. */
export function countInterval(count: number): readonly [low: number, high: number] {
  const bound = (n: number, sign: 1 | -1) => {
    const root = 1 - 1 / (9 * n) + (sign * 1.96) / (3 * Math.sqrt(n));
    return n * root * root * root;
  };
  return [count === 0 ? 0 : Math.max(0, Math.floor(bound(count, -1))), Math.ceil(bound(count + 1, 1))];
}

/** What each antenne counts, at both ends of what chance alone explains from one year to the next. */
function countVariations({ inputs, parameters }: Settled): Variation[] {
  const { unite } = parameters.activite;
  if (parameters.poids.activite === 0 || unite === 'heures') return [];
  return parameters.antennes.map(({ code, nom }) => {
    const found = inputs.mesures.find(({ entree, antenne }) => entree === unite && antenne === code);
    const ends = found?.valeur == null ? [] : countInterval(found.valeur);
    return {
      code: `comptes:${code}`,
      nature: 'comptes',
      libelle: `Aléa du compte de ${nom} d’une année à l’autre (95 %)`,
      variantes: ends.map((valeur) => ({
        libelle: `${formatNumber(valeur)} ${countLabel(unite, valeur)}`,
        inputs: withValue(inputs, unite, code, valeur),
        parameters,
      })),
    };
  });
}

/** Other values for each value that nobody declared: the others' smallest, middle and largest, and by inhabitants. */
function imputationVariations({ inputs, parameters }: Settled): Variation[] {
  const listed = new Map(parameters.antennes.map((antenne) => [antenne.code, antenne]));
  return inputs.mesures.flatMap((mesure): Variation[] => {
    const { entree, valeur, imputation } = mesure;
    const owner = mesure.antenne ?? mesure.departement ?? '';
    const nom = listed.get(owner)?.nom ?? `département ${owner}`;
    if (imputation === undefined || valeur === null) return [];
    const values = new Map<number, string>();
    const offer = (value: number | null, libelle: string) => {
      if (value !== null && value !== valeur && !values.has(value)) values.set(value, libelle);
    };
    const declared = declaredBeside(mesure, inputs, listed);
    offer(declared[0] ?? null, 'la plus petite des autres');
    offer(declared[(declared.length - 1) >> 1] ?? null, 'la médiane des autres');
    offer(declared.at(-1) ?? null, 'la plus grande des autres');
    offer(byInhabitants(mesure, inputs, parameters), 'selon les habitants');
    const variantes = [...values].map(([value, libelle]) => ({
      libelle: `${formatNumber(value)} ${countLabel(entree, value)}, ${libelle}`,
      inputs: withValue(inputs, entree, owner, value),
      parameters,
    }));
    return [
      {
        code: `imputation:${owner}:${entree}`,
        nature: 'imputation',
        libelle: `Valeur imputée à ${nom} : ${inputLabel(entree)}`,
        variantes,
      },
    ];
  });
}

function declaredBeside(mesure: Mesure, { mesures }: Inputs, listed: ReadonlyMap<string, unknown>): number[] {
  const territory = mesure.antenne === null;
  return mesures
    .filter(({ entree, provenance }) => entree === mesure.entree && provenance !== 'imputation')
    .filter(({ antenne }) => (territory ? antenne === null : antenne !== null && listed.has(antenne)))
    .flatMap(({ valeur }) => (valeur === null ? [] : [valeur]))
    .sort((a, b) => a - b);
}

/** What the antenne would count at the others' rate per inhabitant; null where she shares a département or one lacks. */
function byInhabitants(
  { entree, antenne }: Mesure,
  { mesures }: Inputs,
  parameters: Parameters,
): number | null {
  const own = parameters.antennes.find(({ code }) => code === antenne);
  if (own === undefined || !(entree in UNITES) || entree === 'heures') return null;
  const people = new Map(
    mesures.filter((one) => one.entree === 'population').map((one) => [one.departement, one.valeur]),
  );
  const others = parameters.antennes.filter(({ code }) => code !== antenne);
  const territories = [...new Set(others.map(({ departement }) => departement))];
  const counted = wholeSum(
    others.map(
      ({ code }) => mesures.find((one) => one.entree === entree && one.antenne === code)?.valeur ?? null,
    ),
  );
  const inhabitants = wholeSum(territories.map((departement) => people.get(departement) ?? null));
  const mine = people.get(own.departement) ?? null;
  if (mine === null || territories.includes(own.departement)) return null;
  if (counted === null || inhabitants === null || inhabitants === 0) return null;
  return Math.round((counted * mine) / inhabitants);
}

/** The sum of a list of which nothing lacks; null otherwise. */
function wholeSum(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((all, one) => (all === null || one === null ? null : all + one), 0);
}

/** The inputs with another value for one figure, which stays what it was in all else. */
export function withValue(inputs: Inputs, entree: string, owner: string, valeur: number): Inputs {
  const mesures = inputs.mesures.map((mesure) =>
    mesure.entree === entree && (mesure.antenne ?? mesure.departement) === owner
      ? { ...mesure, valeur }
      : mesure,
  );
  return { ...inputs, mesures };
}
