import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FixtureCube, fixtureRelease } from './fixture-release-folder.ts';
import { auditIntervals } from './intervals.ts';
import type { KnownGroup } from './known-groups.ts';
import { auditRelease, publicAudit, type ReleaseAuditOptions, type TableHint } from './release-audit.ts';
import { type PublishedTable, TOTAL } from './table.ts';

const frequence = { regle: 'frequence', minimum: 5, base: 20 };
const THRESHOLDS = {
  publics: {
    comite: { C: frequence, S: { regle: 'frequence', minimum: 5 } },
    drdfe: { C: frequence, S: { regle: 'frequence', minimum: 5 } },
    recherche: { C: { regle: 'frequence', minimum: 11, base: 44 } },
  },
};
const OPTIONS: ReleaseAuditOptions = { earlier: [], printed: [], insiders: [], thresholds: THRESHOLDS };

/** Persons of antennes by a characteristic of codes, all of one sexe; the last code is what is not known. */
function persons(
  counts: Readonly<Record<string, readonly number[]>>,
  codes: readonly string[] = ['a', 'b', 'c', '_U'],
  annee = 2024,
  caracteristique = 'emploi',
): KnownGroup[] {
  const departements = new Map([
    ['A', '34'],
    ['B', '34'],
    ['C', '66'],
    ['D', '11'],
  ]);
  return Object.entries(counts).flatMap(([antenne, hers]) =>
    hers.flatMap((personnes, at) => {
      const one = {
        population: 'accompagnees',
        annee,
        antenne,
        departement: departements.get(antenne) ?? '30',
      };
      const told = { ...one, sexe: 'homme', caracteristique, modalite: codes[at] ?? '_U', personnes };
      return personnes > 0 ? [told] : [];
    }),
  );
}

/** A small count hidden with what it takes: another code, in two other antennes, the region told. */
const GROUPS = persons({
  A: [3, 40, 30, 10],
  B: [20, 50, 40, 6],
  C: [30, 30, 25, 9],
  D: [25, 20, 35, 7],
});
const ANTENNES: FixtureCube = {
  nom: 'profil_antennes',
  lieu: 'antenne',
  caracteristique: 'emploi',
  audiences: ['comite', 'drdfe'],
  secrets: ['A/a', 'A/b', 'B/a', 'B/b', 'C/a', 'C/b'],
};
const REGION: FixtureCube = {
  nom: 'profil_region',
  lieu: 'region',
  caracteristique: 'emploi',
  audiences: ['comite', 'drdfe', 'recherche'],
};

async function audit(cubes: readonly FixtureCube[], options: Partial<ReleaseAuditOptions> = {}) {
  const groups = options.insiders ?? GROUPS;
  const folder = await fixtureRelease(groups, cubes);
  return auditRelease(folder, { ...OPTIONS, insiders: groups, ...options });
}

const messages = ({ problemes }: Awaited<ReturnType<typeof auditRelease>>): string[] =>
  problemes.map(({ message }) => message);

