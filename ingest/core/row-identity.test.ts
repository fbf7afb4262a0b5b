import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RowContract, rowContractSchema } from './contract.ts';
import { pseudonym } from './pseudonym.ts';
import { readRows } from './rows.ts';
import { type Cell, EMPTY, textCell, type Workbook } from './workbook.ts';

const NAMES = {
  nom: { etiquettes: ['Nom'], type: 'nom', requis: true },
  prenom: { etiquettes: ['Prénom'], type: 'prenom', requis: true },
  naissance: { etiquettes: ['Né(e) le'], type: 'naissance' },
};
const DOSSIER = { dossier: { etiquettes: ['Dossier'], type: 'dossier' } };
const DATE = { date: { etiquettes: ['Date'], type: 'date', requis: true } };
const entretien = { entretien: { colonnes: { date_entretien: 'date' } } };

function contractOf(feuilles: unknown[]): RowContract {
  return rowContractSchema.parse({
    source: 'essai',
    genre: 'lignes',
    libelle: 'Essai',
    antenne: 'ESSAI',
    mentions: ['essai'],
    feuilles,
  });
}

const contract = contractOf([
  {
    nom: 'entretiens',
    grain: 'Une ligne par entretien.',
    identite: 'evenement',
    onglets: ['Entretiens'],
    colonnes: { ...NAMES, ...DOSSIER, ...DATE },
    vers: { ...entretien, personne: { colonnes: { annee_naissance: 'naissance' } } },
  },
  {
    nom: 'presences',
    grain: 'Une ligne par présence.',
    identite: 'evenement',
    attendue: false,
    onglets: ['Présences'],
    colonnes: { ...DOSSIER, ...DATE },
    vers: { participation: { colonnes: {} } },
  },
  {
    nom: 'groupe',
    grain: 'Une ligne par participant, qui n’a pas à dire qui il est.',
    identite: 'anonyme',
    attendue: false,
    onglets: ['Groupe'],
    colonnes: { ...DATE, seance: { etiquettes: ['Séance'], type: 'repere' } },
    vers: { participation: { colonnes: { seance: 'seance' } } },
  },
]);

const key = new Uint8Array(32).fill(3);
type Value = string | null;
const cell = (value: Value): Cell => (value === null ? EMPTY : textCell(value));

function read(
  sheets: Record<string, Value[][]>,
  options: { key?: Uint8Array | undefined; format?: Workbook['format'] } = {},
) {
  const workbook: Workbook = {
    fichier: 'essai-2024.xlsx',
    format: options.format ?? 'xlsx',
    feuilles: Object.entries(sheets).map(([nom, rows]) => ({
      nom,
      cachee: false,
      rows: rows.map((row) => row.map(cell)),
    })),
  };
  return readRows(workbook, contract, {
    lists: { nomenclatures: new Map(), tranches: [] },
    annee: 2024,
    key: 'key' in options ? options.key : key,
  });
}
const HEADER = ['Nom', 'Prénom', 'Né(e) le', 'Dossier', 'Date'];
const AGATHE = ['Fictif', 'Agathe', '03/02/1985'];
const complete = pseudonym({ nom: 'Fictif', prenom: 'Agathe', naissance: '1985-02-03' }, key);
const keysOf = (result: ReturnType<typeof read>, table: string) =>
  result.tables.get(table)?.map(({ personne }) => personne.key);

