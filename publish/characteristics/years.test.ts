import { describe, expect, it } from 'vitest';
import { isPersonsCube, UNKNOWN } from '../catalogue.ts';
import { ProtectedCube } from '../protection.ts';
import { readPublicationRules } from '../publication-rules.ts';
import type { JointCount } from '../suppression/linked-tables.ts';
import { type Asked, CharacteristicYear, type Told } from './characteristic-tables.ts';
import { type Concealment, conceal } from './conceal.ts';
import { NEVER } from './former.ts';
import type { PersonGroup } from './persons.ts';
import { PrintedKnowledge } from './printed-knowledge.ts';

/** Persons of an antenne and a year by sexe, as the mart tells them. */
function sexes(annee: number, antenne: string, women: number, men: number): PersonGroup[] {
  const group = { annee, antenne, departement: antenne, caracteristique: 'sexe' };
  return [
    { ...group, sexe: 'femme', modalite: 'femme', personnes: women },
    { ...group, sexe: 'homme', modalite: 'homme', personnes: men },
  ].filter(({ personnes }) => personnes > 0);
}

const ASKED: Asked[] = (['antenne', 'region'] as const).map((crossing) => ({
  crossing,
  view: { nom: 'sexe', source: 'sexe' },
  rule: { minimum: 5, base: 20 },
  grossissement: crossing === 'region' ? ['codes'] : ['codes', 'trois_ans', 'region'],
}));

const GROUPS = [2022, 2023, 2024].flatMap((annee) => [
  ...sexes(annee, 'A', 3, 40),
  ...sexes(annee, 'B', 20, 60),
  ...sexes(annee, 'C', 15, 50),
  ...sexes(annee, 'D', 12, 44),
]);

async function yearAfterYear(
  groups: readonly PersonGroup[],
  years: readonly number[],
): Promise<Concealment[]> {
  const told: Concealment[] = [];
  for (const annee of years) {
    const until = groups.filter((one) => one.annee <= annee);
    told.push(await conceal(new CharacteristicYear(until, [], told), ASKED));
  }
  return told;
}

const shown = ({ lines }: Concealment, place: string) =>
  lines
    .filter((line) => line.place === place)
    .map(({ periode, modalite, valeur, secret }) => [periode, modalite, secret ? 'secret' : valeur]);

describe('characteristics over years', () => {
  it('tell a place over the last years together where one year is too small', async () => {
    const [, , last] = await yearAfterYear(GROUPS, [2022, 2023, 2024]);
    if (last === undefined) throw new Error('three years were told');
    const periods = new Set(shown(last, 'A').map(([periode]) => periode));
    expect([...periods]).toEqual(['2022-2024']);
    expect(last.lines.filter(({ secret, cause }) => !secret && cause !== undefined)).toEqual([]);
  });

  it('leave a year as it was told when another one is added', async () => {
    const before = await yearAfterYear(GROUPS, [2022, 2023]);
    const after = await yearAfterYear(GROUPS, [2022, 2023, 2024]);
    for (const [at, year] of before.entries()) expect(after[at]?.lines).toEqual(year.lines);
  });

  it('keep secret what was secret before', async () => {
    const year = new CharacteristicYear(
      GROUPS.filter(({ annee }) => annee === 2022),
      [],
    );
    const isIt = ({ place, modalite }: { place: string; modalite: string }) =>
      place === 'B' && modalite === 'femme';
    const former = ({ lines }: Told) => ({
      ...NEVER,
      secret: new Set(lines.filter(isIt).map(({ key }) => key)),
    });
    const { lines } = await conceal(year, ASKED, { former });
    expect(lines.find(isIt)?.secret).toBe(true);
  });
});

describe('a characteristic that hardly any woman tells', () => {
  // Of A alone it is known who has children; of one year her 4 women are told with those of the year before.
  const children = [
    ['femme', 'parent', 2],
    ['femme', 'sans_enfant', 2],
    ['homme', 'parent', 36],
    ['homme', 'sans_enfant', 20],
  ] as const;
  const groups = [
    ...[2023, 2024].flatMap((annee) => [
      ...sexes(annee, 'A', annee === 2023 ? 6 : 4, 56),
      ...sexes(annee, 'B', 5, 60),
      ...sexes(annee, 'C', 20, 80),
    ]),
    ...children.map(([sexe, modalite, personnes]) => ({
      ...{ annee: 2024, antenne: 'A', departement: 'A', caracteristique: 'enfants' },
      ...{ sexe, modalite, personnes },
    })),
  ];
  const asked: Asked[] = [
    ...ASKED,
    ...(['region', 'sexe'] as const).map(
      (crossing): Asked => ({
        crossing,
        view: { nom: 'enfants', source: 'enfants' },
        rule: { minimum: 5, base: 20 },
        grossissement: ['codes', 'region'],
      }),
    ),
  ];

  it('is kept whole by the rule for her too: nobody may conclude that there are fewer women', async () => {
    const years: Concealment[] = [];
    for (const annee of [2023, 2024]) {
      const until = groups.filter((one) => one.annee <= annee);
      years.push(await conceal(new CharacteristicYear(until, [], years), asked));
    }
    const { lines = [], witnesses = [] } = years[1] ?? {};
    const women = lines.filter(({ crossing, place }) => crossing === 'sexe' && place === 'femme');
    expect(women.map(({ modalite, secret, most }) => [modalite, secret, most])).toContainEqual([
      ...['parent', true],
      4,
    ]);
    const reached = witnesses.map((table) => mothers(table, groups));
    expect(Math.max(...reached)).toBeGreaterThanOrEqual(5);
    expect(Math.min(...reached)).toBeLessThanOrEqual(1);
  });
});

