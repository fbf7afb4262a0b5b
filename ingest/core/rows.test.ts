import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CodeLists, type RowContract, rowContractSchema } from './contract.ts';
import { isWarning } from './problem.ts';
import { readRows } from './rows.ts';
import { shownText } from './safe-name.ts';
import { type Cell, EMPTY, type Sheet, textCell, type Workbook } from './workbook.ts';

const contract: RowContract = rowContractSchema.parse({
  source: 'essai_suivi',
  genre: 'lignes',
  libelle: 'Essai',
  antenne: 'ESSAI',
  mentions: ['essai'],
  feuilles: [
    {
      nom: 'suivi',
      grain: 'Une ligne par personne.',
      identite: 'personne',
      attendue: true,
      onglets: ['Suivi'],
      colonnes: {
        dossier: { etiquettes: ['N° dossier'], type: 'dossier', requis: true },
        nom: { etiquettes: ['Nom'], type: 'nom', requis: true },
        prenom: { etiquettes: ['Prénom'], type: 'prenom', requis: true },
        naissance: { etiquettes: ['Né(e) le'], type: 'naissance', requis: true },
        site: { etiquettes: ['Site'], type: 'code', nomenclature: 'site', requis: true },
        departement: { etiquettes: ['Dépt'], type: 'departement', nomenclature: 'departement' },
        debut: { etiquettes: ['Début'], type: 'date', requis: true },
        fin: { etiquettes: ['Fin'], type: 'date' },
        motif: { etiquettes: ['Motif'], type: 'code', nomenclature: 'motif' },
      },
      ordre: [
        ['naissance', 'debut'],
        ['debut', 'fin'],
      ],
      ensemble: [['fin', 'motif']],
      vers: {
        personne: { colonnes: { annee_naissance: 'naissance', departement_residence: 'departement' } },
        accompagnement: {
          colonnes: { site: 'site', module: { constante: 'suivi' }, date_debut: 'debut', date_fin: 'fin' },
        },
        sortie: { si: 'fin', colonnes: { date_sortie: 'fin', motif: 'motif' } },
      },
    },
    {
      nom: 'presences',
      grain: 'Une ligne par personne et séance.',
      identite: 'evenement',
      attendue: true,
      onglets: ['Présences'],
      colonnes: {
        seance: { etiquettes: ['Séance'], type: 'repere', requis: true },
        dossier: { etiquettes: ['N° dossier'], type: 'dossier', requis: true },
      },
      vers: { participation: { colonnes: { seance: 'seance' } } },
    },
  ],
});

const code = (libelle: string, value: string) => ({
  antenne: '',
  libelle,
  code: value,
  code_commun: value,
  valide_du: '',
  valide_au: '',
});
const lists: CodeLists = {
  nomenclatures: new Map([
    ['site', [code('BZ', 'Béziers'), code('MTP', 'Montpellier')]],
    ['motif', [code('Abandon', 'abandon')]],
    ['departement', [code('Hérault', '34')]],
    ['commune', [code('Sète', '34301')]],
  ]),
  tranches: [],
};
const key = new Uint8Array(32).fill(3);

type Value = string | null;
const HEADER = ['N° dossier', 'Nom', 'Prénom', 'Né(e) le', 'Site', 'Dépt', 'Début', 'Fin', 'Motif'];
const GOOD: Value[] = [
  'D1',
  'Fictif',
  'Agathe',
  '01/02/1985',
  'BZ',
  '34',
  '03/01/2024',
  '05/06/2024',
  'Abandon',
];

const cell = (value: Value): Cell => (value === null ? EMPTY : textCell(value));

const sheetOf = (nom: string, lines: Value[][], more: Partial<Sheet> = {}): Sheet => ({
  nom,
  cachee: false,
  rows: lines.map((line) => line.map(cell)),
  ...more,
});

function parse(rows: Value[][], presences: Value[][] = [['Séance', 'N° dossier']]) {
  return parseSheets([sheetOf('Suivi', rows), sheetOf('Présences', presences)]);
}

