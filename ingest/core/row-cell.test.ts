import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadSources } from '../contracts.ts';
import type { CodeEntry, Column } from './contract.ts';
import { cellParser } from './row-cell.ts';
import { type Cell, EMPTY, textCell } from './workbook.ts';

const code = (libelle: string, value: string, antenne = ''): CodeEntry => ({
  antenne,
  libelle,
  code: value,
  code_commun: value,
  valide_du: '',
  valide_au: '',
});
const lists = {
  nomenclatures: new Map([
    ['sexe', [code('H', 'homme'), code('Homme', 'homme'), code('F', 'femme')]],
    ['departement_residence', [code('Hérault', '34'), code('Aude', '11'), code('hors zone', 'hors_zone')]],
    ['emploi', [code('Sans emploi', 'sans_emploi'), code('NC', 'nc_antenne', 'ESSAI')]],
    ['motif', [code('Abandon', 'abandon')]],
    ['entree', [code('Nouvel accueil {n}', 'nouvelle'), code('Reprise de {n-1}', 'reprise')]],
  ]),
  tranches: [{ antenne: 'ESSAI', code: '18_25', libelle: '18 à 25 ans', age_min: 18, age_max: 25 }],
};
const column = (type: Column['type'], more: Partial<Column> = {}): Column => ({
  etiquettes: ['X'],
  type,
  requis: false,
  futur: false,
  ...more,
});
function parse(one: Column, cell: Cell | string) {
  const reading = { lists, antenne: 'ESSAI', annee: 2024, date1904: false };
  return cellParser(one, reading)(typeof cell === 'string' ? textCell(cell) : cell);
}
const value = (one: Column, cell: Cell | string) => {
  const parsed = parse(one, cell);
  return parsed.ok ? parsed.value : 'ILLISIBLE';
};
const number = (given: number): Cell => ({
  value: given,
  kind: 'number',
  text: String(given),
  percent: false,
});

describe('a date that may be a month', () => {
  const debut = column('date', { au_mois: 'debut' });
  const fin = column('date', { au_mois: 'fin' });
  it.each([
    ['mars 2024', '2024-03-01', '2024-03-31'],
    ['Févr. 2024', '2024-02-01', '2024-02-29'],
    ['mars-24', '2024-03-01', '2024-03-31'],
    ['03/2024', '2024-03-01', '2024-03-31'],
    ['2024-03', '2024-03-01', '2024-03-31'],
    ['août', '2024-08-01', '2024-08-31'],
  ])('%s is its first or last day, and is marked', (text, first, last) => {
    expect(parse(debut, text)).toEqual({ ok: true, value: first, auMois: true });
    expect(parse(fin, text)).toEqual({ ok: true, value: last, auMois: true });
    expect(value(column('mois'), text)).toBe(first);
    expect(value(column('date'), text)).toBe('ILLISIBLE');
  });

  it('a spreadsheet date that shows its month only is a month; one that shows its day is a day', () => {
    const shown = (text: string): Cell => ({ value: '2024-03-01', kind: 'date', text, percent: false });
    expect(parse(fin, shown('mars-24'))).toEqual({ ok: true, value: '2024-03-31', auMois: true });
    expect(parse(fin, shown('01/03/2024'))).toEqual({ ok: true, value: '2024-03-01' });
    expect(value(column('date'), shown('Mar-24'))).toBe('ILLISIBLE');
    expect(value(column('date'), shown('01/03/2024'))).toBe('2024-03-01');
  });

  it.each([
    ['3 mars 2024', '2024-03-03'],
    ['1er août 2024', '2024-08-01'],
    ['vendredi 5 avril 2024', '2024-04-05'],
    ['03/10/2024 14:30', '2024-10-03'],
    ['2024-10-03T00:00:00', '2024-10-03'],
    ['’03/10/2024', '2024-10-03'],
    ['03‑10‑2024', '2024-10-03'],
    ['NC', null],
    ['-', null],
    ['31/02/2024', 'ILLISIBLE'],
    ['13/2024', 'ILLISIBLE'],
    ['Fictif', 'ILLISIBLE'],
  ])('a day written %j', (text, day) => {
    expect(value(column('date'), text)).toBe(day);
  });
});

