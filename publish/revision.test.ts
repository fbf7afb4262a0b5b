import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AUDIENCES, type Audience, readCatalogue } from './catalogue.ts';
import { cellKey, type FormerCells } from './published-cell.ts';
import { changesOf, ReleaseCells } from './release-cells.ts';
import { type EarlierRelease, formerCells, holdToEarlier, type RevisionRequest } from './revision.ts';
import type { Thresholds } from './thresholds.ts';

/** One line of a test's cube: its year, its modality, its value (or why it has none), and a base beside it. */
type Line = readonly [
  annee: number,
  modalite: string,
  valeur: number | 'secret' | 'non_transmis',
  base?: string,
];
type Cubes = Partial<Record<Audience, Partial<Record<'volumes' | 'profils' | 'motifs', readonly Line[]>>>>;

const CLASSES = { volumes: 'V', profils: 'C', motifs: 'S' } as const;
const catalogue = readCatalogue({
  fichier: 'essai.yml',
  texte: `
version: 1
cubes:
${Object.entries(CLASSES)
  .map(
    ([
      nom,
      classe,
    ]) => `  - { nom: ${nom}, titre: T, description: D, classe: ${classe}, mart: m, periode: annee, unite: personne, base: B,
      audiences: [comite, drdfe, recherche], dimensions: [{ nom: annee, libelle: A, type: entier }, { nom: modalite, libelle: M }],
      attributs: [{ nom: libelle, libelle: L }, { nom: base_valeur, libelle: B, nombre_de_personnes: true }] }`,
  )
  .join('\n')}
`,
});
const rule = (minimum: number) => ({ regle: 'minimum' as const, minimum });
const thresholds: Thresholds = {
  version: 1,
  publics: {
    comite: { C: rule(5), S: rule(5) },
    drdfe: { C: rule(5), S: rule(5) },
    recherche: { C: rule(11), S: rule(11) },
  },
  unites: {},
};

let root: string;
let serial = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-revision-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Writes the files of a release that cells are read from. */
async function release(cubes: Cubes, words = 'un libellé'): Promise<string> {
  serial += 1;
  const dir = join(root, String(serial));
  for (const audience of AUDIENCES) {
    const hers = cubes[audience] ?? {};
    await mkdir(join(dir, audience, 'cubes'), { recursive: true });
    const described = Object.keys(hers).map((nom) => ({
      ...{ nom, classe: CLASSES[nom as keyof typeof CLASSES], periode: 'annee' },
      dimensions: [{ nom: 'annee' }, { nom: 'modalite' }],
    }));
    await writeFile(join(dir, audience, 'catalogue.json'), JSON.stringify({ version: 1, cubes: described }));
    for (const [nom, lines] of Object.entries(hers)) {
      const rows = lines.map(([annee, modalite, valeur, base = '']) =>
        [
          annee,
          modalite,
          ...(typeof valeur === 'number' ? [valeur, 'publie'] : ['', valeur]),
          words,
          base,
        ].join(','),
      );
      const csv = ['annee,modalite,valeur,statut,libelle,base_valeur', ...rows].join('\n');
      await writeFile(join(dir, audience, 'cubes', `${nom}.csv`), `${csv}\n`);
    }
  }
  return dir;
}

function standing(
  dir: string,
  annees_closes: number[] = [2024],
  retrait?: EarlierRelease['retrait'],
): EarlierRelease {
  return { dir, annees_closes, ...(retrait ? { retrait } : {}) };
}

async function held(before: Cubes | EarlierRelease[], after: Cubes, request: Partial<RevisionRequest> = {}) {
  const earlier = Array.isArray(before) ? before : [standing(await release(before))];
  const folder = await release(after);
  const base = { folder, earlier, closes: [2024], reviser: [], catalogue, thresholds };
  return holdToEarlier({ ...base, ...request });
}
const codes = ({ problemes }: Awaited<ReturnType<typeof held>>) => problemes.map(({ code }) => code);
const REVISED = { reviser: [2024], motif: 'une saisie était fausse' };