function parseSheets(feuilles: Sheet[]) {
  const workbook: Workbook = { fichier: 'essai-2024.xlsx', format: 'xlsx', feuilles };
  return readRows(workbook, contract, { lists, annee: 2024, key, montre: shownText(lists) });
}

const without = (column: string, value: Value): Value[] =>
  GOOD.map((written, index) => (HEADER[index] === column ? value : written));

describe('a sheet of rows', () => {
  it('feeds the raw tables under a pseudonym; of a birth only the year leaves', () => {
    const { tables, lus, charges, a_corriger, totaux } = parse([
      ['Essai — file active'],
      [],
      HEADER,
      GOOD,
      ['Total', null, null, null, '1'],
    ]);
    expect({ lus, charges, a_corriger, totaux }).toEqual({ lus: 1, charges: 1, a_corriger: 0, totaux: 1 });
    const [person] = tables.get('personne') ?? [];
    expect(person).toMatchObject({
      feuille: 'Suivi',
      ligne: 4,
      values: { annee_naissance: 1985, departement_residence: '34' },
    });
    expect(person?.personne.key).toMatch(/^[0-9a-f]{32}$/);
    expect(tables.get('sortie')?.[0]?.values).toEqual({ date_sortie: '2024-06-05', motif: 'abandon' });
    expect(JSON.stringify([...tables])).not.toMatch(/Fictif|Agathe|D1|1985-02-01|01\/02/);
  });

  it('joins a presence to its person by the file number, which stays behind', () => {
    const { tables } = parse(
      [HEADER, GOOD],
      [
        ['Séance', 'N° dossier'],
        ['S1', 'D1'],
      ],
    );
    expect(tables.get('participation')?.[0]?.personne.key).toBe(tables.get('personne')?.[0]?.personne.key);
  });

  it('an open accompaniment has no exit', () => {
    const open = GOOD.map((value, index) => (index >= 7 ? null : value));
    expect(parse([HEADER, open]).tables.get('sortie')).toBeUndefined();
  });

  it('a département elsewhere is "hors_zone", an empty one unknown', () => {
    const places = [without('Dépt', '75'), without('Dépt', null)].map(
      (row) => parse([HEADER, row]).tables.get('personne')?.[0]?.values.departement_residence,
    );
    expect(places).toEqual(['hors_zone', null]);
  });
});