describe('a birth', () => {
  it('may be a year where it may be empty, never where it must be whole', () => {
    expect(value(column('naissance'), '1985')).toBe('1985');
    expect(value(column('naissance'), number(1985))).toBe('1985');
    expect(value(column('naissance', { requis: true }), '1985')).toBe('ILLISIBLE');
    expect(value(column('naissance'), '2031')).toBe('ILLISIBLE');
    expect(value(column('naissance'), 'inconnue')).toBe(null);
  });

  it('is no bare number, which may be a postcode', () => {
    for (const requis of [true, false])
      expect(parse(column('naissance', { requis }), number(34_000))).toMatchObject({
        ok: false,
        regle: 'Une date de naissance s’écrit jj/mm/aaaa, ou la cellule est au format date.',
      });
    const dated: Cell = { value: '1985-10-03', kind: 'date', text: '03/10/1985', percent: false };
    expect(value(column('naissance'), dated)).toBe('1985-10-03');
  });
});

describe('an amount', () => {
  it.each([
    ['76 K€', 76_000],
    ['1 200,50 €', 1200.5],
    ['1\u202f200,50', 1200.5],
    ['76 000 euros', 76_000],
    ['28.000,00 €', 28_000],
    ['1’200', 1200],
    ['1,2 M€', 1_200_000],
    ['30,000', 'ILLISIBLE'],
    ['612 345 000', 'ILLISIBLE'],
    ['5 800 000', 5_800_000],
    ['n.r.', null],
    ['12 %', 'ILLISIBLE'],
    ['environ 12 €', 'ILLISIBLE'],
    ['Fictif', 'ILLISIBLE'],
  ])('%j', (text, euros) => {
    expect(value(column('montant'), text)).toBe(euros);
  });

  it('is no telephone number that lost its zero', () => {
    expect(value(column('montant'), number(612_345_678))).toBe('ILLISIBLE');
    expect(value(column('montant'), number(612_345_000))).toBe('ILLISIBLE');
    expect(value(column('montant'), number(250_000_000))).toBe(250_000_000);
  });

  it.each(['-350,20 €', '(1 200)', '(1 200 €)', '(1 200) €'])(
    'is not below nothing, and %j is told so',
    (text) => {
      expect(parse(column('montant'), text)).toMatchObject({
        ok: false,
        regle: 'Un montant n’est pas négatif.',
      });
    },
  );
});

describe('a length in hours', () => {
  const heures = column('decimal', { etiquettes: ['Durée (h)'] });
  const shown = (day: string, text: string): Cell => ({ value: day, kind: 'date', text, percent: false });

  it.each([
    ['2h30', 2.5],
    ['2 h', 2],
    ['2H', 2],
    ['2 heures', 2],
    ['1 h 20', 1.33],
    ['02:30', 2.5],
    ['2:30:00', 2.5],
    ['2,5', 2.5],
    ['NC', null],
    ['2h75', 'ILLISIBLE'],
    ['2h à 3h', 'ILLISIBLE'],
  ])('%j', (text, hours) => {
    expect(value(heures, text)).toBe(hours);
  });

  it('is what a time of a spreadsheet shows, never a day', () => {
    expect(value(heures, shown('1900-01-00', '02:30'))).toBe(2.5);
    expect(value(heures, shown('2024-03-05', '02:30'))).toBe('ILLISIBLE');
    expect(value(heures, number(0.104))).toBe(0.104);
  });

  it('is in columns of hours only', () => {
    expect(value(column('decimal', { etiquettes: ['ETP'] }), '2h30')).toBe('ILLISIBLE');
  });
});