describe('the audit of a written release', () => {
  it('passes a small count that two other antennes keep in doubt, and says what it asked', async () => {
    const report = await audit([ANTENNES, REGION]);
    expect(messages(report)).toEqual([]);
    expect(report.causes).toMatchObject({ effectif: 1, secondaire: 5 });
    expect(report.temoins).toBeGreaterThan(0);
    expect(report.programmes).toBeLessThanOrEqual(40);
    expect(publicAudit(report)).toMatchObject({ cellules_verifiees: 6, cellules_retrouvables: 0 });
    expect(JSON.stringify(publicAudit(report))).not.toMatch(/effectif"|secondaire|exempt/);
  });

  it('refuses what a small count hidden alone gives away, names the cell and no value', async () => {
    const report = await audit([{ ...ANTENNES, secrets: ['A/a'] }, REGION]);
    expect(report.retrouvables).toEqual([
      expect.objectContaining({
        cube: 'profil_antennes',
        cellule: expect.objectContaining({ antenne: 'A', modalite: 'a' }),
      }),
    ]);
    expect(messages(report)[0]).toMatch(/profil_antennes.*antenne = A.*modalite = a.*lecteur extérieur/);
    expect(JSON.stringify(report.problemes)).not.toMatch(/\b(3|83|40)\b/);
  });

  it('refuses a small count that was not hidden at all', async () => {
    const report = await audit([{ ...ANTENNES, secrets: [] }, REGION]);
    expect(messages(report)[0]).toMatch(/antenne = A.*modalite = a/);
  });

  it('refuses what another cube gives', async () => {
    const departements: FixtureCube = {
      ...ANTENNES,
      nom: 'profil_departements',
      lieu: 'departement',
      secrets: [],
    };
    const report = await audit([{ ...ANTENNES, secrets: ['A/a', 'A/b', 'B/a', 'B/b'] }, REGION]);
    expect(messages(report)).toContainEqual(expect.stringMatching(/antenne = A.*l’antenne B/));
    const linked = await audit([ANTENNES, REGION, departements]);
    expect(messages(linked).length).toBeGreaterThan(0);
  });

  it('refuses what one audience hides and another is told', async () => {
    const told: FixtureCube = { ...ANTENNES, audiences: ['drdfe'], secrets: ['A/a', 'A/b'] };
    const report = await audit([{ ...ANTENNES, audiences: ['comite'] }, { ...told, nom: 'autre' }, REGION]);
    expect(messages(report)).toContainEqual(
      expect.stringMatching(/antenne = A.*modalite = a.*lecteur extérieur/),
    );
  });

  it('refuses what a written base gives', async () => {
    const known = persons({ A: [3, 40, 0, 10], B: [20, 50, 0, 6], C: [30, 30, 0, 9] });
    const codes = { a: ['a'], b: ['b'], _U: ['_U'] };
    const secrets = ['A/a', 'A/_U', 'B/a', 'B/_U', 'C/a', 'C/_U'];
    const cube = { ...ANTENNES, codes, secrets };
    const without = await audit([cube], { insiders: known });
    expect(messages(without)).toEqual([]);
    const given = await audit([{ ...cube, bases: ['A'] }], { insiders: known });
    expect(messages(given)[0]).toMatch(/antenne = A.*modalite = a/);
  });

  it('refuses what an antenne finds with her own persons', async () => {
    const report = await audit([{ ...ANTENNES, secrets: ['A/a', 'A/b', 'B/a', 'B/b'] }, REGION]);
    expect(report.retrouvables.map(({ attaquants }) => attaquants)).toEqual([['l’antenne B']]);
  });

  it('refuses what the one person of a cell of one finds', async () => {
    const groups = persons({ A: [1, 3, 40, 30], B: [30, 40, 30, 10], C: [30, 40, 30, 10] });
    const report = await audit([{ ...ANTENNES, secrets: ['A/a', 'A/b'] }], { insiders: groups });
    expect(messages(report).join()).toMatch(/la seule personne d’une cellule|lecteur extérieur/);
  });

  it('refuses what the printed report gives, exempts what it prints itself, and leaves out what contradicts the rows', async () => {
    const figure = {
      annee: 2024,
      population: 'accompagnees',
      sexe: '',
      caracteristique: 'emploi',
      source: 'p. 1',
    };
    const b = { ...figure, antenne: 'A', modalites: ['b'], minimum: 40, maximum: 40 };
    const broken = await audit([ANTENNES, REGION], { printed: [b] });
    expect(messages(broken)[0]).toMatch(/antenne = A.*modalite = a/);
    const a = { ...figure, antenne: 'A', modalites: ['a'], minimum: 3, maximum: 3 };
    const exempt = await audit([{ ...ANTENNES, secrets: ['A/a'] }, REGION], { printed: [a] });
    expect(messages(exempt)).toEqual([]);
    expect(exempt.exemptes.map(({ cellule }) => cellule)).toContainEqual(
      expect.objectContaining({ antenne: 'A', modalite: 'a' }),
    );
    const wrong = await audit([ANTENNES, REGION], { printed: [{ ...b, minimum: 41, maximum: 41 }] });
    expect([messages(wrong), wrong.imprimes]).toEqual([
      [],
      { retenus: 0, minimums: 0, contredits: ['p. 1'] },
    ]);
  });

  it('refuses what a printed minimum gives together with the cubes, and keeps one that only narrows', async () => {
    const figure = { annee: 2024, population: 'accompagnees', sexe: '', caracteristique: 'emploi' };
    const atLeast = (antenne: string, modalite: string, minimum: number) => ({
      ...{ ...figure, antenne, modalites: [modalite], minimum, maximum: Infinity, source: 'p. 2' },
    });
    // The others' persons bound those of A in `a` from above by their `a`, from below by their `b`.
    const above = [atLeast('B', 'a', 20), atLeast('C', 'a', 30)];
    const all = [...above, atLeast('B', 'b', 50), atLeast('C', 'b', 30)];
    expect(messages(await audit([ANTENNES, REGION], { printed: above }))).toEqual([]);
    const broken = await audit([ANTENNES, REGION], { printed: all });
    expect(messages(broken).join()).toMatch(/antenne = A.*modalite = a/);
    const some = await audit([ANTENNES, REGION], { printed: [atLeast('B', 'a', 15)] });
    expect([messages(some), some.imprimes]).toEqual([[], { retenus: 0, minimums: 1, contredits: [] }]);
    const wrong = await audit([ANTENNES, REGION], { printed: [atLeast('B', 'a', 21)] });
    expect(wrong.imprimes).toEqual({ retenus: 0, minimums: 0, contredits: ['p. 2'] });
  });

  it('refuses what an earlier release gives, and a year revised by a few persons', async () => {
    const dir = await fixtureRelease(GROUPS, [
      { ...ANTENNES, secrets: ['A/a', 'A/c', 'B/a', 'B/c', 'C/a', 'C/c'] },
    ]);
    const earlier = [{ release: '2024-12-31-00000000', dir }];
    expect(messages(await audit([ANTENNES, REGION], { earlier }))[0]).toMatch(/antenne = A.*modalite = a/);
    const old = persons({ A: [3, 40, 30, 10], B: [20, 50, 40, 6], C: [30, 30, 25, 9], D: [25, 20, 33, 7] });
    const before = [{ release: '2024-12-31-00000001', dir: await fixtureRelease(old, [ANTENNES, REGION]) }];
    const revised = await audit([ANTENNES, REGION], { earlier: before });
    expect(messages(revised).join()).toMatch(/révisée.*antenne = D.*modalite = c/);
    expect(revised.revisees).toContainEqual(expect.objectContaining({ annee: 2024 }));
    const more = persons({ A: [3, 40, 30, 10], B: [20, 50, 40, 6], C: [30, 30, 25, 9], D: [25, 20, 20, 7] });
    const enough = [{ release: '2024-12-31-00000001', dir: await fixtureRelease(more, [ANTENNES, REGION]) }];
    expect(messages(await audit([ANTENNES, REGION], { earlier: enough }))).toEqual([]);
  });

  it('refuses what a narrower audience finds under her own rule', async () => {
    const groups = persons({ A: [8, 40, 30, 10], B: [20, 50, 40, 6], C: [30, 30, 25, 9] });
    const hers: FixtureCube = { ...ANTENNES, audiences: ['recherche'], secrets: ['A/a'] };
    const report = await audit(
      [
        { ...ANTENNES, secrets: [] },
        { ...hers, nom: 'profil_recherche' },
      ],
      {
        insiders: groups,
      },
    );
    expect(messages(report)).toEqual([expect.stringMatching(/profil_recherche.*antenne = A.*modalite = a/)]);
  });

  it('refuses a small count of a finer code that no cube tells, when it can be found', async () => {
    const wide = { large: ['a', 'b'], c: ['c'], _U: ['_U'] };
    const hierarchies = [
      {
        population: 'accompagnees',
        caracteristique: 'emploi',
        code: 'large',
        de: 'emploi',
        codes: ['a', 'b'],
      },
    ];
    const cubes = [
      { ...ANTENNES, codes: wide, secrets: [] },
      { ...ANTENNES, nom: 'fin', codes: { b: ['b'] }, secrets: [] },
    ];
    const folder = await fixtureRelease(GROUPS, cubes, hierarchies);
    const report = await auditRelease(folder, { ...OPTIONS, insiders: GROUPS });
    expect(messages(report)[0]).toMatch(/qu’aucun cube ne dit.*antenne = A.*emploi = a/);
    const apart = await fixtureRelease(GROUPS, cubes.slice(0, 1), hierarchies);
    expect(messages(await auditRelease(apart, { ...OPTIONS, insiders: GROUPS }))).toEqual([]);
  });

  it('refuses a figure that is not what the rows say', async () => {
    const folder = await fixtureRelease(
      persons({ A: [3, 40, 31, 10], B: [20, 50, 40, 6], C: [30, 30, 25, 9], D: [25, 20, 35, 7] }),
      [ANTENNES],
    );
    const report = await auditRelease(folder, { ...OPTIONS, insiders: GROUPS });
    expect(report.problemes[0]?.code).toBe('chiffre_different_des_lignes');
    expect(messages(report)[0]).toMatch(/antenne = A.*modalite = c/);
  });

  it('takes a hint for what adding says of it, and needs no program where hints suffice', async () => {
    const cases = (changes: readonly (readonly [string, string, number])[]): TableHint => ({
      population: 'accompagnees',
      cases: changes.map(([antenne, modalite, personnes]) => ({
        ...{ annee: 2024, antenne, sexe: '', caracteristique: 'emploi', modalite, personnes },
      })),
    });
    const swap = (one: string, of: number, from: number, by: number): TableHint =>
      cases([
        ['A', 'a', 3 + by],
        ['A', 'b', 40 - by],
        [one, 'a', of - by],
        [one, 'b', from + by],
      ] as const);
    const hints = [swap('B', 20, 50, 4), swap('C', 30, 30, 4), swap('B', 20, 50, -3), swap('C', 30, 30, -3)];
    const report = await audit([ANTENNES, REGION], { hints });
    expect([messages(report), report.programmes, report.indicesRefuses]).toEqual([[], 0, 0]);
    const region: FixtureCube = { ...REGION, audiences: ['comite'] };
    const lie = await audit([{ ...ANTENNES, secrets: ['A/a'] }, region], { hints });
    expect([lie.retrouvables.length, lie.indicesRefuses]).toEqual([1, 4]);
  });

  it('refuses a cube of an audience for whom no rule is written', async () => {
    const report = await audit([{ ...ANTENNES, nom: 'autre', audiences: ['public'] }]);
    expect(report.problemes).toEqual([
      expect.objectContaining({
        code: 'public_sans_regle',
        message: expect.stringMatching(/autre.*classe C.*public/),
      }),
    ]);
  });

  it('asks nothing of a release without a cube of persons', async () => {
    const report = await audit([]);
    expect([report.cellules, report.programmes, report.problemes]).toEqual([0, 0, []]);
  });
});

const SECRETS = ['A/a', 'A/b', 'B/a', 'B/b', 'C/a', 'C/b'];
const CODES = ['a', 'b', 'c', '_U'];
const NAMES = ['A', 'B', 'C', 'D'];

/** Counts of four antennes by four codes, and which of them are hidden. */
const hiddenTable = fc.tuple(
  fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 5, max: 30 })), {
    minLength: 16,
    maxLength: 16,
  }),
  fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
);

