import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { essaiCube, essaiRow, essaiThresholds } from './fixture-cube.ts';
import { failing, ProtectedCube } from './protection.ts';

const cube = essaiCube();
const fails = failing(cube, 11, essaiThresholds);

describe('the threshold of a cell', () => {
  it.each([
    ['eleven persons', { valeur: 11 }, false],
    ['ten persons', { valeur: 10 }, true],
    ['no person', { valeur: 0 }, true],
    ['many persons, few contributors', { valeur: 40, contributeurs: 10 }, true],
    ['few persons, whatever the contributors', { valeur: 10, contributeurs: 40 }, true],
    ['nights of few persons', { unite: 'nuitee', valeur: 186, contributeurs: 9 }, true],
    ['nights of enough persons', { unite: 'nuitee', valeur: 186, contributeurs: 11 }, false],
    ['nights of nobody knows how many', { unite: 'nuitee', valeur: 186 }, true],
    ['a unit that the thresholds do not know', { unite: 'lune', valeur: 186 }, true],
    ['a unit named like a method of objects', { unite: 'constructor', valeur: 186 }, true],
    ['three sessions, in proper French', { unite: 'Séance', valeur: 3 }, false],
    ['three sessions', { unite: 'seance', valeur: 3 }, false],
    ['three sessions said to be of few persons', { unite: 'seance', valeur: 3, contributeurs: 2 }, true],
    ['an absent value', { valeur: null, absence: 'non_disponible' as const }, false],
    ['a base of few persons', { base_valeur: '9' }, true],
    ['a base of many, in French', { base_valeur: '2\u202f117' }, false],
    ['a base that cannot be read', { base_valeur: 'une dizaine' }, true],
    [
      'an absent value on a base of few',
      { valeur: null, absence: 'inconnu' as const, base_valeur: '9' },
      true,
    ],
  ])('%s', (_, row, expected) => {
    expect(fails(essaiRow(row))).toBe(expected);
  });
});

describe('a protected cube', () => {
  it('carries values, status and attributes, and no number of contributors', () => {
    const rows = [
      essaiRow({ antenne: 'APEX', valeur: 3, contributeurs: 2 }),
      essaiRow({ antenne: 'LA_CLEDE', valeur: null, absence: 'non_disponible' }),
    ];
    const made = ProtectedCube.protect(cube, rows, 'comite', essaiThresholds);
    expect(made.rows).toEqual([
      {
        dimensions: [2024, 'orientations', 'APEX', '_T', '_T'],
        valeur: 3,
        statut: 'publie',
        attributs: ['personne', '', ''],
      },
      {
        dimensions: [2024, 'orientations', 'LA_CLEDE', '_T', '_T'],
        valeur: null,
        statut: 'non_disponible',
        attributs: ['personne', '', ''],
      },
    ]);
    expect(JSON.stringify(made.rows)).not.toContain('contributeurs');
  });

  it('is coarsened for research, and for research only', () => {
    const rows = [essaiRow({}), essaiRow({ antenne: 'APEX', valeur: 3 })];
    expect(ProtectedCube.protect(cube, rows, 'comite', essaiThresholds).rows).toHaveLength(2);
    expect(ProtectedCube.protect(cube, rows, 'recherche', essaiThresholds).rows).toHaveLength(1);
  });

  it('is made by nothing else: a look-alike is told apart', () => {
    const made = ProtectedCube.protect(cube, [], 'comite', essaiThresholds);
    expect(ProtectedCube.isProtected(made)).toBe(true);
    expect(ProtectedCube.isProtected({ ...made })).toBe(false);
  });

  it('holds for research no value of persons under eleven, whatever the rows', () => {
    const anyRow = fc
      .record({
        antenne: fc.constantFrom('_T', 'CPCA', 'APEX', 'AERS'),
        module: fc.constantFrom('_T', 'stage'),
        valeur: fc.nat(40),
        contributeurs: fc.option(fc.nat(40)),
        unite: fc.constantFrom('personne', 'nuitee'),
      })
      .map(essaiRow);
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 30 }), (rows) => {
        const { rows: published } = ProtectedCube.protect(cube, rows, 'recherche', essaiThresholds);
        const persons = published.filter((row) => row.attributs[0] === 'personne');
        expect(persons.filter((row) => (row.valeur ?? 11) < 11)).toEqual([]);
      }),
    );
  });
});
