import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { Row } from './figure.ts';
import { baseText, baseWords, coarseningText, describeProfile, lastYear, profilesOf } from './profile.ts';
import { drawProfile } from './profile-chart.ts';
import { groupsByCharacteristic, panelsOfPlace } from './profile-panels.ts';

const common = {
  ...{ annee: 2024, periode: '2024', lieu: 'AERS', caracteristique: 'age', statut: 'publie' },
  ...{
    libelle_caracteristique: 'Âge',
    base: 'personnes accompagnées dont l’âge est connu',
    base_valeur: '200',
  },
  ...{ grossissement: '', provenance: 'calcule', source: 'lignes-2024.csv' },
};
const line = (modalite: string, valeur: number | null, other: Row = {}): Row => ({
  ...{ ...common, modalite, libelle: modalite.replaceAll('_', ' '), valeur },
  ...(valeur === null ? { statut: 'secret' } : {}),
  ...other,
});
const told = [
  line('40_ans_et_plus', null),
  line('moins_de_40_ans', 150),
  line('_U', 12, { libelle: 'Non connu' }),
];

describe('profiles', () => {
  it('are one for each place and characteristic, with what is not known apart', () => {
    const [profile, ...others] = profilesOf(told, ['moins_de_40_ans', '40_ans_et_plus']);
    expect(others).toEqual([]);
    expect(profile?.lines.map(({ label, value, share, statut }) => [label, value, share, statut])).toEqual([
      ['Moins de 40 ans', 150, '75\u00a0%', 'publie'],
      ['40 ans et plus', null, '', 'secret'],
    ]);
    expect(profile?.unknown).toMatchObject({ label: 'Non connu', value: 12, share: '' });
    expect(profile && baseText(profile)).toBe('Base\u00a0: 200. Non connu\u00a0: 12.');
    expect(profile && baseText(profile, true)).toBe(
      'Base\u00a0: 200, personnes accompagnées dont l’âge est connu. Non connu\u00a0: 12.',
    );
    expect(baseWords(profile ? [profile, profile] : [])).toBe(
      'Base\u00a0: personnes accompagnées dont l’âge est connu.',
    );
  });

  it('give no share and no base where the number of the unknown is secret', () => {
    const hidden = told.map((row) => ({ ...row, base_valeur: '' }));
    const [profile] = profilesOf([...hidden.slice(0, 2), line('_U', null, { base_valeur: '' })]);
    expect(profile?.lines.map(({ share }) => share)).toEqual(['', '']);
    expect(profile && baseText(profile)).toBe('Base et non connus\u00a0: secret, et donc aucune part.');
    expect(profile && describeProfile('AERS', profile)).toBe(
      'AERS\u00a0: Moins de 40 ans 150\u202f; 40 ans et plus secret.',
    );
  });

  it('put ages from the youngest, whatever their bands, and what is left of a list last', () => {
    const codes = [
      ...['65_ans_et_plus', '26_39_ans', '26_29_ans', 'moins_de_26_ans', '21_25_ans', 'moins_de_21_ans'],
      ...['40_ans_et_plus'],
    ];
    const [ages] = profilesOf(codes.map((code) => line(code, 5)));
    expect(ages?.lines.map(({ code }) => code)).toEqual([
      ...['moins_de_21_ans', '21_25_ans', 'moins_de_26_ans', '26_29_ans', '26_39_ans', '40_ans_et_plus'],
      ...['65_ans_et_plus'],
    ]);
    const [others] = profilesOf(
      ['autre', 'en_emploi', 'autres_ressources', 'rsa'].map((code) => line(code, 5)),
    );
    expect(others?.lines.map(({ code }) => code)).toEqual(['en_emploi', 'rsa', 'autre', 'autres_ressources']);
  });

  it('say what was put together: modalités, years, the whole place', () => {
    const years = profilesOf(told.map((row) => ({ ...row, periode: '2022-2024' })));
    expect(years[0] && coarseningText(years[0])).toMatch(/^De 2022 à 2024, ensemble/);
    const wider = profilesOf(told.map((row) => ({ ...row, grossissement: 'modalités regroupées' })));
    expect(wider[0] && coarseningText(wider[0])).toBe('Modalités regroupées.');
    const [nothing] = profilesOf([line('_T', null, { grossissement: 'regroupé à la région' })]);
    expect(nothing?.lines).toEqual([]);
    expect(nothing && describeProfile('APEX', nothing)).toBe('APEX\u00a0: secret.');
    expect(nothing && [baseText(nothing), coarseningText(nothing)]).toEqual(['', 'Regroupé à la région.']);
  });

  it('take the year where it is told, else the three years, whatever the order of rows', () => {
    const three = told.map((row) => ({ ...row, periode: '2022-2024', valeur: 500 }));
    for (const rows of [
      [...told, ...three],
      [...three, ...told],
    ])
      expect(profilesOf(rows).map(({ period }) => period)).toEqual(['2024']);
    const untold = line('_T', null);
    expect(profilesOf([untold, ...three]).map(({ period }) => period)).toEqual(['2022-2024']);
    expect(lastYear([...told, { annee: 2023 }])).toBe(2024);
    expect(lastYear([])).toBeNull();
  });

  it('stand by characteristic, the region first, and name the places without a line', () => {
    const cubes = [
      { nom: 'antennes', codes: { AERS: 'AERS – Pôle Justice', APEX: 'APEX' }, dimension: 'antenne' },
      { nom: 'profil', codes: { sexe: 'Sexe', age: 'Âge' }, dimension: 'caracteristique' },
    ].map(({ nom, codes, dimension }) => ({
      ...{ nom, titre: nom, description: '', attributs: [] },
      dimensions: [{ nom: dimension, libelle: '', codes }],
    }));
    const sexe = { caracteristique: 'sexe', libelle_caracteristique: 'Sexe', modalite: 'femme' };
    const rows = [...told, ...told.map((row) => ({ ...row, lieu: '_T' })), { ...told[1], ...sexe }];
    const groups = groupsByCharacteristic(cubes, 'profil', 'antenne', rows, ['AERS', 'APEX']);
    expect(
      groups.map(({ heading, panels, missing }) => [heading, panels.map(({ name }) => name), missing]),
    ).toEqual([
      ['Sexe', ['AERS – Pôle Justice'], ['APEX']],
      ['Âge', ['Région', 'AERS – Pôle Justice'], ['APEX']],
    ]);
    const own = rows.filter((row) => row.lieu === 'AERS');
    expect(panelsOfPlace(cubes, 'profil', own).map(({ name }) => name)).toEqual(['Sexe', 'Âge']);
  });
});