describe('a number', () => {
  it('is no day of a calendar, no telephone and no share', () => {
    for (const given of [31_079, 612_345_678, -3])
      expect(value(column('entier'), number(given))).toBe('ILLISIBLE');
    expect(value(column('entier'), { ...number(0.5), percent: true, text: '50%' })).toBe('ILLISIBLE');
    expect(value(column('entier'), '12')).toBe(12);
    expect(value(column('decimal'), '0,5')).toBe(0.5);
    expect(value(column('entier'), '0,5')).toBe('ILLISIBLE');
    expect(value(column('entier'), '?')).toBe(null);
  });
});

describe('a code', () => {
  const emploi = column('code', { nomenclature: 'emploi' });
  const motif = column('code', { nomenclature: 'motif' });
  it.each([
    ['NC', 'inconnu'],
    ['n.c.', 'inconnu'],
    ['?', 'inconnu'],
    ['inconnu', 'inconnu'],
    ['n.r.', 'non_transmis'],
    ['non renseigné', 'non_transmis'],
    ['-', 'sans_objet'],
    ['s.o.', 'sans_objet'],
    ['sans_objet', 'sans_objet'],
    [' abandon ', 'abandon'],
    ['ABANDON.', 'abandon'],
  ])('%j is %s where it may be empty', (text, stored) => {
    expect(value(motif, text)).toBe(stored);
  });

  it('an absence in the antenne’s own list is hers; where it must be filled there is none; a blank is none at all', () => {
    expect(value(emploi, 'NC')).toBe('nc_antenne');
    expect(value(column('code', { nomenclature: 'motif', requis: true }), 'NC')).toBe('ILLISIBLE');
    expect(value(motif, EMPTY)).toBe(null);
  });

  it.each([
    ['H', 'homme'],
    ['homme', 'homme'],
    ['1', 'homme'],
    ['2', 'femme'],
    ['f', 'femme'],
    ['NC', 'inconnu'],
    ['3', 'ILLISIBLE'],
  ])('sex %j is %s', (text, sex) => {
    expect(value(column('sexe'), text)).toBe(sex);
    if (/\d/.test(text)) expect(value(column('sexe'), number(Number(text)))).toBe(sex);
  });

  it.each([
    ['34', '34'],
    ['034', '34'],
    ['Hérault', '34'],
    ['34 - Hérault', '34'],
    ['Hérault (34)', '34'],
    ['Paris (75)', 'hors_zone'],
    ['34070', '34'],
    ['11000', '11'],
    ['97400', 'hors_zone'],
    ['75', 'hors_zone'],
    ['2A', 'hors_zone'],
    ['1', 'hors_zone'],
    ['34 000', '34'],
    ['Dpt 34', '34'],
    ['Dép. 34', '34'],
    ['Département 34', '34'],
    ['Étranger', 'hors_zone'],
    ['SDF', 'inconnu'],
    ['Sans domicile fixe', 'inconnu'],
    ['1985', 'ILLISIBLE'],
    ['978', 'ILLISIBLE'],
    ['96123', 'ILLISIBLE'],
    ['NC', 'inconnu'],
    ['Fictif', 'ILLISIBLE'],
    ['0612345678', 'ILLISIBLE'],
  ])('département %j is %s', (text, stored) => {
    expect(value(column('departement'), text)).toBe(stored);
  });

  it('has a near label only where letters say which', () => {
    const remede = (text: string) => {
      const parsed = parse(column('sexe'), text);
      return parsed.ok ? '' : parsed.remede;
    };
    expect(remede('Home')).toContain('« Homme »');
    for (const text of ['x', 'X', '♂', 'XY', '7']) expect(remede(text)).not.toContain('«');
  });

  it('names the file’s year in the values that it accepts, and in the nearest', () => {
    const entree = column('code', { nomenclature: 'entree' });
    expect(value(entree, 'Nouvel accueil 2024')).toBe('nouvelle');
    const parsed = parse(entree, 'Nouvel acceuil 2024');
    expect(parsed).toMatchObject({
      regle: 'Valeurs acceptées : Nouvel accueil 2024 ; Reprise de 2023.',
      remede: 'Écrivez « Nouvel accueil 2024 », ou faites ajouter cette valeur à la liste.',
    });
  });

  it('a band of ages is one of the antenne’s grid', () => {
    expect(value(column('tranche_age'), '18-25ans')).toBe('18_25');
    expect(value(column('tranche_age'), 'NC')).toBe('inconnu');
    expect(value(column('tranche_age'), '26/39')).toBe('ILLISIBLE');
  });
});

