import { assume } from './assumptions.ts';
import { formatEuros, formatNumber, formatPercent } from './format.ts';
import type { Inputs, Mesure } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { inputLabel } from './words.ts';

/** Parameters over inputs, with the name under which people know them. */
export interface Scenario {
  readonly nom: string;
  readonly parameters: Parameters;
  readonly inputs: Inputs;
}

/** Why an amount differs from one scenario to another. */
export const CAUSES = {
  poids: 'Poids des enveloppes',
  definition: 'Définitions',
  donnees: 'Données',
  antennes: 'Antennes de la répartition',
  bornes: 'Planchers et plafonds',
  montants: 'Total, coordination et socle',
} as const;
export type Cause = keyof typeof CAUSES;

/** One thing that differs: where it stands, and both values as text; null where there is none. */
export interface Changement {
  readonly cause: Cause;
  readonly champ: string;
  readonly avant: string | null;
  readonly apres: string | null;
}

/** A scenario whose imputations and amounts of the year before stand among its figures, where they belong. */
export function settle({ nom, parameters, inputs }: Scenario): Scenario {
  const { imputations: _, annee_precedente: __, ...bare } = parameters;
  return { nom, parameters: bare, inputs: { ...inputs, mesures: assume(inputs, parameters).mesures } };
}

/**
 * The settled scenario `a` with what `changed` names taken from `b`. A figure that the one taken lacks comes from the
 * other: it cannot have counted where it lacks. What an antenne declares goes with her, whichever brings her.
 */
export function mix(a: Scenario, b: Scenario, changed: ReadonlySet<Cause>): Scenario {
  const from = (cause: Cause) => (changed.has(cause) ? b : a).parameters;
  const [definition, bounds, amounts] = [from('definition'), from('bornes'), from('montants')];
  const { antennes, porteur } = from('antennes');
  const [data, other] = changed.has('donnees') ? [b, a] : [a, b];
  const parameters: Parameters = {
    ...a.parameters,
    annee_donnees: data.parameters.annee_donnees,
    antennes,
    porteur,
    poids: from('poids').poids,
    activite: definition.activite,
    developpement: definition.developpement,
    harmonisation: definition.harmonisation,
    plancher: bounds.plancher,
    plafond: bounds.plafond,
    total_centimes: amounts.total_centimes,
    coordination: amounts.coordination,
    socle: amounts.socle,
  };
  return { nom: `${a.nom} / ${b.nom}`, parameters, inputs: joinInputs(data, other, parameters) };
}

function joinInputs(data: Scenario, other: Scenario, { antennes }: Parameters): Inputs {
  const present = new Set(antennes.map(({ code }) => code));
  const own = new Set(data.parameters.antennes.map(({ code }) => code));
  const takes = (side: Scenario) => (code: string) =>
    present.has(code) && (side === data ? own.has(code) : !own.has(code));
  const known = new Set(data.inputs.mesures.filter(isKnown).map(keyOf));
  const sides = [data, other];
  return {
    annee: data.inputs.annee,
    mesures: [
      ...data.inputs.mesures.filter(isKnown),
      ...other.inputs.mesures.filter((mesure) => !known.has(keyOf(mesure))),
    ],
    projets: sides.flatMap((side) =>
      side.inputs.projets
        .filter(({ antenne }) => takes(side)(antenne))
        .map((projet) => ({
          ...projet,
          notes: projet.notes.filter(({ antenne }) => present.has(antenne)),
        })),
    ),
    comblements: sides.flatMap((side) =>
      side.inputs.comblements.filter(({ antenne }) => takes(side)(antenne)),
    ),
  };
}

/** Whether a figure says something: a value, or that the antenne was not there the year before. */
function isKnown({ entree, valeur, statut }: Mesure): boolean {
  return valeur !== null || (entree === 'montant_n1' && statut === 'sans_objet');
}

function keyOf({ entree, antenne, departement }: Mesure): string {
  return JSON.stringify([entree, antenne ?? departement]);
}

