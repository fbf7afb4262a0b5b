import { describe, expect, it } from 'vitest';
import {
  catalogueOptions,
  chosenCubes,
  cubeFiles,
  type PackageCube,
  queryHref,
  sizeText,
} from './catalogue.ts';
import { barsOf, firstLabel, firstValue, valueColumns } from './sql-chart.ts';
import { completionsAt } from './sql-completion.ts';
import { plainValue, valueText } from './sql-value.ts';

const column = (nom: string, libelle: string) => ({ nom, libelle });
const base = {
  ...{ description: 'Une ligne par chiffre.', unite: 'personne', base: 'connus', lignes: 2, secrets: 1 },
  ...{ retirees: 0, apercu: [] },
};
const offre: PackageCube = {
  ...base,
  ...{ nom: 'offre', titre: 'Actions', classe: 'V', annees: [2024], attributs: [] },
  dimensions: [column('annee', 'Année'), { ...column('action', 'Action'), codes: { stage: 'Stage' } }],
  colonnes: ['annee', 'action', 'valeur', 'statut'],
};
const profil: PackageCube = {
  ...base,
  ...{ nom: 'profil', titre: 'Âge des personnes', classe: 'C', annees: [2023, 2024], attributs: [] },
  dimensions: [column('annee', 'Année'), column('sexe', 'Sexe')],
  colonnes: ['annee', 'sexe', 'valeur', 'statut'],
};
const cubes = [offre, profil];
const nothing = { mots: '', classe: '', dimension: '', annee: '' };
const names = (choice: Partial<typeof nothing>) =>
  chosenCubes(cubes, { ...nothing, ...choice }).map(({ nom }) => nom);

describe('the catalogue', () => {
  it('finds cubes by words of any case and accent, codes too, and by each filter', () => {
    expect(names({})).toEqual(['offre', 'profil']);
    expect(names({ mots: 'age PERSONNES' })).toEqual(['profil']);
    expect(names({ mots: 'stage' })).toEqual(['offre']);
    expect(names({ classe: 'C' })).toEqual(['profil']);
    expect(names({ dimension: 'annee', annee: '2023' })).toEqual(['profil']);
    expect(names({ classe: 'V', annee: '2023' })).toEqual([]);
  });

  it('offers only what some cube has', () => {
    expect(catalogueOptions(cubes)).toEqual({
      classes: ['V', 'C'],
      dimensions: [offre.dimensions[1], offre.dimensions[0], profil.dimensions[1]],
      annees: [2024, 2023],
    });
  });

  it('names a cube’s files, sizes and address', () => {
    const file = (nom: string) => ({ nom, octets: 1, sha256: '' });
    const files = ['cubes/offre.arrow', 'cubes/offre.csv', 'cubes/offre_tribunal.csv'].map(file);
    expect(cubeFiles(files, 'offre').map(({ nom }) => nom)).toEqual(['cubes/offre.csv', 'cubes/offre.arrow']);
    expect([999, 7_700, 12_400, 2_895_872].map(sizeText)).toEqual([
      ...['999\u00a0octets', '7,7\u00a0Ko', '12\u00a0Ko', '2,9\u00a0Mo'],
    ]);
    expect(queryHref("a = 'é' & b")).toBe("/requetes/?sql=a%20%3D%20'%C3%A9'%20%26%20b");
  });
});

describe('completion', () => {
  const words = (text: string, asked = false) =>
    completionsAt(text, text.length, cubes, asked).options.map(({ word }) => word);

  it('offers cubes after FROM, columns of the cubes that are named, those of one cube after its dot', () => {
    expect(words('select * from ')).toEqual([]);
    expect(words('select * from ', true)).toEqual(['offre', 'profil']);
    expect(words('select * from pr')).toEqual(['profil']);
    expect(words('select a from offre where ac')).toEqual(['action']);
    expect(words('select profil.')).toEqual(['annee', 'sexe', 'valeur', 'statut']);
    expect(words('select tot')).toEqual([
      'total(valeur, statut)',
      'total_borne(valeur, statut, base_valeur)',
    ]);
    expect(words('select zz')).toEqual([]);
  });

  it('goes on from where the word begins', () => {
    expect(completionsAt('select va from offre', 9, cubes, false)).toEqual({
      from: 7,
      options: [{ word: 'valeur', meaning: '' }],
    });
  });
});

describe('values and bars of an answer', () => {
  it('keeps whole numbers exact and days as days', () => {
    expect(plainValue(9007199254740993n)).toBe('9007199254740993');
    expect(plainValue(12n)).toBe(12);
    expect(plainValue(Date.UTC(2024, 0, 31), 'DATE')).toBe('2024-01-31');
    expect(plainValue(Date.UTC(2024, 0, 31), 'TIMESTAMP')).toBe('2024-01-31T00:00:00Z');
    expect(plainValue({ a: 1n })).toBe('{"a":1}');
    expect(plainValue(undefined)).toBeNull();
    expect([1234.5, 2024, true, null].map(valueText)).toEqual(['1234,5', '2024', 'vrai', '']);
  });

  it('draws a bar per row; what is absent says how', () => {
    const columns = ['annee', 'libelle', 'valeur', 'statut'].map((name) => ({ name, type: '' }));
    const table = {
      columns,
      rows: [
        [2024, 'Stage', 3, 'publie'],
        [2024, 'Soins', null, 'secret'],
        [2024, null, null, null],
      ],
    };
    expect(valueColumns(table)).toEqual(['valeur']);
    expect(firstLabel(table, firstValue(table))).toBe('libelle');
    expect(barsOf(table, 'libelle', 'valeur')).toEqual([
      { label: 'Stage', value: 3, absence: 'vide' },
      { label: 'Soins', value: null, absence: 'secret', statut: 'secret' },
      { label: 'vide', value: null, absence: 'vide', statut: '' },
    ]);
  });
});
