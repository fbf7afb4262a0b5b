import type { DuckDBConnection } from '@duckdb/node-api';
import {
  AUDIENCES,
  type Audience,
  type Catalogue,
  type Characteristic,
  codesOf,
  isPersonsCube,
  type PersonsCube,
  UNKNOWN,
} from '../catalogue.ts';
import { agreeing, type PrintedFigure } from '../known/printed-figures.ts';
import { ProtectedCube } from '../protection.ts';
import type { FormerCells } from '../published-cell.ts';
import type { JointCount } from '../suppression/linked-tables.ts';
import type { ClassRule, Thresholds } from '../thresholds.ts';
import { type Asked, CharacteristicYear, type Told } from './characteristic-tables.ts';
import { type Concealment, conceal, concealMore } from './conceal.ts';
import { FormerLines } from './former-lines.ts';
import type { FrequencyRule } from './frequency-rule.ts';
import type { PersonGroup } from './persons.ts';
import { PrintedKnowledge } from './printed-knowledge.ts';
import { type GroupMart, type GroupSources, readGroups } from './read-groups.ts';
import { levelsOf, type View } from './widening.ts';

/** Whom the groups of a mart count. */
export const POPULATIONS: Readonly<Record<GroupMart, string>> = {
  groupe_profil: 'accompagnees',
  groupe_sortie: 'sorties',
};

/** What is told of characteristics, and to whom. */
export interface CharacteristicOptions {
  catalogue: Catalogue;
  thresholds: Thresholds;
  /** The years that are closed: characteristics of persons leave for these alone. */
  anneesCloses: readonly number[];
  /** What was published of the closed years before: what was hidden stays so, and what is told as it was is known. */
  anciens?: FormerCells;
  /** Whether figures that no table tells must keep the whole rule, and not doubt alone. */
  entiere?: boolean;
  /** Figures of persons that were printed, and so are known to everybody. */
  imprimes?: readonly PrintedFigure[];
}

/** What was chosen for one audience and population, year by year. */
export interface AudienceChoice {
  mart: GroupMart;
  audience: Audience;
  years: readonly Concealment[];
}

/** Cubes of characteristics, and what was done to make them. */
export interface ProtectedCharacteristics {
  cubes: ProtectedCube[];
  choices: AudienceChoice[];
  nomenclature: Nomenclature;
  /** The tables that prove the choices, for the audit; they never leave. */
  hints: WitnessTable[];
}

/** Another table of whole persons: the finest counts in which it differs from the rows. */
export interface WitnessTable {
  population: string;
  cases: readonly {
    annee: number;
    antenne: string;
    sexe: string;
    caracteristique: string;
    modalite: string;
    personnes: number;
  }[];
}

/** A code that stands for finer ones. */
export interface WideCode {
  population: string;
  caracteristique: string;
  niveau: number;
  code: string;
  /** The characteristic whose finest codes these are. */
  de: string;
  codes: readonly string[];
}

/** What a reader needs to add codes up: which finest codes stand behind a wide one, which antennes are in a département. */
export interface Nomenclature {
  hierarchies: WideCode[];
  departements: Record<string, readonly string[]>;
}

/** Audiences under one rule see the same. */
interface Readers {
  audiences: readonly Audience[];
  rules: ReadonlyMap<'C' | 'S', FrequencyRule>;
}

/**
 * Reads the groups of persons and makes the cubes of characteristics for each audience: first what all readers together
 * may see, then, of that, what a narrower one may. Years are chosen in their order, each with what is told of the years
 * before taken as told.
 */
