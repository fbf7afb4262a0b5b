import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rebuildBySql } from './known/sql-attacker.ts';

/** Columns of a cube, without those of words; `statut` comes after them. */
const HEADS = {
  profil_region: 'annee,periode,sexe,caracteristique,modalite,valeur,base_valeur,niveau',
  profil_departements: 'annee,periode,departement,caracteristique,modalite,valeur,base_valeur,niveau',
  sensibles_region: 'annee,periode,caracteristique,modalite,valeur,base_valeur,niveau',
  sorties_classes: 'annee,periode,antenne,classe_large,valeur,base_valeur,niveau',
  sorties_motifs: 'annee,periode,motif,valeur,base_valeur,niveau',
  activite: 'annee,antenne,site,module,indicateur,provenance,unite,valeur',
  chiffres_cles: 'annee,bloc,modalite,base_valeur,unite,provenance,valeur',
};
type Lines = Partial<Record<keyof typeof HEADS, string[]>>;

/** Lines hidden well, what to write otherwise (in the second of two releases, where said), and what that gives away. */
interface Planted {
  way: string;
  lines: Lines;
  otherwise: readonly (readonly [string, string])[];
  inSecondAlone?: boolean;
  found: string[];
}

/** A block of lines that share their first and last columns: code, value (`?` is secret, `-` is empty) and base. */
function block(start: string, level: number, ...lines: readonly string[]): string[] {
  return lines.map((line) => `${start} ${line} ${level}`);
}

const PLANTED: readonly Planted[] = [
  {
    way: 'a margin minus its told parts',
    lines: { profil_region: block('2010 2010 _T sexe', 0, 'femme ? 100', 'homme ? 100', '_U 0 100') },
    otherwise: [['2010 _T sexe femme ?', '2010 _T sexe femme 60']],
    found: ['2010 · région · _T · profil · sexe · homme · niveau 0 = 40'],
  },
  {
    way: 'the région minus the départements',
    lines: {
      profil_region: block('2011 2011 _T enfants', 0, 'parent 80 120', 'sans_enfant 40 120', '_U 0 120'),
      profil_departements: [
        ...block('2011 2011 30 enfants', 0, 'parent ? 75', 'sans_enfant ? 75', '_U 0 75'),
        ...block('2011 2011 34 enfants', 0, 'parent ? 45', 'sans_enfant ? 45', '_U 0 45'),
      ],
    },
    otherwise: [
      ['2011 30 enfants parent ?', '2011 30 enfants parent 60'],
      ['2011 30 enfants sans_enfant ?', '2011 30 enfants sans_enfant 15'],
    ],
    found: [
      '2011 · 34 · _T · profil · enfants · parent · niveau 0 = 20',
      '2011 · 34 · _T · profil · enfants · sans_enfant · niveau 0 = 25',
    ],
  },
  {
    way: 'all minus one sexe',
    lines: {
      profil_region: [
        ...block('2012 2012 _T enfants', 0, 'parent 50 90', 'sans_enfant 40 90', '_U 10 90'),
        ...block('2012 2012 femme enfants', 0, 'parent ? -', 'sans_enfant 12 -', '_U ? -'),
        ...block('2012 2012 homme_ou_inconnu enfants', 0, 'parent ? -', 'sans_enfant 28 -', '_U ? -'),
      ],
    },
    otherwise: [['2012 homme_ou_inconnu enfants parent ?', '2012 homme_ou_inconnu enfants parent 35']],
    found: ['2012 · région · femme · profil · enfants · parent · niveau 0 = 15'],
  },
  {
    way: 'the same persons, whatever the characteristic',
    lines: {
      profil_region: [
        ...block('2013 2013 _T enfants', 0, 'parent 30 70', 'sans_enfant 40 70', '_U 30 70'),
        ...block('2013 2013 _T sexe', 0, 'femme ? -', 'homme 40 -', '_U ? -'),
      ],
    },
    otherwise: [['2013 _T sexe _U ?', '2013 _T sexe _U 15']],
    found: ['2013 · région · _T · profil · sexe · femme · niveau 0 = 45'],
  },
  {
    way: 'the difference of a finer sum and a wider line elsewhere',
    lines: {
      profil_region: block(
        '2014 2014 _T age',
        0,
        '21_25_ans ? 100',
        '26_29_ans ? 100',
        '40_44_ans ? 100',
        '_U 0 100',
      ),
      profil_departements: block(
        '2014 2014 34 age',
        2,
        'moins_de_40_ans ? -',
        '40_ans_et_plus ? -',
        '_U 0 -',
      ),
    },
    otherwise: [['2014 34 age moins_de_40_ans ?', '2014 34 age moins_de_40_ans 70']],
    found: [
      '2014 · 34 · _T · profil · age · 40_ans_et_plus · niveau 2 = 30',
      '2014 · région · _T · profil · age · 40_44_ans · niveau 0 = 30',
    ],
  },
  {
    way: 'hidden in a release and told in the next',
    lines: { profil_region: block('2015 2015 _T sexe', 0, 'femme ? 50', 'homme ? 50', '_U 0 50') },
    otherwise: [['2015 _T sexe femme ?', '2015 _T sexe femme 20']],
    inSecondAlone: true,
    found: ['2015 · région · _T · profil · sexe · homme · niveau 0 = 30'],
  },
  {
    way: 'three years together minus two',
    lines: {
      profil_departements: [
        ...block('2016 2016 48 sexe', 0, 'femme 20 70', 'homme 50 70', '_U 0 70'),
        ...block('2017 2017 48 sexe', 0, 'femme 20 60', 'homme 40 60', '_U 0 60'),
        ...block('2018 2016-2018 48 sexe', 0, 'femme ? 200', 'homme ? 200', '_U 0 200'),
        '2018 2018 48 sexe _T ? - 0',
      ],
    },
    otherwise: [['2016-2018 48 sexe femme ?', '2016-2018 48 sexe femme 45']],
    found: [
      '2016-2018 · 48 · _T · profil · sexe · homme · niveau 0 = 155',
      '2018 · 48 · _T · profil · sexe · seul femme = 5',
    ],
  },
  {
    way: 'classes of motives minus motives',
    lines: {
      sorties_motifs: block(
        '2020 2020',
        0,
        'concertee ? 100',
        'relais_sante 20 100',
        'abandon ? 100',
        'exclusion 15 100',
        '_U 0 100',
      ),
      sorties_classes: block('2020 2020 _T', 2, 'aboutie ? 100', 'interrompue ? 100', '_U 0 100'),
    },
    otherwise: [['2020 _T aboutie ?', '2020 _T aboutie 60']],
    found: [
      '2020 · région · _T · sortie · classe_large · interrompue · niveau 2 = 40',
      '2020 · région · _T · sortie · motif · abandon · niveau 0 = 25',
      '2020 · région · _T · sortie · motif · concertee · niveau 0 = 40',
    ],
  },
  {
    way: 'volumes minus their told parts',
    lines: {
      activite: ['AERS', 'APEX', 'CPCA'].map(
        (antenne) => `2022 ${antenne} _T _T orientations calcule orientation ${antenne === 'CPCA' ? 60 : 30}`,
      ),
      chiffres_cles: ['stage', 'soins'].map((code) => `2022 nature ${code} 60 accompagnement declare 30`),
    },
    otherwise: [
      ['orientations calcule orientation 60', 'orientations calcule orientation 66'],
      ['nature stage 60', 'nature stage 67'],
      ['nature soins 60', 'nature soins 67'],
    ],
    found: [
      'activite · 2022 · _T · _T · orientations · calcule · reste = 6',
      'chiffres_cles · 2022 · nature · declare · reste = 7',
    ],
  },
];

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-attacker-'));
});
afterAll(async () => rm(root, { recursive: true, force: true }));