describe('a closed year that was published', () => {
  const before: Cubes = {
    comite: {
      volumes: [
        [2023, '_T', 7],
        [2024, '_T', 42],
        [2024, 'a', 3],
      ],
    },
    drdfe: { volumes: [[2024, '_T', 42]] },
  };

  it('may come out the same, beside an open year that changes', async () => {
    const after: Cubes = {
      ...before,
      comite: {
        volumes: [
          [2023, '_T', 8],
          [2024, '_T', 42],
          [2024, 'a', 3],
        ],
      },
    };
    expect(await held(before, after)).toEqual({ revisions: [], problemes: [] });
  });

  it.each([
    [
      'another value',
      [
        [2024, '_T', 43],
        [2024, 'a', 3],
      ],
      1,
    ],
    [
      'a value that is hidden now',
      [
        [2024, '_T', 42],
        [2024, 'a', 'secret'],
      ],
      1,
    ],
    [
      'a cell less and a cell more',
      [
        [2024, '_T', 42],
        [2024, 'b', 3],
      ],
      2,
    ],
    [
      'another base',
      [
        [2024, '_T', 42, '50'],
        [2024, 'a', 3],
      ],
      1,
    ],
  ] as const)(
    'is refused with %s; cubes and cells are counted, no figure is told',
    async (_, lines, cellules) => {
      const after: Cubes = { ...before, comite: { volumes: [[2023, '_T', 7], ...lines] } };
      const refused = await held(before, after);
      expect(refused.problemes).toEqual([
        expect.objectContaining({
          code: 'annee_close_changee',
          message: expect.stringContaining(`volumes (comite) : ${cellules} cellule`),
          remede: expect.stringContaining('--reviser 2024 --motif'),
        }),
      ]);
      expect(refused.problemes[0]?.message).not.toMatch(/4[23]|50/);
      expect(await held(before, after, REVISED)).toEqual({
        revisions: [
          { annee: 2024, motif: REVISED.motif, cubes: [{ cube: 'volumes', audience: 'comite', cellules }] },
        ],
        problemes: [],
      });
      expect((await held(before, after, { ...REVISED, reviser: 'toutes' })).revisions).toHaveLength(1);
    },
  );

  it('is refused when a whole cube is gone, and may get a new one', async () => {
    expect(codes(await held(before, { drdfe: before.drdfe ?? {} }))).toEqual(['annee_close_changee']);
    const more: Cubes = { ...before, recherche: { volumes: [[2024, '_T', 42]] } };
    expect(await held(before, more)).toEqual({ revisions: [], problemes: [] });
  });

  it('may be put in better words', async () => {
    const earlier = [standing(await release(before, 'avant'))];
    expect(await held(earlier, before)).toEqual({ revisions: [], problemes: [] });
  });

  it('is held to the newest release that stands, and to a withdrawn one where no other closed it', async () => {
    const withdrawn = { le: '2025-03-01T10:00:00.000Z', motif: 'erreur' };
    const [old, wrong] = [
      { comite: { volumes: [[2024, '_T', 42]] } },
      { comite: { volumes: [[2024, '_T', 41]] } },
    ] as const;
    const both = [standing(await release(old)), standing(await release(wrong), [2024], withdrawn)];
    expect(codes(await held(both, old))).toEqual([]);
    expect(codes(await held(both, wrong))).toEqual(['annee_close_changee']);
    const open = [standing(await release(old), []), standing(await release(wrong), [2024], withdrawn)];
    expect(codes(await held(open, old))).toEqual(['annee_close_changee']);
    expect(codes(await held([standing(await release(old), [])], wrong))).toEqual([]);
  });
});

describe('figures about persons', () => {
  it('leave for closed years alone', async () => {
    const open: Cubes = {
      comite: {
        profils: [
          [2024, 'a', 12],
          [2025, 'a', 12],
        ],
      },
    };
    const refused = await held([], open);
    expect(refused.problemes).toEqual([
      expect.objectContaining({ code: 'annee_non_close', message: expect.stringContaining('2025') }),
    ]);
  });

  it.each([
    ['profils', 5, 1, true],
    ['profils', 5, 4, true],
    ['profils', 5, -4, true],
    ['profils', 5, 5, false],
    ['motifs', 5, -5, false],
    ['profils', 11, 10, true],
    ['motifs', 11, 11, false],
  ] as const)(
    'of %s, read by who asks for %i, may not differ by %i: %s',
    async (cube, minimum, by, isRefused) => {
      const figure = (valeur: number): Cubes => {
        const lines = {
          [cube]: [
            [2024, 'a', valeur],
            [2024, 'b', 30],
          ] as const,
        };
        return { comite: lines, ...(minimum === 11 ? { recherche: lines } : {}) };
      };
      const report = await held(figure(40), figure(40 + by), REVISED);
      expect(codes(report)).toEqual(isRefused ? ['difference_sous_le_seuil'] : []);
      if (!isRefused) return;
      expect(report.problemes[0]?.message).toContain('[annee 2024, modalite a]');
      expect(report.problemes[0]?.message).not.toContain('modalite b');
      expect(report.problemes[0]?.message).not.toMatch(/3\d|4\d/);
    },
  );

  it('are compared over the audiences together: what one had before, another has now', async () => {
    const before: Cubes = {
      comite: { profils: [[2024, 'a', 20]] },
      drdfe: { profils: [[2024, 'a', 'secret']] },
    };
    const after: Cubes = {
      comite: { profils: [[2024, 'a', 'secret']] },
      drdfe: { profils: [[2024, 'a', 21]] },
    };
    expect(codes(await held(before, after, REVISED))).toEqual(['difference_sous_le_seuil']);
  });

  it('are compared with every release, also one that another revised, and one that was withdrawn', async () => {
    const at = (valeur: number): Cubes => ({ comite: { profils: [[2024, 'a', valeur]] } });
    const withdrawn = { le: '2025-03-01T10:00:00.000Z', motif: 'erreur' };
    const earlier = [standing(await release(at(20)), [2024], withdrawn), standing(await release(at(30)))];
    expect(codes(await held(earlier, at(21), REVISED))).toEqual(['difference_sous_le_seuil']);
    expect(codes(await held(earlier, at(20), REVISED))).toEqual([]);
  });

  it('are held with their bases', async () => {
    const at = (base: string): Cubes => ({ comite: { profils: [[2024, 'a', 20, base]] } });
    expect(codes(await held(at('40'), at('41'), REVISED))).toEqual(['difference_sous_le_seuil']);
    expect(codes(await held(at('40'), at(''), REVISED))).toEqual([]);
  });

  it('may appear, and may be hidden', async () => {
    const before: Cubes = {
      comite: {
        profils: [
          [2024, 'a', 20],
          [2024, 'b', 'secret'],
        ],
      },
    };
    const after: Cubes = {
      comite: {
        profils: [
          [2024, 'a', 'secret'],
          [2024, 'b', 21],
        ],
      },
    };
    expect(codes(await held(before, after, REVISED))).toEqual([]);
  });
});