describe('the lists of all antennes', () => {
  const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const sources = loadSources(here('../sources'), here('../nomenclatures'));

  it.each([
    ['sexe', 'AERS', ['Mr', 'Mr.', 'M.', 'masc.'], 'homme'],
    ['sexe', 'APEX', ['Mlle', 'Mme', 'fém.', 'Féminin'], 'femme'],
    ['presence', 'UDAF11', ['présente', 'présent(e)', 'Présent'], 'present'],
    ['presence', 'VIA_VOLTAIRE', ['Abs', 'Abs.', 'absente', 'Absent(e)'], 'absent'],
    ['presence', 'LA_TRAVERSE', ['Excusée', 'exc.', 'excusé(e)'], 'excuse'],
    ['presence', 'APEX', ['Reportée', 'Reporté(e)', 'reporté'], 'reporte'],
    ['convocation', 'AERS', ['1ère', '1re'], 'premiere'],
    ['convocation', 'AERS', ['2ème', '2nde', 'deuxième'], 'seconde'],
  ] as const)('%s of %s knows %j', async (nomenclature, antenne, texts, wanted) => {
    const { nomenclatures, tranches } = await sources;
    const reading = { lists: { nomenclatures, tranches }, antenne, annee: 2024, date1904: false };
    const parser = cellParser(column('code', { nomenclature }), reading);
    for (const text of texts) expect(parser(textCell(text))).toEqual({ ok: true, value: wanted });
  });
});

describe('a mark', () => {
  it.each([
    ['s 12', 'S12'],
    ['S12', 'S12'],
    ['12', '12'],
    ['2024-03', '2024-03'],
    ['S2024/3', 'S2024/3'],
    ['ST-2024', 'ST-2024'],
    ['1985', '1985'],
    ['ZP-1985', 'ILLISIBLE'],
    ['zp 2003', 'ILLISIBLE'],
    ['ZP2003-12', 'ILLISIBLE'],
    ['S12345', 'ILLISIBLE'],
    ['Fictif', 'ILLISIBLE'],
    ['01/02/1985', 'ILLISIBLE'],
    ['0612345678', 'ILLISIBLE'],
    ['1985-02-03', 'ILLISIBLE'],
    ['-', null],
  ])('%j', (text, mark) => {
    expect(value(column('repere'), text)).toBe(mark);
  });
});

describe('a reference', () => {
  it.each([
    ['rapport 2024, l. 689', 'rapport 2024, l. 689'],
    ['bilan 2023, p. 12-14', 'bilan 2023, p. 12-14'],
    ['bilan 1985, p. 12', 'ILLISIBLE'],
    ['bilan 2024, p. 0612345678', 'ILLISIBLE'],
    ['bilan 2024, p. 12-0612345678', 'ILLISIBLE'],
  ])('%j', (text, reference) => {
    expect(value(column('reference'), text)).toBe(reference);
  });
});

describe('a name', () => {
  it('is none where an absence is written; names that look like one are names', () => {
    for (const text of ['NC', '?', 'inconnu', 'X', 'anonyme', '-'])
      expect(value(column('nom'), text)).toBe(null);
    for (const text of ['So', 'Na', 'Fictif']) expect(value(column('nom'), text)).toBe(text);
  });

  it('a file number is the same as a number and as a text', () => {
    expect(value(column('dossier'), number(12))).toBe('12');
    expect(value(column('dossier'), ' 12 ')).toBe('12');
  });
});
