import { describe, expect, it } from 'vitest';
import { cubeBars, cubeTable } from './cube-table.ts';

const labels = { antenne: { AERS: 'AERS – Pôle Justice', CPCA: 'CPCA Sud-Occitanie' } };

function row(over: Record<string, unknown>): Record<string, unknown> {
  return {
    antenne: 'AERS',
    site: '_T',
    indicateur: 'nuitees',
    valeur: 590,
    statut: 'publie',
    unite: 'nuitée',
    base: 'nuits de l’année',
    numerateur: '',
    denominateur: '',
    inconnus: '',
    provenance: 'calcule',
    source: 'a.csv',
    ...over,
  };
}

const rate = row({
  indicateur: 'taux',
  valeur: 53.7341,
  unite: '%',
  base: 'jours-places',
  numerateur: '590.0000',
  denominateur: '1098',
  source: 'a.csv\nb.ods · Lits · B2',
});

const columns = [
  { indicateur: 'nuitees', titre: 'Nuitées' },
  { indicateur: 'taux', titre: 'Occupation' },
];
const options = { columns, lines: 'antenne', labels, unknown: 'inconnus' };

describe('a long cube as a table', () => {
  it('gives a line per code, its parts under it, and the region last', () => {
    const rows = [
      row({ antenne: 'CPCA', valeur: 900 }),
      row({ site: "Clermont-l'Hérault", valeur: 90 }),
      row({}),
      row({ antenne: 'APEX', valeur: 310 }),
    ];
    const { lines } = cubeTable(rows, { ...options, parts: 'site' });
    expect(lines.map(({ head, part, total }) => [head, part, total])).toEqual([
      ['AERS – Pôle Justice', false, false],
      ['Clermont-l’Hérault', true, false],
      ['APEX', false, false],
      ['CPCA Sud-Occitanie', false, true],
    ]);
    expect(lines.map(({ cells }) => cells[0]?.text)).toEqual(['590', '90', '310', '900']);
  });

  it('says a rate with its sign, numerator and denominator, and what is not known', () => {
    const { lines } = cubeTable([row({}), { ...rate, inconnus: '16' }], options);
    expect(lines[0]?.cells[1]).toMatchObject({
      text: '53,7\u00a0%',
      detail: '590 / 1\u202f098, 16 inconnus',
      absent: false,
      empty: false,
    });
  });

  it('says an absence in words, and what the cube does not hold with a dash, never with zero', () => {
    const { lines } = cubeTable([row({ valeur: null, statut: 'non_transmis' })], options);
    expect(lines[0]?.cells.map(({ text, absent, empty }) => [text, absent, empty])).toEqual([
      ['non transmis', true, false],
      ['–', false, true],
    ]);
  });

  it('keeps a zero as a number, with its denominator', () => {
    const { lines } = cubeTable([{ ...rate, valeur: 0, numerateur: '0', denominateur: '52' }], options);
    expect(lines[0]?.cells[1]).toMatchObject({ text: '0\u00a0%', detail: '0 / 52', absent: false });
  });

  it('heads parts by a line of which the cube says nothing', () => {
    const rows = [row({ site: 'Agde', valeur: 1 }), row({ site: 'Sète', valeur: 2 })];
    const { lines } = cubeTable(rows, { ...options, parts: 'site' });
    expect(lines.map(({ head, cells }) => [head, cells.length])).toEqual([
      ['AERS – Pôle Justice', 0],
      ['Agde', 2],
      ['Sète', 2],
    ]);
  });

  it('says once a part that is the whole line', () => {
    const { lines } = cubeTable([row({}), row({ site: 'Mende' })], { ...options, parts: 'site' });
    expect(lines.map(({ head, only }) => [head, only])).toEqual([['AERS – Pôle Justice', 'Mende']]);
    const apart = cubeTable([row({}), row({ site: 'Mende', valeur: 589 })], { ...options, parts: 'site' });
    expect(apart.lines).toHaveLength(2);
  });

  it('takes a column at its codes of other dimensions', () => {
    const rows = [row({ objet: 'envoi', valeur: 10 }), row({ objet: 'reste', valeur: 20 })];
    const taken = cubeTable(rows, {
      ...options,
      columns: [{ indicateur: 'nuitees', titre: 'Reste', pour: { objet: 'reste' } }],
    });
    expect(taken.lines[0]?.cells[0]?.text).toBe('20');
  });

  it('names each base with its columns, and each line’s sources', () => {
    const region = row({
      antenne: 'CPCA',
      base: 'nuits de l’année\u00a0; somme des antennes ; sans lignes : APEX',
      source: '',
    });
    const table = cubeTable([row({}), rate, region], options);
    expect(table.totalBases).toEqual([
      { base: 'somme des antennes ; sans lignes : APEX', titres: ['Nuitées'] },
    ]);
    expect(table.bases).toEqual([
      { base: 'nuits de l’année', titres: ['Nuitées'] },
      { base: 'jours-places', titres: ['Occupation'] },
    ]);
    expect(table.sources).toEqual([{ head: 'AERS – Pôle Justice', text: 'a.csv\u202f; b.ods · Lits · B2' }]);
    expect(table.provenances).toEqual(['calculés']);
  });

  it('words a line by an attribute where no list labels it', () => {
    const rows = [row({ regle: 'parts', libelle: 'Les parts font le total.' })];
    const { lines } = cubeTable(rows, { ...options, lines: 'regle', wording: 'libelle' });
    expect(lines[0]?.head).toBe('Les parts font le total.');
  });
});

describe('a long cube as bars', () => {
  it('leaves out totals and parts, and keeps what is absent', () => {
    const rows = [
      row({ antenne: 'APEX', valeur: null, statut: 'non_disponible' }),
      row({}),
      row({ site: 'Béziers', valeur: 250 }),
      row({ antenne: 'CPCA', valeur: 900 }),
    ];
    expect(cubeBars(rows, { indicateur: 'nuitees', lines: 'antenne', labels: labels.antenne })).toEqual([
      { label: 'AERS – Pôle Justice', value: 590, absence: 'non disponible' },
      { label: 'APEX', value: null, absence: 'non disponible', statut: 'non_disponible' },
    ]);
  });
});
