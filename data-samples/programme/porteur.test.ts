import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LISTS_DIR, SAMPLES_DIR, SOURCES_DIR } from '../../cli/places.ts';
import { loadSources } from '../../ingest/contracts.ts';
import { type ParsedFile, parseFile } from '../../ingest/parse-file.ts';
import { grid, type SheetCell, workbook } from './classeur.ts';
import { makePorteur, PORTEUR_DIR } from './porteur.ts';

type Row = Record<string, string | number | boolean | null>;

const parsed = new Map<string, ParsedFile>();
const rows = (file: string, table: string): Row[] => {
  for (const [name, found] of parsed.get(file)?.tables ?? []) if (name === table) return found;
  return [];
};
const sum = (lines: readonly Row[], column: string): number =>
  lines.reduce((total, row) => total + Number(row[column] ?? 0), 0);

beforeAll(async () => {
  const sources = await loadSources(SOURCES_DIR, LISTS_DIR);
  const offre = await readFile(join(SAMPLES_DIR, 'declares', 'offre-2024.csv'));
  for (const [name, bytes] of [...makePorteur(), ['offre-2024.csv', new Uint8Array(offre)] as const])
    parsed.set(
      name,
      parseFile(bytes, name, sources, () => undefined),
    );
});

describe('the sheets of the porteur', () => {
  it('are what their program writes, byte for byte', async () => {
    const made = makePorteur();
    expect((await readdir(PORTEUR_DIR)).filter((name) => name !== 'README.md').sort()).toEqual(
      [...made.keys()].sort(),
    );
    for (const [name, bytes] of made)
      expect(Buffer.compare(await readFile(join(PORTEUR_DIR, name)), Buffer.from(bytes)), name).toBe(0);
  });

  it('load with nothing to correct; of a thinner year only the columns it lacks are told', () => {
    for (const [name, file] of parsed) {
      const expected = name.includes('2023') ? ['COLONNE_ABSENTE'] : [];
      expect([name, file.a_corriger, file.lus]).toEqual([name, 0, file.charges]);
      expect([
        name,
        file.problemes.map(({ code }) => code).filter((code) => !expected.includes(code)),
      ]).toEqual([name, []]);
      expect(file.origine?.echantillon, name).toBe(true);
    }
  });

  it('keep no person, and no key to one', () => {
    const keys = [...parsed.values()].flatMap(({ tables }) =>
      [...tables.values()].flat().flatMap((row) => (row.personne_key ? [row.personne_key] : [])),
    );
    expect(keys).toEqual([]);
  });
});

describe('the offer by territory', () => {
  it('says the site, the court, the month since, the funder and the slots where they are known', () => {
    const offre = rows('offre-2024.csv', 'offre');
    const beziers = offre.find(({ site, action }) => site === 'Béziers' && action === 'suivi_psychologique');
    expect(beziers).toMatchObject({ tribunal: 'tj34032', creneaux: 3, etat: 'en_place', financeur: null });
    expect(offre.find(({ depuis }) => depuis === '2023-10-01')).toMatchObject({
      ...{ antenne_action: 'AERS', financeur: 'drdfe', dates_au_mois: 'depuis' },
    });
    expect(new Set(offre.map(({ etat }) => etat))).toEqual(
      new Set(['en_place', 'partielle', 'projetee', 'bloquee', 'non_mentionnee']),
    );
  });
});

describe('places, staff and diary', () => {
  it('hold 5 places of UDAF, 4 of AERS and 1 of La Clède, from the day they opened', () => {
    const places = rows('logements-2024.ods', 'logement');
    const of = (antenne: string) =>
      sum(
        places.filter((row) => row.antenne_concernee === antenne),
        'places',
      );
    expect([of('UDAF11'), of('AERS'), of('LA_CLEDE')]).toEqual([5, 4, 1]);
    expect(places.filter(({ date_ouverture }) => date_ouverture === null)).toEqual([]);
  });

  it('hold the printed shares and numbers of staff; what nobody says is not zero', () => {
    const staff = rows('moyens-2024.xlsx', 'effectif');
    const of = (antenne: string) => staff.filter((row) => row.antenne_concernee === antenne);
    expect(sum(of('LA_CLEDE'), 'etp')).toBeCloseTo(1.7);
    expect([sum(of('VIA_VOLTAIRE'), 'personnes'), sum(of('APEX'), 'personnes')]).toEqual([15, 3]);
    expect(of('VIA_VOLTAIRE').map(({ etp }) => etp)).toEqual([null, null, null, null, null]);
    expect(of('APEX').find(({ etp_vacant }) => etp_vacant !== null)).toMatchObject({
      ...{ date_debut: '2024-03-01', date_fin: '2024-12-31', dates_au_mois: 'date_debut,date_fin' },
    });
  });

  it('read the days of the diary in every writing', () => {
    const diary = rows('evenements-2024.csv', 'evenement');
    const days = diary.map(({ date_debut }) => date_debut);
    for (const day of ['2024-01-03', '2024-02-26', '2024-03-28', '2024-06-14', '2024-10-10', '2024-11-18'])
      expect(days).toContain(day);
    expect(diary.filter(({ dates_au_mois }) => dates_au_mois === 'date_debut')).toHaveLength(3);
    expect(diary.find(({ commune }) => commune === '48095')).toMatchObject({ participants: 112 });
  });
});