/** Everything that differs between two settled scenarios and can move an amount. */
export function changesBetween(a: Scenario, b: Scenario): Changement[] {
  // The figures of an antenne that only one of them has come and go with her.
  const others = ownersOf(b);
  const shared = new Set([...ownersOf(a)].filter((owner) => others.has(owner)));
  const [before, after] = [leavesOf(a, shared), leavesOf(b, shared)];
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    if (old?.text === now?.text) return [];
    const leaf = old ?? now;
    if (leaf === undefined) return [];
    return [{ cause: leaf.cause, champ: leaf.champ, avant: old?.text ?? null, apres: now?.text ?? null }];
  });
}

function ownersOf({ parameters }: Scenario): Set<string> {
  return new Set(parameters.antennes.flatMap(({ code, departement }) => [code, departement]));
}

interface Leaf {
  readonly cause: Cause;
  readonly champ: string;
  readonly text: string;
}

/** What can move an amount, by place; the order is that in which a reader is told of it. */
function leavesOf({ parameters, inputs }: Scenario, shared: ReadonlySet<string>): ReadonlyMap<string, Leaf> {
  const { poids, activite, developpement, harmonisation, plancher, plafond } = parameters;
  const { total_centimes: total, coordination, socle, porteur, antennes } = parameters;
  const leaves = new Map<string, Leaf>();
  const put = (cause: Cause, champ: string, value: unknown) => {
    for (const [path, text] of textsOf(champ, value))
      leaves.set(`${cause} ${path}`, { cause, champ: path, text });
  };
  put('poids', 'poids', poids);
  put('definition', 'activite', activite);
  put('definition', 'developpement', developpement);
  const { lectures, ...coverage } = harmonisation;
  put('definition', 'harmonisation', coverage);
  for (const { lecture, ...reading } of lectures) {
    if (reading.poids > 0) put('definition', `harmonisation.lectures.${lecture}`, reading);
  }
  put('bornes', 'plancher', plancher);
  put('bornes', 'plafond', plafond);
  put('montants', 'total_centimes', total);
  put('montants', 'coordination', coordination);
  put('montants', 'socle', socle);
  put('antennes', 'porteur', porteur);
  for (const { code, departement } of antennes) put('antennes', code, `département ${departement}`);
  put('donnees', 'annee', String(inputs.annee));
  for (const [champ, text] of dataTexts(inputs, shared)) put('donnees', champ, text);
  return leaves;
}

function dataTexts(
  { mesures, projets, comblements }: Inputs,
  shared: ReadonlySet<string>,
): [string, string][] {
  const figures = mesures.flatMap((mesure): [string, string][] => {
    const owner = mesure.antenne ?? mesure.departement ?? '';
    if (!isKnown(mesure) || !shared.has(owner)) return [];
    const value = mesure.valeur === null ? 'sans objet' : formatNumber(mesure.valeur);
    return [[`${owner} · ${inputLabel(mesure.entree)}`, value]];
  });
  const projects = projets.flatMap(
    ({ code, antenne, eligible_centimes: cents, notes }): [string, string][] => {
      if (!shared.has(antenne)) return [];
      const given = notes
        .filter((note) => shared.has(note.antenne))
        .map((note) => `${note.antenne} ${formatNumber(note.note)}`)
        .sort();
      return [[`${antenne} · projet ${code}`, [formatEuros(cents), ...given].join(', ')]];
    },
  );
  const fillings = comblements
    .filter(({ antenne }) => shared.has(antenne))
    .map(({ antenne, action }): [string, string] => [`${antenne} · comblement ${action}`, 'déclaré']);
  return [...figures, ...projects, ...fillings].sort(([one], [other]) =>
    one < other ? -1 : one > other ? 1 : 0,
  );
}

/** A value as text, leaf by leaf, with the path to each. */
function textsOf(champ: string, value: unknown): [string, string][] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, one]) => textsOf(`${champ}.${key}`, one));
  if (typeof value !== 'number') return [[champ, String(value)]];
  if (champ.endsWith('_centimes')) return [[champ.replace('_centimes', ''), formatEuros(value)]];
  const percent = champ.startsWith('poids.') || /\.(poids|part|part_n1)$/.test(champ);
  return [[champ, percent ? formatPercent(value) : formatNumber(value)]];
}