describe('a line that cannot be read', () => {
  it.each([
    ['an unknown site', without('Site', 'Sète'), 'VALEUR_ILLISIBLE', 'Site'],
    ['an impossible date', without('Début', '30/02/2024'), 'VALEUR_ILLISIBLE', 'Début'],
    ['a name for a date', without('Début', 'Fictif'), 'VALEUR_ILLISIBLE', 'Début'],
    ['an exit before entry', without('Fin', '01/01/2024'), 'DATES_INVERSEES', 'Fin'],
    ['a birth a year ago', without('Né(e) le', '01/02/2023'), 'NAISSANCE_IMPROBABLE', 'Né(e) le'],
    ['an exit without motive', without('Motif', null), 'VALEUR_MANQUANTE', 'Motif'],
    ['no name', without('Nom', null), 'VALEUR_MANQUANTE', 'Nom'],
  ])('%s: listed by column and rule, the other lines load', (_, row, found, colonne) => {
    const other = GOOD.map((value, index) => (index === 0 ? 'D2' : value));
    const { problemes, lus, charges, a_corriger } = parse([HEADER, row, other]);
    expect({ lus, charges, a_corriger }).toEqual({ lus: 2, charges: 1, a_corriger: 1 });
    expect(problemes).toMatchObject([{ code: found, colonne, feuille: 'Suivi', ligne: 2 }]);
  });

  it('its text is shown only where the column is a coded one', () => {
    const [coded] = parse([HEADER, without('Site', 'Sète')]).problemes;
    const [free] = parse([HEADER, without('Début', 'Fictif Agathe')]).problemes;
    expect(coded?.valeur).toBe('Sète');
    expect(JSON.stringify(free)).not.toContain('Fictif');
  });

  it('a file number that stands twice, or nowhere, is told without naming it', () => {
    const twice = parse([HEADER, GOOD, GOOD]);
    expect(twice.problemes).toMatchObject([{ code: 'DOSSIER_DOUBLE', ligne: 3 }]);
    const nowhere = parse(
      [HEADER, GOOD],
      [
        ['Séance', 'N° dossier'],
        ['S1', 'Dupont'],
      ],
    );
    expect(nowhere.problemes).toMatchObject([{ code: 'DOSSIER_INCONNU' }]);
    expect(JSON.stringify(nowhere.problemes)).not.toContain('Dupont');
  });

  it('a missing or repeated column keeps every line for correction', () => {
    const cut = (row: Value[]) => row.filter((_, index) => HEADER[index] !== 'Site');
    expect(parse([cut(HEADER), cut(GOOD)])).toMatchObject({
      lus: 1,
      charges: 0,
      a_corriger: 1,
      problemes: [{ code: 'COLONNE_MANQUANTE', colonne: 'Site' }],
    });
    expect(
      parse([
        [...HEADER, 'Site'],
        [...GOOD, 'BZ'],
      ]),
    ).toMatchObject({ charges: 0, problemes: [{ code: 'COLONNE_DOUBLE' }] });
  });

  it('any mixture gives read = loaded + to correct, and every good line loads', () => {
    const bad = fc.constantFrom(
      without('Site', '?'),
      without('Début', null),
      without('Fin', '1/1/1999'),
      without('Nom', null),
    );
    const line = fc.oneof(fc.constant(GOOD), bad);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const numbered = lines.map((row, index) => row.map((value, at) => (at === 0 ? `D${index}` : value)));
        const { lus, charges, a_corriger, tables } = parse([HEADER, ...numbered]);
        expect(lus).toBe(lines.length);
        expect(charges + a_corriger).toBe(lus);
        expect(charges).toBe(lines.filter((row) => row === GOOD).length);
        expect(tables.get('accompagnement')?.length ?? 0).toBe(charges);
      }),
    );
  });
});