export async function protectCharacteristics(
  connection: DuckDBConnection,
  options: CharacteristicOptions,
): Promise<ProtectedCharacteristics> {
  const cubes = options.catalogue.cubes.filter(isPersonsCube);
  const result: ProtectedCharacteristics = {
    cubes: [],
    choices: [],
    nomenclature: { hierarchies: [], departements: {} },
    hints: [],
  };
  for (const mart of [...new Set(options.catalogue.caracteristiques.map((one) => one.mart))]) {
    const hers = cubes.filter((cube) => cube.mart === mart);
    if (hers.length === 0) continue;
    const sources = await readGroups(connection, mart, options.catalogue.caracteristiques);
    const words = {
      ...{ widenings: sources.widenings, files: sources.files },
      ...{
        caracteristiques: options.catalogue.caracteristiques,
        departements: departementsOf(sources.groups),
      },
    };
    const choices = await chooseAll(mart, hers, sources, options);
    result.choices.push(...choices);
    const chosen = new Set(choices.flatMap(({ years }) => years));
    for (const { witnesses } of chosen)
      result.hints.push(...witnesses.map((table) => witnessTable(mart, table)));
    result.nomenclature.hierarchies.push(...wideCodes(mart, sources, options.catalogue.caracteristiques));
    Object.assign(result.nomenclature.departements, Object.fromEntries(departementsOf(sources.groups)));
    for (const cube of hers)
      for (const audience of cube.audiences ?? []) {
        const years = choices.find((one) => one.audience === audience)?.years ?? [];
        result.cubes.push(ProtectedCube.ofConcealments(cube, audience, years, words));
      }
  }
  return result;
}

/** A witness as the audit reads it: by characteristic, and by sexe where that moves. */
function witnessTable(mart: GroupMart, table: readonly JointCount[]): WitnessTable {
  const cases = table.flatMap(({ codes, persons }) => {
    const { annee, antenne, sexe, ...others } = Object.fromEntries(codes);
    const [caracteristique = 'sexe', modalite = sexe] = Object.entries(others)[0] ?? [];
    if (antenne === undefined || sexe === undefined || modalite === undefined) return [];
    return [{ annee: Number(annee), antenne, sexe, caracteristique, modalite, personnes: persons }];
  });
  return { population: POPULATIONS[mart], cases };
}

async function chooseAll(
  mart: GroupMart,
  cubes: readonly PersonsCube[],
  sources: GroupSources,
  options: CharacteristicOptions,
): Promise<AudienceChoice[]> {
  const annees = [...new Set(sources.groups.map(({ annee }) => annee))]
    .filter((annee) => options.anneesCloses.includes(annee))
    .sort((a, b) => a - b);
  const printed = printedCounts(mart, sources.groups, options.imprimes ?? []);
  const possible = possibleCodes(mart, options.catalogue.caracteristiques);
  const choices: AudienceChoice[] = [];
  let widest: readonly Concealment[] | undefined;
  for (const readers of readersOf(cubes, options.thresholds)) {
    const years: Concealment[] = [];
    const before = new FormerLines(cubes, readers.audiences, options.anciens ?? new Map());
    const wishes = { former: (told: Told) => before.of(told), whole: options.entiere ?? false };
    for (const [at, annee] of annees.entries()) {
      const groups = sources.groups.filter((one) => annees.includes(one.annee) && one.annee <= annee);
      const year = new CharacteristicYear(groups, sources.widenings, years, printed, possible);
      const asked = readers.audiences.flatMap((audience) => askedOf(cubes, audience, options));
      const others = widest?.[at];
      years.push(
        others === undefined
          ? await conceal(year, unique(asked), wishes)
          : await concealMore(year, others, unique(asked), wishes),
      );
    }
    widest ??= years;
    choices.push(...readers.audiences.map((audience) => ({ mart, audience, years })));
  }
  return choices;
}

/** The finest codes that a characteristic of its own makes of another one's: told even where nobody is in them. */
function possibleCodes(mart: GroupMart, all: readonly Characteristic[]): Map<string, readonly string[]> {
  const possible = new Map<string, readonly string[]>();
  for (const { source, nom, partage, mart: its } of all) {
    if (its !== mart || partage === undefined) continue;
    const codes = Object.values(partage).flatMap((part) => part.codes);
    possible.set(source ?? nom, [...(possible.get(source ?? nom) ?? []), ...codes]);
  }
  return possible;
}

/** Of the printed figures those that are exact and agree with the rows. */
function printedCounts(
  mart: GroupMart,
  groups: readonly PersonGroup[],
  printed: readonly PrintedFigure[],
): PrintedKnowledge {
  const population = POPULATIONS[mart];
  const hers = printed.filter((one) => one.population === population && one.minimum === one.maximum);
  const { agree } = agreeing(
    hers,
    groups.map((one) => ({ ...one, population })),
  );
  const counts = agree.map(({ minimum, ...one }) => ({ ...one, valeur: minimum }));
  return new PrintedKnowledge(counts, groups);
}