describe('the drawing of a profile', () => {
  const [profile] = profilesOf([...told, line('plus_tard', 0)]);
  function draw(width: number): string {
    const { document } = parseHTML('<!doctype html><html><body></body></html>');
    return profile ? `${drawProfile({ profile, title: 'Âge', width, document })}\n` : '';
  }

  it('is the same SVG for the same figures', async () => {
    await expect(draw(720)).toMatchFileSnapshot('golden/profile-720.svg');
    await expect(draw(320)).toMatchFileSnapshot('golden/profile-320.svg');
  });

  it('hatches a secret with its word: no bar, no zero; a true zero is written', () => {
    const { document } = parseHTML(draw(320));
    expect(document.querySelectorAll('.secrets path, .secrets line')).toHaveLength(1);
    expect([...document.querySelectorAll('.absences text')].map((one) => one.textContent)).toEqual([
      'secret',
    ]);
    expect(document.querySelectorAll('.barres rect')).toHaveLength(2);
    expect([...document.querySelectorAll('.nombres text')].map((one) => one.textContent)).toEqual([
      '0 (0\u00a0%)',
      '150 (75\u00a0%)',
    ]);
    expect(draw(320)).not.toMatch(/NaN|style=|<style/);
  });

  it('draws what is all secret', () => {
    const { document } = parseHTML('<!doctype html><html></html>');
    const [all] = profilesOf([line('a', null, { base_valeur: '' }), line('b', null, { base_valeur: '' })]);
    const svg = all ? drawProfile({ profile: all, title: 'Rien', width: 320, document }) : '';
    expect(svg.match(/>secret</g)).toHaveLength(2);
    expect(svg).not.toMatch(/NaN|Infinity|>0</);
  });
});