/** Women with children of the last year, in a table told by the counts in which it differs. */
function mothers(table: readonly JointCount[], groups: readonly PersonGroup[]): number {
  const isMother = (codes: ReadonlyMap<string, string>) =>
    ['annee=2024', 'sexe=femme', 'enfants=parent'].every((part) => {
      const [name = '', code] = part.split('=');
      return codes.get(name) === code;
    });
  const truth = new Map(
    groups.map(({ annee, antenne, sexe, caracteristique, modalite, personnes }) => [
      `${annee} ${antenne} ${sexe} ${caracteristique} ${modalite}`,
      personnes,
    ]),
  );
  return table
    .filter(({ codes }) => isMother(codes))
    .reduce(
      (sum, { codes, persons }) =>
        sum + persons - (truth.get(`2024 ${codes.get('antenne')} femme enfants parent`) ?? 0),
      2,
    );
}

describe('what was printed', () => {
  const printed = (modalites: readonly string[], valeur: number) =>
    new PrintedKnowledge(
      [{ annee: 2024, antenne: 'A', sexe: '', caracteristique: 'age', modalites, valeur }],
      ['a1', 'a2', 'a3'].map((modalite, at) => ({
        ...{ annee: 2024, antenne: 'A', departement: 'A', sexe: 'homme', caracteristique: 'age', modalite },
        personnes: [4, 6, 8][at] ?? 0,
      })),
    );
  const part = (codes: readonly string[]) => [
    { annee: 2024, antenne: 'A', source: 'age', sexes: undefined, codes },
  ];

  it('gives a sum and the rest, and no part of it', () => {
    const known = printed(['a1', 'a2'], 10);
    expect(known.gives(part(['a1', 'a2']))).toBe(true);
    expect(known.gives(part(['a3', UNKNOWN]))).toBe(true);
    expect(known.gives(part(['a1']))).toBe(false);
    expect(known.gives([{ ...part(['a1', 'a2'])[0], antenne: 'B' } as never])).toBe(false);
  });

  it('gives each code of a rest that is nobody', () => {
    const known = printed(['a1', 'a2', 'a3'], 18);
    expect(known.gives(part([UNKNOWN]))).toBe(true);
  });

  it('leaves a small count of it secret, and asks for no protection of it', async () => {
    const groups = GROUPS.filter(({ annee }) => annee === 2024);
    const count = { annee: 2024, antenne: 'A', sexe: '', caracteristique: 'sexe' };
    const known = new PrintedKnowledge([{ ...count, modalites: ['femme'], valeur: 3 }], groups);
    const { lines, exempt } = await conceal(new CharacteristicYear(groups, [], [], known), ASKED);
    expect(exempt.map(({ place, modalite }) => [place, modalite])).toContainEqual(['A', 'femme']);
    expect(lines.filter(({ place, secret }) => place === 'A' && !secret)).toEqual([]);
    expect(lines.filter(({ place, secret }) => place !== 'A' && secret)).toEqual([]);
  });
});

describe('the door of a cube of persons', () => {
  it('lets through what was concealed, and nothing that only looks like it', async () => {
    const { catalogue } = await readPublicationRules();
    const cube = catalogue.cubes.filter(isPersonsCube).find(({ nom }) => nom === 'profil_antennes');
    if (cube === undefined) throw new Error('the catalogue has this cube');
    const words = {
      ...{ widenings: [], files: new Map(), departements: new Map() },
      caracteristiques: catalogue.caracteristiques,
    };
    const year = await conceal(
      new CharacteristicYear(
        GROUPS.filter(({ annee }) => annee === 2022),
        [],
      ),
      ASKED,
    );
    const { rows } = ProtectedCube.ofConcealments(cube, 'comite', [year], words);
    expect(rows.find(({ dimensions }) => dimensions.includes('A'))).toMatchObject({
      dimensions: [2022, '2022', 'A', 'sexe', '_T'],
      valeur: null,
      statut: 'secret',
    });
    expect(() => ProtectedCube.ofConcealments(cube, 'comite', [{ ...year }], words)).toThrow(TypeError);
  });
});