/** The same tables for the exact audit of small files. */
function asPublished(counts: readonly number[], hidden: readonly boolean[]): PublishedTable {
  const at = (antenne: number, code: number) => counts[antenne * 4 + code] ?? 0;
  const cells = NAMES.flatMap((antenne, row) => [
    { codes: [antenne, TOTAL], secret: false, valeur: sum(CODES.map((_, code) => at(row, code))) },
    ...CODES.map((code, column) => {
      const secret = hidden[row * 4 + column] === true;
      return { codes: [antenne, code], secret, valeur: secret ? undefined : at(row, column) };
    }),
  ]);
  const region = CODES.map((code, column) => ({
    ...{ codes: [TOTAL, code], secret: false },
    valeur: sum(NAMES.map((_, row) => at(row, column))),
  }));
  return { fichier: 't.csv', dimensions: ['antenne', 'emploi'], cells: [...cells, ...region] };
}

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

describe('what the audit of a release passes', () => {
  it('is safe from whoever holds a part of it: one audience’s files, alone or with an antenne’s own persons', async () => {
    // Two départements have one antenne each: the same persons by another name.
    const alone = new Map([
      ['66', 'C'],
      ['11', 'D'],
    ]);
    const places = (report: Awaited<ReturnType<typeof audit>>) =>
      report.retrouvables.flatMap(({ cellule, attaquants }) => {
        const { antenne, departement = '', modalite, emploi } = cellule;
        const place = antenne ?? alone.get(departement) ?? departement;
        return attaquants.map((one) => `${place}/${modalite ?? emploi} ${one}`);
      });
    let found = 0;
    await fc.assert(
      fc.asyncProperty(hiddenTable, async ([counts, hidden]) => {
        const groups = persons(
          Object.fromEntries(NAMES.map((name, row) => [name, counts.slice(row * 4, row * 4 + 4)])),
        );
        const secrets = NAMES.flatMap((name, row) =>
          CODES.flatMap((code, column) => (hidden[row * 4 + column] ? [`${name}/${code}`] : [])),
        );
        const comite: FixtureCube = { ...ANTENNES, secrets, audiences: ['comite'] };
        const departement = { ...ANTENNES, nom: 'departements', lieu: 'departement' as const };
        const drdfe: FixtureCube = {
          ...departement,
          secrets: ['34/a', '66/a', '34/b'],
          audiences: ['drdfe'],
        };
        const both: FixtureCube = { ...REGION, audiences: ['comite', 'drdfe'] };
        const all = new Set(places(await audit([comite, drdfe, both], { insiders: groups })));
        for (const part of [[comite, both], [drdfe, both], [comite]]) {
          const less = places(await audit(part, { insiders: groups }));
          // Of what only the other audience is told there is nothing to find here.
          expect(less.filter((one) => !all.has(one) && !one.includes('seule personne'))).toEqual([]);
          found += less.length;
        }
      }),
      { numRuns: 12, seed: 2024 },
    );
    expect(found).toBeGreaterThan(20);
  });

  it('is safe by the exact audit too, and it refuses little else', async () => {
    let safe = 0;
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(hiddenTable, async ([counts, hidden]) => {
        const groups = persons(
          Object.fromEntries(NAMES.map((name, row) => [name, counts.slice(row * 4, row * 4 + 4)])),
        );
        fc.pre(new Set(groups.map(({ modalite }) => modalite)).size === 4);
        const secrets = NAMES.flatMap((name, row) =>
          CODES.flatMap((code, column) => (hidden[row * 4 + column] ? [`${name}/${code}`] : [])),
        );
        const report = await audit([{ ...ANTENNES, secrets }, REGION], { insiders: groups });
        const exact = await auditIntervals([asPublished(counts, hidden)]);
        for (const { cellule, min, max } of exact.intervals) {
          const row = NAMES.indexOf(cellule.antenne ?? '');
          const column = CODES.indexOf(cellule.emploi ?? '');
          const own = counts.slice(row * 4, row * 4 + 4);
          // Of few persons nobody can be made to think of many: another rule holds.
          if (column === 3 || (counts[row * 4 + column] ?? 0) >= 5 || sum(own) < 5) continue;
          const isSafe = min <= 1 && (max ?? Infinity) >= 5;
          const isRefused = report.retrouvables.some(
            (one) =>
              one.cellule.antenne === cellule.antenne &&
              one.cellule.modalite === cellule.emploi &&
              one.attaquants.includes('un lecteur extérieur'),
          );
          expect(isSafe || isRefused).toBe(true);
          safe += Number(isSafe);
          passed += Number(isSafe && !isRefused);
        }
      }),
      { numRuns: 60, seed: 2024 },
    );
    expect(safe).toBeGreaterThan(50);
    expect(passed / safe).toBeGreaterThan(0.95);
  });

  it('adds up the years of a figure over three years, and one sexe is all but the other', async () => {
    const years = [2022, 2023, 2024].flatMap((annee) =>
      persons({ A: [2, 20, 30, 5], B: [9, 30, 30, 5], C: [8, 25, 30, 5] }, CODES, annee),
    );
    const yearly: FixtureCube = { ...ANTENNES, secrets: SECRETS };
    expect(messages(await audit([yearly, REGION], { insiders: years }))).toEqual([]);
    const women = years.map((one): KnownGroup => ({ ...one, sexe: 'femme', personnes: 1 }));
    const both = [...years, ...women];
    const bySexe: FixtureCube = { ...REGION, nom: 'par_sexe', lieu: 'sexe', secrets: ['femme/a', 'femme/b'] };
    const report = await audit([{ ...REGION, nom: 'region' }, bySexe], { insiders: both });
    expect(messages(report).join()).toMatch(/par_sexe.*sexe = femme.*modalite = a.*lecteur extérieur/);
  });

  it('refuses what figures over three years give away, with those of two years', async () => {
    const years = [2022, 2023, 2024].flatMap((annee) =>
      persons({ A: [annee === 2024 ? 2 : 9, 20, 30, 5], B: [9, 30, 30, 5], C: [8, 25, 30, 5] }, CODES, annee),
    );
    const told: FixtureCube = { ...ANTENNES, annees: [2022, 2023], secrets: [] };
    const last: FixtureCube = { ...ANTENNES, nom: 'derniere', annees: [2024], secrets: SECRETS };
    const cumulated: FixtureCube = { ...ANTENNES, nom: 'cumul', cumul: [2022, 2024], secrets: [] };
    expect(messages(await audit([told, last, REGION], { insiders: years }))).toEqual([]);
    const report = await audit([told, last, REGION, cumulated], { insiders: years });
    expect(messages(report)[0]).toMatch(/derniere.*annee = 2024.*antenne = A.*modalite = a/);
  });
});