describe('what a sheet hides', () => {
  const presences = sheetOf('Présences', [['Séance', 'N° dossier']]);
  const other = GOOD.map((value, index) => (index === 0 ? 'D2' : value));

  it('lines and columns are read, and told', () => {
    const suivi = sheetOf('Suivi', [HEADER, GOOD, other], { lignes_cachees: [2], colonnes_cachees: [3, 20] });
    const { problemes, charges } = parseSheets([suivi, presences]);
    expect(charges).toBe(2);
    expect(problemes.map(({ code, message }) => [code, message.includes('« Né(e) le »')])).toEqual([
      ['LIGNES_MASQUEES', false],
      ['COLONNES_MASQUEES', true],
    ]);
    expect(problemes.every(isWarning)).toBe(true);
  });

  it('a hidden sheet is told; its table waits, a list counts for nothing', () => {
    const suivi = sheetOf('Suivi', [HEADER, GOOD]);
    const hidden = sheetOf('Suivi (2)', [HEADER, other], { cachee: true });
    const list = sheetOf('Listes', [['Sites'], ['BZ'], ['34']], { cachee: true });
    const result = parseSheets([suivi, presences, hidden, list]);
    expect(result).toMatchObject({ lus: 2, charges: 1, a_corriger: 1 });
    expect(result.problemes.map(({ code, feuille }) => [code, feuille])).toEqual([
      ['FEUILLE_CACHEE', 'Suivi (2)'],
      ['FEUILLE_CACHEE_SANS_TABLEAU', 'Listes'],
    ]);
  });

  it('a column of no contract is told by its letter where one of the contract is missing', () => {
    const renamed = HEADER.map((label) => (label === 'Dépt' ? 'Zéphyrine' : label));
    const { problemes, charges } = parse([renamed, GOOD]);
    expect(charges).toBe(1);
    expect(problemes.map(({ code }) => code)).toEqual(['COLONNE_ABSENTE', 'COLONNES_INCONNUES']);
    expect(problemes[1]?.message).toContain('La colonne F');
    expect(JSON.stringify(problemes)).not.toContain('Zéphyrine');
    const beside = parse([
      [...HEADER, 'Observations'],
      [...GOOD, 'texte libre'],
    ]);
    expect(beside).toMatchObject({ charges: 1, problemes: [] });
  });

  it('lines of which the contract keeps nothing load, and are told', () => {
    const { feuilles } = contract;
    const [suivi] = feuilles;
    const exits = rowContractSchema.parse({
      ...contract,
      feuilles: [{ ...suivi, vers: { sortie: { si: 'fin', colonnes: { date_sortie: 'fin' } } } }],
    });
    const open = other.map((value, index) => (index >= 7 ? null : value));
    const workbook: Workbook = {
      fichier: 'essai.xlsx',
      format: 'xlsx',
      feuilles: [sheetOf('Suivi', [HEADER, GOOD, open])],
    };
    const { problemes, charges } = readRows(workbook, exits, { lists, annee: 2024, key });
    expect(charges).toBe(2);
    expect(problemes).toMatchObject([{ code: 'LIGNES_SANS_EFFET', feuille: 'Suivi' }]);
    expect(problemes[0]?.message).toMatch(/^1 ligne /);
  });

  it('lines under a title of their own wait, and notes are told', () => {
    const { problemes, lus, charges, a_corriger } = parse([
      HEADER,
      GOOD,
      [],
      ['Personnes orientées ailleurs'],
      ['Mois', 'Nombre', 'Lieu'],
      ['janvier', '12', 'BZ'],
      [],
      ['* chiffres provisoires'],
    ]);
    expect({ lus, charges, a_corriger }).toEqual({ lus: 3, charges: 1, a_corriger: 2 });
    expect(problemes).toMatchObject([
      { code: 'LIGNES_HORS_TABLEAU', ligne: 5 },
      { code: 'NOTE_NON_LUE', ligne: 8 },
    ]);
  });

  it('a line pasted into one cell waits; the table goes on below it, and below a heading of a group', () => {
    const { problemes, lus, charges } = parse([
      HEADER,
      ['Béziers et alentours'],
      GOOD,
      ['D7;Fictif;Zoé;01/02/1985;BZ'],
      [null, 'à rappeler en mars'],
      other,
    ]);
    expect({ lus, charges }).toEqual({ lus: 3, charges: 2 });
    expect(problemes).toMatchObject([
      { code: 'LIGNE_COLLEE', ligne: 4 },
      { code: 'NOTE_NON_LUE', ligne: 2 },
    ]);
    expect(problemes[1]?.message).toMatch(/^2 lignes/);
    expect(JSON.stringify(problemes)).not.toMatch(/Fictif|Zoé/);
  });

  it('a sheet of words that is not known: its lines wait, a page of explanations has none', () => {
    const words = ['Fictif', 'Agathe', 'Béziers'];
    const left = (lines: Value[][]) => {
      const { lus, a_corriger, problemes } = parseSheets([
        sheetOf('Suivi', [HEADER, GOOD]),
        sheetOf('Présences', [['Séance', 'N° dossier']]),
        sheetOf('Autre', lines),
      ]);
      expect(problemes.map(({ code }) => code)).toEqual(a_corriger > 0 ? ['FEUILLE_INCONNUE'] : []);
      expect(lus).toBe(1 + a_corriger);
      return a_corriger;
    };
    expect(left([['Personnes orientées'], [], words, words])).toBe(2);
    expect(left([['Nom', 'Vue le', 'Lieu'], ...[1, 2].map(() => ['Fictif', '05/02/2024', 'BZ'])])).toBe(2);
    expect(left(Array.from({ length: 5 }, () => ['Fictif', 'Agathe']))).toBe(5);
    expect(left([['Mode d’emploi'], ['Une ligne par personne.'], ['Les dates ont dix signes.']])).toBe(0);
    expect(
      left(Array.from({ length: 6 }, () => ['Début', 'Le premier jour où la personne a été reçue.'])),
    ).toBe(0);
  });
});