describe('a person of several lines', () => {
  it('has one key, whatever the line says of the file number', () => {
    const result = read({
      Entretiens: [
        HEADER,
        [...AGATHE, 'D1', '03/01/2024'],
        ['FICTIF', 'agathe', '3/2/85', 'D1', '04/01/2024'],
        ['Fictif', 'Agathe', '1985-02-03', null, '05/01/2024'],
      ],
    });
    expect(result).toMatchObject({ lus: 3, charges: 3, problemes: [] });
    expect(keysOf(result, 'entretien')).toEqual([complete, complete, complete]);
  });

  it('without a birth is bound to the antenne, until a line of the same file number gives it', () => {
    const alone = read({ Entretiens: [HEADER, ['Fictif', 'Agathe', null, 'D1', '03/01/2024']] });
    expect(alone.tables.get('personne')?.[0]?.personne.identification).toBe('sans_naissance');
    expect(keysOf(alone, 'entretien')).not.toEqual([complete]);
    const later = read({
      Entretiens: [HEADER, ['Fictif', 'Agathe', null, 'D1', '03/01/2024'], [...AGATHE, 'D1', '04/01/2024']],
    });
    expect(keysOf(later, 'entretien')).toEqual([complete, complete]);
    expect(later.tables.get('personne')?.map(({ personne }) => personne.identification)).toEqual([
      'complete',
      'complete',
    ]);
  });

  it('of whom only the year of birth is known keeps that year', () => {
    const result = read({ Entretiens: [HEADER, ['Fictif', 'Agathe', '1985', 'D1', '03/01/2024']] });
    expect(result.tables.get('personne')).toMatchObject([
      { personne: { identification: 'sans_naissance' }, values: { annee_naissance: 1985 } },
    ]);
  });

  it.each([
    ['another birth', ['Fictif', 'Agathe', '03/02/1986']],
    ['another name', ['Fictif', 'Zoé', '03/02/1985']],
    ['another name and no birth', ['Fictif', 'Zoé', null]],
  ])('under one file number with %s contradicts: the line waits, the first loads', (_, other) => {
    const result = read({
      Entretiens: [HEADER, [...AGATHE, 'D1', '03/01/2024'], [...other, 'D1', '04/01/2024']],
    });
    expect(result).toMatchObject({ lus: 2, charges: 1, a_corriger: 1 });
    expect(result.problemes).toMatchObject([
      { code: 'DOSSIER_CONTRADICTOIRE', ligne: 3, colonne: 'Dossier' },
    ]);
    expect(JSON.stringify(result.problemes)).not.toMatch(/Fictif|Zoé|Agathe|D1\b/);
  });

  it('is found by file number from another sheet, which may come first in the file', () => {
    const result = read({
      Présences: [
        ['Dossier', 'Date'],
        ['D1', '03/01/2024'],
        ['D9', '03/01/2024'],
        [null, '03/01/2024'],
      ],
      Entretiens: [HEADER, [...AGATHE, 'D1', '03/01/2024']],
    });
    expect(keysOf(result, 'participation')).toEqual([complete]);
    expect(result.problemes.map((found) => [found.code, found.ligne])).toEqual([
      ['DOSSIER_INCONNU', 3],
      ['PERSONNE_MANQUANTE', 4],
    ]);
  });

  it('is not to be found by number in a file that names nobody', () => {
    const { problemes } = read({
      Présences: [
        ['Dossier', 'Date'],
        ['D1', '03/01/2024'],
      ],
    });
    expect(problemes.map((found) => found.code)).toContain('DOSSIER_INCONNU');
    expect(problemes.find((found) => found.code === 'DOSSIER_INCONNU')?.remede).toContain('un même classeur');
  });

  it('twice on the same line is a line twice', () => {
    const line = [...AGATHE, 'D1', '03/01/2024'];
    expect(read({ Entretiens: [HEADER, line, line] }).problemes).toMatchObject([
      { code: 'LIGNE_DOUBLE', ligne: 3 },
    ]);
  });
});

describe('persons who are anonymous by right', () => {
  it('load without key, and are never refused for it; two may say the same', () => {
    const result = read(
      {
        Groupe: [
          ['Séance', 'Date'],
          ['G1', '03/01/2024'],
          ['G1', '03/01/2024'],
        ],
      },
      { key: undefined, format: 'csv' },
    );
    expect(result).toMatchObject({ lus: 2, charges: 2, problemes: [], nominatif: false });
    expect(keysOf(result, 'participation')).toEqual([null, null]);
  });
});

describe('a file without names', () => {
  const KEYED = ['Clé de la personne', 'Année de naissance', 'Identification', 'Date'];
  it('needs no key and gives the rows of the named one', () => {
    const named = read({ Entretiens: [HEADER, [...AGATHE, 'D1', '03/01/2024']] });
    const keyed = read(
      { Entretiens: [KEYED, [complete, '1985', 'complete', '03/01/2024']] },
      { key: undefined },
    );
    expect(keyed).toMatchObject({ lus: 1, charges: 1, problemes: [], nominatif: false });
    expect([...keyed.tables]).toEqual([...named.tables]);
  });

  it('its keys also tell a sheet that knew file numbers', () => {
    const keyed = read(
      {
        Présences: [
          ['Clé de la personne', 'Date'],
          [complete, '03/01/2024'],
        ],
      },
      { key: undefined, format: 'csv' },
    );
    expect(keysOf(keyed, 'participation')).toEqual([complete]);
  });

  it('a name in the place of a key, or a whole birth, is told and not repeated', () => {
    const result = read(
      {
        Entretiens: [
          KEYED,
          ['Fictif Agathe', '1985', 'complete', '03/01/2024'],
          [complete, '03/02/1985', 'complete', '03/01/2024'],
        ],
      },
      { key: undefined },
    );
    expect(result).toMatchObject({ lus: 2, charges: 0, a_corriger: 2 });
    expect(JSON.stringify(result.problemes)).not.toMatch(/Fictif|1985/);
  });

  it('with names beside its keys is one with names', () => {
    const rows = [
      [...HEADER, 'Clé de la personne'],
      [...AGATHE, 'D1', '03/01/2024', complete],
    ];
    expect(read({ Entretiens: rows }, { key: undefined })).toMatchObject({ nominatif: true, charges: 0 });
  });
});