/** Those under one rule together, the widest rule first. */
function readersOf(cubes: readonly PersonsCube[], thresholds: Thresholds): Readers[] {
  const named = AUDIENCES.filter((audience) => cubes.some(({ audiences }) => audiences?.includes(audience)));
  const readers = new Map<string, Readers>();
  for (const audience of named) {
    const rules = new Map(
      (['C', 'S'] as const).flatMap((classe) => {
        const rule = frequencyRule(thresholds.publics[audience][classe]);
        return rule === undefined ? [] : [[classe, rule] as const];
      }),
    );
    const key = JSON.stringify([...rules]);
    const before = readers.get(key)?.audiences ?? [];
    readers.set(key, { audiences: [...before, audience], rules });
  }
  const minimum = ({ rules }: Readers): number =>
    Math.max(...[...rules.values()].map((rule) => rule.minimum));
  return [...readers.values()].sort((a, b) => minimum(a) - minimum(b));
}

function frequencyRule(rule: ClassRule | undefined): FrequencyRule | undefined {
  return rule?.regle === 'frequence' ? { minimum: rule.minimum, base: rule.base } : undefined;
}

/** The tables that an audience's cubes are made of. */
function askedOf(
  cubes: readonly PersonsCube[],
  audience: Audience,
  { catalogue, thresholds }: CharacteristicOptions,
): Asked[] {
  return cubes
    .filter(({ audiences }) => audiences?.includes(audience))
    .flatMap(({ classe, personnes, mart }) => {
      const rule = frequencyRule(classe === undefined ? undefined : thresholds.publics[audience][classe]);
      if (rule === undefined) return [];
      const crossings = personnes.croisements_de[audience] ?? personnes.croisements;
      return crossings.flatMap((crossing) =>
        personnes.caracteristiques.map((nom): Asked => {
          const view = viewOf(nom, mart, catalogue.caracteristiques);
          const ways = crossing === 'region' ? ['codes' as const] : personnes.grossissement;
          const grossissement = personnes.grossissement.filter((way) => ways.includes(way));
          return { crossing, view, rule, grossissement };
        }),
      );
    });
}

function wideCodes(mart: GroupMart, { widenings }: GroupSources, all: readonly Characteristic[]): WideCode[] {
  return all
    .filter((one) => one.mart === mart)
    .flatMap((one) => {
      const view = viewOf(one.nom, mart, all);
      const finest = [...Object.keys(codesOf(one, all)), UNKNOWN];
      return levelsOf(view, finest, widenings).flatMap(({ niveau, codes }) =>
        [...codes]
          .filter(([code, its]) => its.length > 1 || its[0] !== code)
          .map(
            ([code, its]): WideCode => ({
              population: POPULATIONS[mart],
              ...{ caracteristique: one.nom, niveau, code, de: view.source, codes: its },
            }),
          ),
      );
    });
}

function unique(asked: readonly Asked[]): Asked[] {
  const seen = new Set<string>();
  return asked.filter(({ crossing, view }) => {
    const key = `${crossing}/${view.nom}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function viewOf(nom: string, mart: string, all: readonly Characteristic[]): View {
  const one = all.find((candidate) => candidate.nom === nom && candidate.mart === mart);
  const grouped = (codes: Characteristic['fusions']) =>
    new Map(Object.entries(codes).map(([code, { codes: its }]) => [code, its] as const));
  return {
    nom,
    source: one?.source ?? nom,
    ...(one?.niveaux === undefined ? {} : { niveaux: one.niveaux }),
    ...(one === undefined ? {} : { fusions: grouped(one.fusions) }),
    ...(one?.partage === undefined ? {} : { partage: grouped(one.partage) }),
  };
}

/** The antennes of each département. */
export function departementsOf(groups: readonly PersonGroup[]): Map<string, readonly string[]> {
  const departements = new Map<string, readonly string[]>();
  for (const { antenne, departement } of groups)
    departements.set(departement, [...new Set([...(departements.get(departement) ?? []), antenne])].sort());
  return departements;
}