describe('rules that need no contract', () => {
  it('births come before every date, a spell ends after it starts, persons without a number stand once', () => {
    const loose: RowContract = rowContractSchema.parse({
      ...contract,
      feuilles: [
        {
          nom: 'mesures',
          grain: 'Une ligne par personne.',
          identite: 'personne',
          onglets: ['Mesures'],
          colonnes: {
            nom: { etiquettes: ['Nom'], type: 'nom', requis: true },
            prenom: { etiquettes: ['Prénom'], type: 'prenom', requis: true },
            naissance: { etiquettes: ['Né(e) le'], type: 'naissance', requis: true },
            debut: { etiquettes: ['Début'], type: 'date', requis: true },
            fin: { etiquettes: ['Fin'], type: 'date' },
          },
          vers: { accompagnement: { colonnes: { date_debut: 'debut', date_fin: 'fin' } } },
        },
      ],
    });
    const names = ['Fictif', 'Agathe', '03/02/1985'];
    const rows = [
      ['Nom', 'Prénom', 'Né(e) le', 'Début', 'Fin'],
      [...names, '03/01/2024', '01/01/2024'],
      ['Fictif', 'Zoé', '03/02/2012', '03/01/2009', '05/01/2024'],
      [...names, '03/01/2024', '05/01/2024'],
      [...names, '03/01/2024', '05/01/2024'],
    ];
    const workbook: Workbook = {
      fichier: 'essai.xlsx',
      format: 'xlsx',
      feuilles: [sheetOf('Mesures', rows)],
    };
    const { problemes, charges } = readRows(workbook, loose, { lists, annee: 2024, key });
    expect(charges).toBe(1);
    expect(problemes.map(({ code, cellule, ligne }) => [code, cellule ?? ligne])).toEqual([
      ['DATES_INVERSEES', 'E2'],
      ['DATES_INVERSEES', 'D3'],
      ['LIGNE_DOUBLE', 5],
    ]);
  });
});

describe('a line of more cells than its header', () => {
  const parseCsv = (separateur: string, lines: Value[][]) => {
    const workbook: Workbook = {
      fichier: 'essai-2024.csv',
      format: 'csv',
      separateur,
      feuilles: [sheetOf('essai', [HEADER, ...lines])],
    };
    return readRows(workbook, contract, { lists, annee: 2024, key });
  };
  const other = GOOD.map((value, index) => (index === 0 ? 'D2' : value));
  const third = GOOD.map((value, index) => (index === 0 ? 'D3' : value));

  it('waits in a CSV, and says why', () => {
    const { problemes, lus, charges } = parseCsv(';', [GOOD, [...other, '5']]);
    expect({ lus, charges }).toEqual({ lus: 2, charges: 1 });
    expect(problemes).toMatchObject([{ code: 'CELLULE_EN_TROP', ligne: 3 }]);
    expect(problemes[0]?.message).toMatch(/une cellule de plus que l’en-tête/);
  });

  it('blank cells beyond it are a shift where commas part the cells, and nothing otherwise', () => {
    expect(parseCsv(';', [GOOD, [...other, null]]).charges).toBe(2);
    expect(parseCsv(',', [GOOD, third, [...other, null]]).charges).toBe(2);
    expect(
      parseCsv(',', [
        [...GOOD, null],
        [...other, null],
      ]).charges,
    ).toBe(2);
  });
});