describe('what was published about persons of closed years', () => {
  const told = (year: number, code: string): Line[] => [
    [year, code, 'secret'],
    [year, 'shown', 20, '44'],
  ];
  const keysOf = (former: FormerCells, audience: Audience) => [
    ...(former.get(audience)?.get('profils')?.keys() ?? []),
  ];

  it('is what the release says that stands for each year, by audience', async () => {
    const one = await release({ comite: { profils: [...told(2023, 'a'), ...told(2024, 'a')] } });
    const two = await release({
      comite: { profils: [...told(2023, 'b'), ...told(2024, 'b'), ...told(2025, 'b')] },
      recherche: { profils: told(2024, 'c') },
    });
    const withdrawn = await release({ comite: { profils: told(2024, 'd') } });
    const retrait = { le: '2025-03-01T12:00:00Z', motif: 'erreur' };
    const earlier = [standing(one, [2023]), standing(two, [2024]), standing(withdrawn, [2024], retrait)];
    const former = await formerCells(earlier, [2023, 2024, 2025]);
    const keys = [
      ['2023', 'a'],
      ['2023', 'shown'],
      ['2024', 'b'],
      ['2024', 'shown'],
    ];
    expect(keysOf(former, 'comite')).toEqual(keys.map((codes) => cellKey(codes)));
    expect(keysOf(former, 'recherche')).toEqual([cellKey([2024, 'c']), cellKey([2024, 'shown'])]);
    expect(
      former
        .get('comite')
        ?.get('profils')
        ?.get(cellKey([2024, 'shown'])),
    ).toMatchObject({
      ...{ valeur: 20, statut: 'publie' },
      nombres: { base_valeur: 44 },
    });
  });

  it('is only what was hidden, of a year that is chosen anew', async () => {
    const one = await release({ comite: { profils: [...told(2023, 'a'), ...told(2024, 'a')] } });
    const former = await formerCells([standing(one, [2023, 2024])], [2023, 2024], [2024]);
    expect(keysOf(former, 'comite')).toEqual(
      [
        [2023, 'a'],
        [2023, 'shown'],
        [2024, 'a'],
      ].map((codes) => cellKey(codes)),
    );
  });

  it('holds no volume: a hidden one is for its own rule', async () => {
    const one = await release({ comite: { volumes: [[2024, 'v', 'secret']] } });
    expect(await formerCells([standing(one)], [2024])).toEqual(new Map());
  });
});

describe('the cells of a release', () => {
  it('are read as they were written', async () => {
    const cells = new ReleaseCells(
      await release({
        comite: {
          volumes: [
            [2024, 'a', 1234.5, '1 234'],
            [2024, 'b', 'non_transmis'],
          ],
        },
      }),
    );
    const { cells: byKey } = await cells.cube('comite', 'volumes');
    expect([...byKey.values()]).toEqual([
      {
        annee: 2024,
        dimensions: { annee: '2024', modalite: 'a' },
        valeur: 1234.5,
        statut: 'publie',
        nombres: { base_valeur: 1234 },
      },
      {
        annee: 2024,
        dimensions: { annee: '2024', modalite: 'b' },
        valeur: null,
        statut: 'non_transmis',
        nombres: {},
      },
    ]);
  });

  it('differ as they were added, taken away or changed', async () => {
    const [before, after] = await Promise.all(
      (
        [
          [
            [2024, 'a', 1],
            [2024, 'b', 2],
          ],
          [
            [2024, 'b', 3],
            [2024, 'c', 'secret'],
          ],
        ] as const
      ).map(async (volumes) =>
        new ReleaseCells(await release({ comite: { volumes } })).cube('comite', 'volumes'),
      ),
    );
    if (!before || !after) throw new Error('two cubes were read');
    expect(
      changesOf(before, after).map(({ genre, dimensions, avant, apres }) => [
        genre,
        dimensions.modalite,
        avant?.valeur,
        apres?.valeur,
      ]),
    ).toEqual([
      ['retiree', 'a', 1, undefined],
      ['changee', 'b', 2, 3],
      ['ajoutee', 'c', undefined, null],
    ]);
    expect(changesOf(before, before)).toEqual([]);
  });
});
