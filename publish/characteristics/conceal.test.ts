import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditIntervals } from '../audit/intervals.ts';
import type { PublishedTable, TableCell } from '../audit/table.ts';
import { TOTAL, UNKNOWN } from '../catalogue.ts';
import { type Asked, CharacteristicYear, type Crossing, OTHERS, WOMEN } from './characteristic-tables.ts';
import { type Concealment, conceal, concealMore } from './conceal.ts';
import { type FrequencyRule, needOf } from './frequency-rule.ts';
import type { PersonGroup, Widening } from './persons.ts';

const ANTENNES = [
  ['A', '11'],
  ['B', '34'],
  ['C', '34'],
  ['D', '66'],
] as const;
const SEXES = ['femme', 'homme', UNKNOWN];
const AGES = ['a1', 'a2', 'a3', 'a4', UNKNOWN];
const RULE = { minimum: 5, base: 20 };
const WIDER: Widening[] = [
  ['a1', 'jeunes'],
  ['a2', 'jeunes'],
  ['a3', 'autres'],
  ['a4', 'autres'],
].map(([code = '', codeLarge = '']) => ({ caracteristique: 'age', niveau: 1, code, codeLarge }));

/** Persons by antenne, sexe and age, told as the mart tells them: once by sexe, once by age. */
function groupsOf(counts: readonly number[]): PersonGroup[] {
  const persons = ANTENNES.flatMap(([antenne, departement], a) =>
    SEXES.flatMap((sexe, s) =>
      AGES.map((age, g) => ({
        ...{ annee: 2024, antenne, departement, sexe, age },
        personnes: counts[(a * SEXES.length + s) * AGES.length + g] ?? 0,
      })),
    ),
  ).filter(({ personnes }) => personnes > 0);
  const told = (caracteristique: string, code: 'sexe' | 'age'): PersonGroup[] => {
    const sums = new Map<string, PersonGroup>();
    for (const { age, ...one } of persons) {
      const modalite = code === 'sexe' ? one.sexe : age;
      const key = `${one.antenne} ${one.sexe} ${modalite}`;
      const before = sums.get(key)?.personnes ?? 0;
      sums.set(key, { ...one, caracteristique, modalite, personnes: before + one.personnes });
    }
    return [...sums.values()];
  };
  return [...told('sexe', 'sexe'), ...told('age', 'age')];
}

const counts = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) }, fc.integer({ min: 5, max: 40 })),
  { minLength: 60, maxLength: 60 },
);

/** Every crossing of sexe and age, each with the ways to tell less that the catalogue gives it. */
function asking(crossings: readonly Crossing[], rule: FrequencyRule): Asked[] {
  return crossings.flatMap((crossing) =>
    ['sexe', 'age'].map(
      (nom): Asked => ({
        crossing,
        view: { nom, source: nom },
        rule,
        grossissement: crossing === 'region' ? ['codes'] : ['codes', 'trois_ans', 'region'],
      }),
    ),
  );
}

const CROSSINGS = ['antenne', 'departement', 'region', 'sexe'] as const;
const PARENTS = new Map([
  ['antenne', new Map([...ANTENNES].map(([antenne, departement]) => [antenne, departement]))],
  [
    'sexe',
    new Map([
      ['homme', OTHERS],
      [UNKNOWN, OTHERS],
    ]),
  ],
  ['age', new Map(WIDER.map(({ code, codeLarge }) => [code, codeLarge]))],
]);

/** What is published, as one who reads it writes it down; and what everybody knows besides: persons of each antenne. */
function published({ lines }: Concealment, groups: readonly PersonGroup[]): PublishedTable[] {
  const cells = (
    wanted: (line: Concealment['lines'][number]) => boolean,
    codesOf: (line: Concealment['lines'][number]) => string[],
  ): TableCell[] => {
    const known = new Map<string, TableCell>();
    for (const line of lines.filter(wanted)) {
      const codes = codesOf(line);
      known.set(codes.join(' '), {
        codes,
        secret: line.secret,
        valeur: line.secret ? undefined : line.valeur,
      });
    }
    return [...known.values()];
  };
  const totals = ANTENNES.map(([antenne]) => ({
    codes: [antenne, TOTAL],
    secret: false,
    valeur: groups
      .filter((one) => one.antenne === antenne && one.caracteristique === 'sexe')
      .reduce((sum, { personnes }) => sum + personnes, 0),
  }));
  const place = ({ crossing, place: code }: Concealment['lines'][number]) =>
    crossing === 'region' ? TOTAL : code;
  const byAntenne = (name: string) => ({
    fichier: `antenne × ${name}`,
    dimensions: ['antenne', name],
    cells: [
      ...totals,
      ...cells(
        (line) => line.caracteristique === name && line.crossing !== 'sexe',
        (line) => [place(line), line.modalite],
      ),
    ],
  });
  const bySexe = {
    fichier: 'sexe × age',
    dimensions: ['sexe', 'age'],
    cells: cells(
      (line) => line.caracteristique === 'age' && line.crossing === 'sexe',
      (line) => [line.place, line.modalite],
    ),
  };
  return [byAntenne('sexe'), byAntenne('age'), ...(bySexe.cells.length > 0 ? [bySexe] : [])].filter(
    (table) => table.cells.length > 0,
  );
}