describe('a file without names', () => {
  const PERSONS = [
    'Clé de la personne',
    'Année de naissance',
    'Identification',
    'Site',
    'Dépt',
    'Début',
    'Fin',
  ];
  const person = (cle: string): Value[] => [
    cle.repeat(32),
    '1985',
    'complete',
    'BZ',
    '34',
    '03/01/2024',
    null,
  ];
  const PRESENCES = ['Séance', 'Clé de la personne', 'Identification'];
  const presence = (cle: string): Value[] => ['S1', cle.repeat(32), 'complete'];

  it('has no line twice, and no key that its persons do not have', () => {
    const { problemes, lus, charges } = parse(
      [[...PERSONS, 'Motif'], person('a'), person('b'), person('a')],
      [PRESENCES, presence('a'), presence('c')],
    );
    expect({ lus, charges }).toEqual({ lus: 5, charges: 3 });
    expect(problemes).toMatchObject([
      { code: 'LIGNE_DOUBLE', ligne: 4 },
      { code: 'CLE_INCONNUE', cellule: 'B3', colonne: 'Clé de la personne' },
    ]);
    expect(JSON.stringify(problemes)).not.toMatch(/aaaa|cccc/);
  });

  it('says of each person how they were identified', () => {
    const without = (row: Value[]) => row.filter((_, index) => index !== 2);
    const { problemes, charges } = parse([without([...PERSONS, 'Motif']), without(person('a'))]);
    expect(charges).toBe(0);
    expect(problemes).toMatchObject([{ code: 'COLONNE_MANQUANTE', colonne: 'Identification' }]);
  });
});

describe('what a line does not feed', () => {
  const loose = rowContractSchema.parse({
    ...contract,
    feuilles: contract.feuilles.map((sheet) => ({ ...sheet, ensemble: [] })),
  });
  const told = (rows: Value[][]) => {
    const feuilles = [sheetOf('Suivi', rows), sheetOf('Présences', [['Séance', 'N° dossier']])];
    return readRows({ fichier: 'essai.xlsx', format: 'xlsx', feuilles }, loose, { lists, annee: 2024, key });
  };

  it('a motive without its day loads, and the sender is told that no exit is counted', () => {
    const { charges, problemes } = told([HEADER, GOOD, without('N° dossier', 'D2'), blankEnd]);
    expect(charges).toBe(3);
    expect(problemes).toMatchObject([{ code: 'LIGNES_COMPTEES_EN_PARTIE', ligne: 4, colonne: 'Fin' }]);
    expect(problemes[0]?.message).toBe(
      'Cette ligne remplit « Motif » et non « Fin » : aucune sortie n’en est comptée.',
    );
  });
  const blankEnd = GOOD.map((value, at) => (at === 0 ? 'D3' : at === 7 ? null : value));

  it('without the column that exits are counted by, the message says so', () => {
    const { problemes } = told([HEADER, GOOD].map((row) => row.filter((_, at) => at !== 7)));
    expect(problemes.map(({ code }) => code)).toEqual(['COLONNE_ABSENTE']);
    expect(problemes[0]?.message).toMatch(/Sans « Fin », aucune sortie n’en est comptée\.$/);
  });
});

describe('a sheet of which hardly any date is of the file’s year', () => {
  const people = (count: number, year: string) =>
    Array.from({ length: count }, (_, at) =>
      GOOD.map((value, rang) =>
        rang === 0 ? `${year}-${at}` : rang === 6 || rang === 7 ? (value ?? '').replace('2024', year) : value,
      ),
    );
  it.each([
    ['nine lines', 8, 1, []],
    ['many lines', 40, 1, ['PRESQUE_AUTRE_ANNEE']],
    ['a tenth of this year', 18, 2, []],
  ] as const)('%s', (_, before, now, codes) => {
    const { charges, problemes } = parse([HEADER, ...people(before, '2023'), ...people(now, '2024')]);
    expect(charges).toBe(before + now);
    expect(problemes.map(({ code }) => code)).toEqual(codes);
    expect(problemes.every(isWarning)).toBe(true);
  });
});