describe('without a key', () => {
  it('nothing of a file with names is read', () => {
    const result = read({ Entretiens: [HEADER, [...AGATHE, 'D1', '03/01/2024']] }, { key: undefined });
    expect(result.nominatif).toBe(true);
    expect(result.tables.size).toBe(0);
  });
});

describe('near matches', () => {
  it('are told by their two places and load', () => {
    const result = read({
      Entretiens: [
        HEADER,
        [...AGATHE, 'D1', '03/01/2024'],
        ['Fictif', 'Agatha', '03/02/1985', 'D2', '03/01/2024'],
      ],
    });
    expect(result).toMatchObject({ lus: 2, charges: 2, a_corriger: 0 });
    expect(result.problemes).toMatchObject([{ code: 'PERSONNE_PROCHE', feuille: 'Entretiens', ligne: 3 }]);
    expect(result.problemes[0]?.message).toContain('ligne 2');
    expect(JSON.stringify(result.problemes)).not.toMatch(/Fictif|Agath|1985/);
  });
});

describe('last year’s sheet', () => {
  const lines = (year: string, end = 4): Value[][] =>
    Array.from({ length: end }, (_, index) => [...AGATHE, 'D1', `0${index + 1}/03/${year}`]);
  it('in this year’s file is set aside with its years', () => {
    const result = read({ Entretiens: [HEADER, ...lines('2023'), [...AGATHE, 'D1', '03/03/2022']] });
    expect(result).toMatchObject({ lus: 5, charges: 0, a_corriger: 5 });
    expect(result.problemes).toMatchObject([{ code: 'AUTRE_ANNEE', feuille: 'Entretiens' }]);
    expect(result.problemes[0]?.message).toContain('1 ligne de 2022, 4 lignes de 2023');
    expect(result.tables.size).toBe(0);
  });

  it('a few lines of other years, or one of this year among them, are no such sheet', () => {
    expect(read({ Entretiens: [HEADER, ...lines('2023', 2)] }).charges).toBe(2);
    expect(read({ Entretiens: [HEADER, ...lines('2023'), [...AGATHE, 'D1', '03/03/2024']] }).charges).toBe(5);
  });
});

describe('any mixture of sheets, good and bad lines', () => {
  it('gives read = loaded + to correct, and every good line loads', () => {
    const good = fc
      .integer({ min: 1, max: 9 })
      .map((n) => ({ good: true, row: [...AGATHE, null, `0${n}/05/2024`] }));
    const bad = fc
      .constantFrom<Value[]>(
        ['Fictif', null, '03/02/1985', 'D1', '03/01/2024'],
        ['Fictif', 'Agathe', '31/02/1985', 'D1', '03/01/2024'],
        ['Fictif', 'Agathe', '03/02/1985', 'D1', 'Agathe'],
        ['Fictif', 'Agathe', '03/02/2020', 'D1', '03/05/2024'],
        [null, null, null, null, '03/01/2024', 'x'],
      )
      .map((row) => ({ good: false, row }));
    const other = fc.constantFrom<Value[]>([], ['Total', null, null, null, '12'], ['* note'], HEADER);
    const line = fc.oneof(
      good,
      bad,
      other.map((row) => ({ good: false, row })),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 15 }), fc.boolean(), (lines, hasGroup) => {
        const groupe: Value[][] = [
          ['Séance', 'Date'],
          ['G1', '03/01/2024'],
          ['G1', 'jeudi'],
        ];
        const result = read({
          Entretiens: [['Essai'], HEADER, ...lines.map(({ row }) => row)],
          ...(hasGroup ? { Groupe: groupe } : {}),
        });
        expect(result.charges + result.a_corriger).toBe(result.lus);
        const stored = [...result.tables.values()].flat().map(({ feuille, ligne }) => `${feuille} ${ligne}`);
        expect(new Set(stored).size).toBe(result.charges);
        const first = lines.findIndex(({ row }) => row[0] === '* note');
        const before = lines.slice(0, first < 0 ? undefined : first).filter(({ good: is }) => is);
        const expected = new Set(before.map(({ row }) => row.join()));
        expect(result.tables.get('entretien')?.length ?? 0).toBeGreaterThanOrEqual(expected.size);
      }),
    );
  });
});
