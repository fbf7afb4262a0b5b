import { utf8 } from './box.ts';
import { type Case, type Outcome, refused } from './case.ts';
import {
  ALL,
  allBut,
  bookOf,
  SUIVIS,
  suivisBut,
  type Table,
  tables,
  textOf,
  withCell,
  withHeadings,
  withLine,
} from './good.ts';

const { suivi, seances, presences } = tables();
const PRESENT = [...presences.lignes.keys()];

const renamed = (table: Table, from: string, to: string) =>
  withHeadings(table, (entete) => (entete === from ? to : entete));
const dropped = (table: Table, entete: string): Table => {
  const rank = table.entetes.indexOf(entete);
  return {
    ...table,
    entetes: table.entetes.filter((_, at) => at !== rank),
    lignes: new Map([...table.lignes].map(([nom, line]) => [nom, line.filter((_, at) => at !== rank)])),
  };
};
const whole = (...codes: string[]): Outcome => ({
  etat: 'charge',
  codes,
  charges: ALL.length,
  a_corriger: 0,
  bons: ALL,
});
const without = (lost: readonly string[], ...codes: string[]): Outcome => ({
  etat: 'charge',
  codes,
  charges: ALL.length - lost.length,
  a_corriger: lost.length,
  bons: allBut(...lost),
});
const book = (
  nom: string,
  casse: string,
  sheets: readonly Table[],
  attendu: Outcome,
  year = '2024',
): Case => ({
  nom: `via-voltaire-${year}-${nom}.xlsx`,
  casse,
  octets: () => bookOf(sheets),
  attendu,
});
/** The person-level sheet and those who hang on it. */
const PERSONS = [...SUIVIS, ...PRESENT];

/** The year above the table is one more line with a figure. */
const unknownSheet: Outcome = {
  ...without(PERSONS, 'DOSSIER_INCONNU', 'FEUILLE_INCONNUE', 'FEUILLE_MANQUANTE'),
  a_corriger: PERSONS.length + 1,
};