/** Writes the cubes of a package with the changes; every change must find its line. */
async function packageOf(name: string, changes: readonly (readonly [string, string])[]): Promise<string> {
  const folder = join(root, name);
  await mkdir(join(folder, 'cubes'), { recursive: true });
  const missed = new Set(changes.map(([from]) => from));
  for (const [cube, head] of Object.entries(HEADS) as [keyof typeof HEADS, string][]) {
    const at = head.split(',').indexOf('valeur');
    const lines = PLANTED.flatMap(({ lines: all }) => all[cube] ?? []).map((line) => {
      const change = changes.find(([from]) => line.includes(from));
      if (change !== undefined) missed.delete(change[0]);
      const cells = (change === undefined ? line : line.replace(...change)).split(' ');
      const isSecret = cells[at] === '?';
      const written = cells.map((cell) => (cell === '?' || cell === '-' ? '' : cell));
      return [...written, isSecret ? 'secret' : 'publie'].join(',');
    });
    await writeFile(join(folder, 'cubes', `${cube}.csv`), [`${head},statut`, ...lines, ''].join('\n'));
  }
  expect([...missed]).toEqual([]);
  return folder;
}

it('finds nothing in tables that are hidden well, and what they tell agrees', async () => {
  const found = await rebuildBySql([await packageOf('well', [])]);
  expect(found).toMatchObject({ exact: [], small: [], impossible: [] });
  expect(found.secrets).toBeGreaterThan(20);
});

it('takes a revised year for another year in each release', async () => {
  const revised = [
    ['2013 _T enfants parent 30 70', '2013 _T enfants parent 35 75'],
    ['2013 _T enfants sans_enfant 40 70', '2013 _T enfants sans_enfant 40 75'],
    ['2013 _T enfants _U 30 70', '2013 _T enfants _U 30 75'],
  ] as const;
  const found = await rebuildBySql([await packageOf('before', []), await packageOf('after', revised)]);
  expect(found).toMatchObject({ exact: [], small: [], impossible: [] });
});

it('finds what each line that is told too much gives away', async () => {
  const both = PLANTED.filter(({ inSecondAlone }) => inSecondAlone !== true);
  const first = await packageOf(
    'first',
    both.flatMap(({ otherwise }) => otherwise),
  );
  const second = await packageOf(
    'second',
    PLANTED.flatMap(({ otherwise }) => otherwise),
  );
  const { exact, impossible } = await rebuildBySql([first, second]);
  expect(impossible).toEqual([]);
  const told = [...new Set(exact.map(({ figure, min }) => `${figure} = ${min}`))].sort();
  expect(told).toEqual(PLANTED.flatMap(({ found }) => found).sort());
});