/** Small counts, or all but one of a group, that a reader can tell from what is published. */
async function exposed(concealment: Concealment, groups: readonly PersonGroup[]): Promise<string[]> {
  // A département of one antenne is that antenne: the figure is looked at once, under her name.
  const lines = concealment.lines.filter(
    ({ crossing, place }) => crossing !== 'departement' || place === '34',
  );
  const { intervals } = await auditIntervals(published({ ...concealment, lines }, groups), {
    parents: PARENTS,
  });
  const found = new Map(
    intervals.map(({ cellule, min, max }) => [
      Object.values(cellule).join(' '),
      [min, max ?? Infinity] as const,
    ]),
  );
  return lines
    .filter(({ secret, cause }) => secret && cause !== undefined)
    .filter(({ crossing, place, modalite, valeur, base }) => {
      const interval = found.get(`${crossing === 'region' ? TOTAL : place} ${modalite}`);
      const need = needOf(valeur, base, RULE)?.need;
      return (
        need !== undefined && (interval === undefined || interval[0] > need.low || interval[1] < need.high)
      );
    })
    .map(({ key }) => key);
}

describe('what is told of a year', () => {
  it('shows no small count, and lets none be found again', async () => {
    await fc.assert(
      fc.asyncProperty(counts, async (persons) => {
        const groups = groupsOf(persons);
        const year = new CharacteristicYear(groups, WIDER);
        const told = await conceal(year, asking(CROSSINGS, RULE));
        expect(told.helpless).toEqual([]);
        for (const { secret, cause } of told.lines) expect(secret || cause === undefined).toBe(true);
        expect(await exposed(told, groups)).toEqual([]);
      }),
      { numRuns: 25, seed: 2024 },
    );
  });

  it('gives a narrower audience nothing that is secret to others, and nothing under her own rule', async () => {
    const stricter = { minimum: 11, base: 44 };
    await fc.assert(
      fc.asyncProperty(counts, async (persons) => {
        const year = new CharacteristicYear(groupsOf(persons), WIDER);
        const told = await conceal(year, asking(CROSSINGS, RULE));
        const hers = await concealMore(year, told, asking(['departement', 'region', 'sexe'], stricter));
        const secrets = new Set(told.lines.filter(({ secret }) => secret).map(({ key }) => key));
        for (const line of hers.lines.filter(({ secret }) => !secret)) {
          expect(secrets.has(line.key)).toBe(false);
          expect(line.modalite === UNKNOWN || line.valeur >= stricter.minimum).toBe(true);
          expect(['departement', 'region', 'sexe']).toContain(line.crossing);
        }
      }),
      { numRuns: 15, seed: 2024 },
    );
  });

  it('tells in wider codes before it hides', async () => {
    const persons = [6, 2, 9, 9, 0, 6, 2, 9, 9, 0, 0, 0, 0, 0, 0];
    const groups = groupsOf([...persons, ...persons, ...persons, ...persons]);
    const { lines } = await conceal(
      new CharacteristicYear(groups, WIDER),
      asking(['antenne', 'region'], RULE),
    );
    const ofA = lines.filter(
      ({ crossing, place, caracteristique }) =>
        crossing === 'antenne' && place === 'A' && caracteristique === 'age',
    );
    expect(ofA.map(({ modalite, valeur, secret }) => [modalite, valeur, secret])).toEqual([
      [UNKNOWN, 0, false],
      ['jeunes', 16, false],
      ['autres', 36, false],
    ]);
    const region = lines.filter(
      ({ crossing, caracteristique }) => crossing === 'region' && caracteristique === 'age',
    );
    expect(region.map(({ modalite, valeur }) => [modalite, valeur])).toContainEqual(['a2', 16]);
  });

  it('tells women apart from all others, never those whose sexe is not known', () => {
    const year = new CharacteristicYear(groupsOf(Array.from({ length: 60 }, () => 6)), WIDER);
    const places = year.tell(asking(['sexe'], RULE)).lines.map(({ place }) => place);
    expect([...new Set(places)]).toEqual([WOMEN, OTHERS]);
  });
});