/** A workbook whose sheets, headings or lines are not where they should be. */
export const HEADINGS: readonly Case[] = [
  book('temoin', 'rien (le fichier témoin)', [suivi, seances, presences], whole()),
  book(
    'sans-nom',
    'l’intitulé « Nom » manque',
    [renamed(suivi, 'Nom', 'Client'), seances, presences],
    without(PERSONS, 'COLONNE_MANQUANTE', 'DOSSIER_INCONNU'),
  ),
  book(
    'sans-debut',
    'la colonne « Début du suivi » manque',
    [dropped(suivi, 'Début du suivi'), seances, presences],
    without(PERSONS, 'COLONNE_MANQUANTE', 'DOSSIER_INCONNU'),
  ),
  book(
    'colonne-double',
    'l’intitulé « Sexe » est écrit deux fois',
    [renamed(suivi, 'Cadre', 'Sexe'), seances, presences],
    without(PERSONS, 'COLONNE_ABSENTE', 'COLONNE_DOUBLE', 'DOSSIER_INCONNU'),
  ),
  book(
    'colonne-en-moins',
    'une colonne facultative manque',
    [dropped(suivi, 'Cadre'), seances, presences],
    whole('COLONNE_ABSENTE'),
  ),
  book(
    'colonne-en-plus',
    'une colonne que personne ne connaît',
    [renamed(withCell(suivi, 'D-101', 'Cadre', 'revient en mars'), 'Cadre', 'Remarques'), seances, presences],
    whole('COLONNES_INCONNUES', 'COLONNE_ABSENTE'),
  ),
  book(
    'sans-entetes',
    'aucun intitulé de colonne',
    [{ ...suivi, entetes: suivi.entetes.map(() => '') }, seances, presences],
    unknownSheet,
  ),
  book(
    'anglais',
    'des intitulés en anglais',
    [withHeadings(suivi, (entete) => `x ${entete}`), seances, presences],
    // Nothing says which of its rows is the header: it is set aside with the lines.
    { ...unknownSheet, a_corriger: (unknownSheet.a_corriger ?? 0) + 1 },
  ),
  book('sans-seances', 'la feuille des séances manque', [suivi, presences], {
    etat: 'charge',
    codes: ['FEUILLE_MANQUANTE'],
    charges: 10,
    a_corriger: 0,
    bons: [...SUIVIS, ...PRESENT],
  }),
  book(
    'feuille-en-plus',
    'une feuille de chiffres que personne ne connaît',
    [
      suivi,
      seances,
      presences,
      {
        nom: 'Essais',
        dessus: [],
        entetes: ['Mois', 'Visites'],
        lignes: new Map([
          ['a', ['janvier', 3]],
          ['b', ['mars', 4]],
        ]),
        dessous: [],
      },
    ],
    { ...whole('FEUILLE_INCONNUE'), a_corriger: 2 },
  ),
  {
    nom: 'via-voltaire-2024-masquee.xlsx',
    casse: 'la feuille du suivi est masquée',
    octets: () =>
      bookOf([suivi, seances, presences], {}, (sheet) => ({ ...sheet, cachee: sheet.nom === suivi.nom })),
    attendu: without(PERSONS, 'DOSSIER_INCONNU', 'FEUILLE_CACHEE', 'FEUILLE_MANQUANTE'),
  },
  book(
    'autre-annee',
    'une feuille nommée d’après une autre année',
    [{ ...suivi, nom: 'Suivi individuel 2023' }, seances, presences],
    without(PERSONS, 'AUTRE_ANNEE', 'DOSSIER_INCONNU', 'FEUILLE_MANQUANTE'),
  ),
  book(
    'titres',
    'trois lignes de titre et des lignes vides au-dessus',
    [{ ...suivi, dessus: [[], ['Tableau de suivi'], [], ...suivi.dessus, []] }, seances, presences],
    whole(),
  ),
  book(
    'entete-lointain',
    'des intitulés à la ligne 40',
    [{ ...suivi, dessus: [...suivi.dessus, ...Array.from({ length: 36 }, () => [])] }, seances, presences],
    whole(),
  ),
  book(
    'total',
    'une ligne de total sous le tableau',
    [{ ...suivi, dessous: [['Total', null, null, null, 6]] }, seances, presences],
    whole(),
  ),
  book(
    'entete-repete',
    'les intitulés répétés au saut de page',
    [withLine(suivi, 'page 2', [...suivi.entetes]), seances, presences],
    whole(),
  ),
  book(
    'note',
    'une remarque sous le tableau',
    [{ ...suivi, dessous: [[], ['Source : tableau de bord de la permanence']] }, seances, presences],
    whole('NOTE_NON_LUE'),
  ),
  book(
    'lignes-vides',
    'des lignes vides entre les personnes',
    [
      {
        ...suivi,
        lignes: new Map(
          [...suivi.lignes].flatMap(
            ([nom, line]) =>
              [
                [nom, line],
                [`${nom} vide`, []],
              ] as const,
          ),
        ),
      },
      seances,
      presences,
    ],
    whole(),
  ),
  book(
    'colonnes-echangees',
    'les dates d’orientation et de début sous l’intitulé l’une de l’autre',
    [
      withHeadings(suivi, (entete) =>
        entete === 'Orienté le' ? 'Début du suivi' : entete === 'Début du suivi' ? 'Orienté le' : entete,
      ),
      seances,
      presences,
    ],
    without(
      ['D-101', 'D-102', 'D-103', 'D-104', 'D-105', 'D-106', ...PRESENT],
      'DATES_INVERSEES',
      'PERSONNE_A_CORRIGER',
      'VALEUR_MANQUANTE',
    ),
  ),
  {
    nom: 'extrait-2024.csv',
    casse: 'aucune antenne nommée',
    octets: () => utf8(textOf({ ...suivi, dessus: [['Exercice', 2024]] })),
    attendu: refused('SOURCE_AMBIGUE'),
  },
  {
    nom: 'via-voltaire.csv',
    casse: 'aucune année',
    octets: () => utf8(textOf({ ...suivi, dessus: [] })),
    attendu: refused('ANNEE_INTROUVABLE'),
  },
  {
    nom: 'via-voltaire-2024-deux-tableaux.csv',
    casse: 'deux fichiers collés bout à bout, marque et intitulés compris',
    octets: () => {
      const [first, second] = [
        suivisBut('D-104', 'D-105', 'D-106'),
        suivisBut('D-101', 'D-102', 'D-103'),
      ].map((names) =>
        textOf({ ...suivi, lignes: new Map([...suivi.lignes].filter(([nom]) => names.includes(nom))) }),
      );
      return utf8(`\uFEFF${first}\uFEFF${second}`);
    },
    attendu: { etat: 'charge', codes: ['LIGNES_HORS_TABLEAU'], charges: 6, a_corriger: 1, bons: SUIVIS },
  },
  {
    nom: 'via-voltaire-2023-suivi.csv',
    casse: 'la feuille de 2024 sous le nom de 2023',
    octets: () => utf8(textOf({ ...suivi, dessus: [] })),
    attendu: { ...refused('DATE_HORS_ANNEE'), a_corriger: SUIVIS.length },
  },
  book(
    'fusion',
    'une cellule fusionnée avale le site de deux personnes',
    [withCell(withCell(suivi, 'D-102', 'Permanence', null), 'D-103', 'Permanence', null), seances, presences],
    without(['D-102', 'D-103', 'presence 2', 'presence 4'], 'PERSONNE_A_CORRIGER', 'VALEUR_MANQUANTE'),
  ),
];