describe('money', () => {
  it('balances: charges and products of each structure, payments within their agreement', () => {
    const lines = rows('budget-2024.xlsx', 'ligne_budget');
    const side = (antenne: string, sens: string) =>
      sum(
        lines.filter((row) => row.antenne_concernee === antenne && row.sens === sens),
        'montant_prevu',
      );
    expect([side('UDAF11', 'charge'), side('UDAF11', 'produit')]).toEqual([76_000, 76_000]);
    expect(side('CPCA', 'charge')).toBe(side('CPCA', 'produit'));
    const paid = rows('budget-2024.xlsx', 'versement');
    for (const { convention, montant } of rows('budget-2024.xlsx', 'convention'))
      expect(
        sum(
          paid.filter((row) => row.convention === convention),
          'montant',
        ),
      ).toBeLessThanOrEqual(Number(montant));
  });

  it('reads amounts in thousands, with spaces, a comma and a euro sign; an amount not known is not zero', () => {
    const money = rows('financements-2024.csv', 'financement');
    expect(money.find(({ antenne_concernee }) => antenne_concernee === 'CPCA')).toMatchObject({
      ...{ montant_demande: 196_000, montant_accorde: 193_000 },
    });
    expect(money.find(({ montant_demande }) => montant_demande === 24_500.5)).toBeDefined();
    expect(money.filter(({ montant_accorde }) => montant_accorde === null)).toHaveLength(3);
    expect(
      new Set(money.filter((row) => row.antenne_concernee === 'UDAF11').map((row) => row.financeur)).size,
    ).toBe(5);
  });

  it('holds notes out of five by the other antennes', () => {
    const owner = new Map(
      rows('projets-2024.xlsx', 'projet').map((row) => [row.projet, row.antenne_concernee] as const),
    );
    const notes = rows('projets-2024.xlsx', 'note_projet');
    expect(notes).toHaveLength(49);
    expect(
      notes.filter(({ projet = null, antenne_notante }) => owner.get(projet) === antenne_notante),
    ).toEqual([]);
    expect(notes.filter(({ note }) => Number(note) < 0 || Number(note) > 5)).toEqual([]);
  });

  it('sends to correction an antenne’s note of her own project, one out of range and one of no project', async () => {
    const sources = await loadSources(SOURCES_DIR, LISTS_DIR);
    const project = ['P1', 'APEX', '66', 'Hébergement', 'Déposé', 18_000, 14_000];
    const bytes = workbook(
      [
        {
          nom: 'Projets',
          feuille: grid([
            ['CPCA Sud-Occitanie – projets de développement'],
            ['Exercice', 2024],
            ['Données fictives'],
            ['N° de projet', 'Déposé par', 'Dépt', 'Action', 'État', 'Montant demandé', 'dont éligible'],
            project,
          ]),
        },
        {
          nom: 'Notes',
          feuille: grid([
            ['Projet', 'Projet de', 'Noté par', 'Note sur 5'],
            ['P1', 'APEX', 'AERS', 4.5],
            ['P1', 'APEX', 'APEX', 5],
            ['P1', 'APEX', 'La Clède', 6],
            ['P7', 'AERS', 'UDAF', 3],
          ]),
        },
      ],
      'Projets',
      '2024-12-12',
    );
    const { tables, a_corriger, lus, charges, problemes } = parseFile(
      bytes,
      'projets-2024.xlsx',
      sources,
      () => undefined,
    );
    expect([lus, charges, a_corriger]).toEqual([5, 2, 3]);
    expect(tables.get('note_projet')).toEqual([
      expect.objectContaining({ antenne_notante: 'AERS', note: 4.5 }),
    ]);
    expect(problemes.map(({ feuille, ligne }) => [feuille, ligne])).toEqual([
      ['Notes', 3],
      ['Notes', 4],
      ['Notes', 5],
    ]);
  });
});

describe('notes for readers', () => {
  const RUPTURE = [
    ...['À partir de l’année', 'Antenne', 'Indicateur', 'Action', 'Population'],
    ...['Définition avant', 'Définition après'],
  ];
  const EXPLICATION = ['Année', 'Antenne', 'Indicateur', 'Action', 'Explication', 'Écrite le', 'Écrite par'];
  const AVANT = 'comptées au premier rendez-vous';
  const APRES = 'comptées au courrier du prescripteur';
  const DIT = 'Onze stages ont été tenus, contre neuf avant.';

  /** What a workbook of these lines gives: its rows, and what is told of each cell. */
  async function read(ruptures: readonly SheetCell[][], explications: readonly SheetCell[][]) {
    const sources = await loadSources(SOURCES_DIR, LISTS_DIR);
    const bytes = workbook(
      [
        {
          nom: 'Ruptures',
          feuille: grid([
            ['CPCA Sud-Occitanie – notes de lecture'],
            ['Exercice', 2024],
            ['Données fictives'],
            [...RUPTURE, 'Décidée le', 'Décidée par'],
            ...ruptures,
          ]),
        },
        { nom: 'Explications', feuille: grid([EXPLICATION, ...explications]) },
      ],
      'Notes',
      '2025-01-20',
    );
    return parseFile(bytes, 'notes-lecture-2024.xlsx', sources, () => undefined);
  }
  const explained = (text: SheetCell, par: SheetCell = 'coordination', indicateur = 'Orientations') =>
    read([], [[2024, 'APEX', indicateur, 'Stages', text, { date: '2025-01-20' }, par]]);

  it('say from when, where, on what and by whom; of all antennes when they say so', () => {
    expect(rows('notes-lecture-2024.xlsx', 'rupture')).toEqual([
      expect.objectContaining({
        ...{ annee_rupture: 2024, antenne_concernee: 'AERS', indicateur: 'personnes_convoquees' },
        ...{ module: 'stage_responsabilisation', population: null, par: 'comité technique' },
      }),
      expect.objectContaining({
        ...{ annee_rupture: 2023, antenne_concernee: 'toutes', indicateur: 'orientations', module: null },
        date_decision: '2023-01-11',
      }),
    ]);
    expect(rows('notes-lecture-2024.xlsx', 'explication')).toHaveLength(4);
  });

  it('load on one line, with the signs of prose', async () => {
    for (const text of [DIT, '12 places de plus (+ 20 %) : l’AERS a ouvert un « studio » à Béziers.']) {
      const { tables, a_corriger } = await explained(text);
      expect([a_corriger, tables.get('explication')?.[0]?.explication]).toEqual([0, text]);
    }
  });

  it.each([
    ['of several lines', `${DIT}\nEt une autre.`, 'une seule ligne'],
    ['of more than 280 characters', `Onze stages ${'de plus '.repeat(40)}`, '280'],
    ['of two words', 'onze stages', 'trois mots'],
    ['with a markup', 'Onze stages <script>alert(1)</script> tenus', 'sans balise'],
    ['that is a formula', '=HYPERLINK("x";"y") de trois mots', 'pas une formule'],
    ['that would be one elsewhere', '+cmd de trois mots', 'sans balise'],
    ['of a program', 'Onze stages {#if true} tenus', 'sans balise'],
    ['with invisible signs', 'Onze stages \u202etenus ici', 'sans balise'],
    ['with a title', 'Onze stages tenus par Mme plantée', 'ne désigne personne'],
    ['with a name', 'Onze stages tenus par Zéphyrine', 'nom de personne'],
    ['that begins with a name', 'Zéphyrine a tenu onze stages', 'nom de personne'],
    ['with a telephone', 'Onze stages, appeler le 06 39 98 47 12', 'ni adresse'],
  ])('send to correction a text %s, and do not repeat it', async (_, text, regle) => {
    const { tables, a_corriger, problemes } = await explained(text);
    expect([a_corriger, tables.get('explication') ?? []]).toEqual([1, []]);
    expect(problemes).toEqual([expect.objectContaining({ feuille: 'Explications', cellule: 'E2' })]);
    expect(problemes[0]?.regle).toContain(regle);
    expect(JSON.stringify(problemes)).not.toContain('Zéphyrine');
  });

  it.each(['Zéphyrine Plantagrume', 'D. E.', 'direction (mme plantée)'])(
    'are said by a function, not by %j',
    async (par) => {
      const { a_corriger, problemes } = await explained(DIT, par);
      expect([a_corriger, problemes[0]?.regle]).toEqual([1, expect.stringContaining('fonction')]);
    },
  );

  it('tell an unknown indicator with the nearest one', async () => {
    const { a_corriger, problemes } = await explained(DIT, 'coordination', 'Orientatons');
    expect([a_corriger, problemes[0]?.cellule, problemes[0]?.remede]).toEqual([
      ...[1, 'C2'],
      expect.stringContaining('« Orientations »'),
    ]);
  });

  it('refuse the same break twice, a year that is none, and one definition alone', async () => {
    const line = (annee: number, antenne: string, apres: string | null): SheetCell[] => [
      ...[annee, antenne, 'Orientations', null, null, AVANT, apres, { date: '2024-01-17' }, 'coordination'],
    ];
    const { lus, charges, problemes } = await read(
      [
        line(2024, 'AERS', APRES),
        line(2024, 'AERS', APRES),
        line(24, 'AERS', APRES),
        line(2024, 'APEX', null),
      ],
      [],
    );
    expect([lus, charges]).toEqual([4, 1]);
    expect(problemes.map(({ cellule, ligne }) => [ligne, cellule])).toEqual([
      [6, null],
      [7, 'A7'],
      [8, 'G8'],
    ]);
  });
});
