import * as XLSX from '@e965/xlsx';
import { arrange, grid, type SheetCell } from '../../data-samples/programme/classeur.ts';
import { utf8, withPart, withParts } from './box.ts';
import type { Case, Outcome } from './case.ts';
import { clede, FIGURES, figuresBut } from './declared-good.ts';
import {
  ALL,
  allBut,
  bookOf,
  type Heading,
  linesOf,
  SUIVI,
  SUIVIS,
  type Table,
  tables,
  textOf,
  withCell,
  withHeadings,
  withLine,
} from './good.ts';

/** What slips into a wrong column. Nobody is called so; the number is of those kept for fiction. */
export const NAME = 'Zéphyrine Plantagrume';
export const BIRTH = '17/03/1981';
export const TELEPHONE = '06 39 98 47 12';
export const ADDRESS = '12 rue des Fictifs-Plantés 34000 Inventeville';
/** Each as it would be found in the bytes of a warehouse, in whole or in part. */
export const PLANTED = [
  ...['Zéphyrine', 'Plantagrume', 'ZÉPHYRINE', 'PLANTAGRUME', 'zephyrine', 'plantagrume'],
  ...[BIRTH, '1981-03-17', TELEPHONE, '0639984712', '639984712', 'Fictifs-Plantés', 'Inventeville'],
];

const { suivi, seances, presences } = tables();
const PRESENT = [...presences.lignes];

function loaded(bad: readonly string[], ...codes: string[]): Outcome {
  const waiting = PRESENT.flatMap(([nom, line]) =>
    bad.includes(String(line[1])) && !bad.includes(nom) ? [nom] : [],
  );
  const lost = [...bad, ...waiting];
  return {
    etat: 'charge',
    codes: [...codes, ...(waiting.length > 0 ? ['PERSONNE_A_CORRIGER'] : [])],
    charges: ALL.length - lost.length,
    a_corriger: lost.length,
    bons: allBut(...lost),
  };
}

const book = (nom: string, casse: string, sheets: readonly Table[], attendu: Outcome): Case => ({
  nom: `via-voltaire-2024-${nom}.xlsx`,
  casse,
  octets: () => bookOf(sheets),
  attendu,
  plantes: PLANTED,
});

const CODED: readonly Heading[] = SUIVI.filter(
  (heading) => !/dossier|Nom|Prénom|Né|[Ll]e$|suivi$/.test(heading),
);
const DATED: readonly Heading[] = ['Orienté le', 'Début du suivi', 'Fin du suivi', 'Situation relevée le'];

const slug = (heading: string) =>
  heading
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/^-|-$/g, '');

/** The four in a column of the persons' sheet, each on its line. */
const inColumn = (
  heading: Heading,
  birth: SheetCell,
  dossiers: readonly string[],
  ...codes: string[]
): Case =>
  book(
    `nom-${slug(heading)}`,
    `un nom, une naissance, un téléphone et une adresse dans « ${heading} »`,
    [
      [NAME, birth, TELEPHONE, ADDRESS].reduce<Table>(
        (table, value, at) => withCell(table, dossiers[at] ?? '', heading, value),
        suivi,
      ),
      seances,
      presences,
    ],
    loaded(dossiers, ...codes),
  );

/** A presence, a session or a number in whose place stands a name. */
const inLine = (
  nom: string,
  casse: string,
  sheet: 'seances' | 'presences',
  line: SheetCell[],
  code: string,
): Case => {
  const changed = { seances, presences, [sheet]: withLine({ seances, presences }[sheet], 'plantée', line) };
  return book(nom, casse, [suivi, changed.seances, changed.presences], {
    ...loaded([], code),
    a_corriger: 1,
  });
};

const FOUR = ['D-102', 'D-103', 'D-104', 'D-105'];
const day: SheetCell = { date: '2024-06-01' };

const COLUMNS: readonly Case[] = [
  ...CODED.map((heading) =>
    inColumn(
      heading,
      BIRTH,
      FOUR,
      'VALEUR_ILLISIBLE',
      ...(heading === 'Motif de sortie' ? ['VALEUR_MANQUANTE'] : []),
    ),
  ),
  // A day of birth is a day: its age betrays it, or that it is the line's own.
  inColumn(
    'Orienté le',
    { date: '1991-12-31' },
    ['D-101', 'D-102', 'D-103', 'D-104'],
    'DATE_IMPROBABLE',
    'VALEUR_ILLISIBLE',
  ),
  ...DATED.slice(1).map((heading) =>
    inColumn(
      heading,
      { date: '1991-12-31' },
      ['D-101', 'D-102', 'D-103', 'D-104'],
      ...(heading === 'Fin du suivi' ? ['DATES_INVERSEES', 'VALEUR_MANQUANTE'] : []),
      'DATE_IMPROBABLE',
      'VALEUR_ILLISIBLE',
    ),
  ),
  inLine(
    'nom-seance',
    'un nom à la place du repère d’une séance',
    'seances',
    [NAME, day, 2, 12],
    'VALEUR_ILLISIBLE',
  ),
  inLine(
    'telephone-seance',
    'un téléphone à la place du repère d’une séance',
    'seances',
    [639_984_712, day, 2, 12],
    'VALEUR_ILLISIBLE',
  ),
  inLine(
    'nom-date-seance',
    'un nom à la place de la date d’une séance',
    'seances',
    ['S8', NAME, 2, 12],
    'VALEUR_ILLISIBLE',
  ),
  inLine(
    'nom-duree',
    'une adresse à la place d’une durée',
    'seances',
    ['S8', day, ADDRESS, 12],
    'VALEUR_ILLISIBLE',
  ),
  inLine(
    'telephone-capacite',
    'un téléphone à la place d’une capacité',
    'seances',
    ['S8', day, 2, 639_984_712],
    'VALEUR_ILLISIBLE',
  ),
  inLine(
    'telephone-duree',
    'un téléphone à la place d’une durée',
    'seances',
    ['S8', day, 639_984_712, 12],
    'VALEUR_ILLISIBLE',
  ),
  inLine(
    'nom-presence',
    'un nom à la place d’une présence',
    'presences',
    ['S2', 'D-102', NAME],
    'VALEUR_ILLISIBLE',
  ),
  inLine(
    'nom-dossier-presence',
    'un nom à la place d’un dossier',
    'presences',
    ['S2', NAME, 'présent'],
    'DOSSIER_INCONNU',
  ),
  inLine(
    'nom-renvoi',
    'un nom à la place du repère d’une présence',
    'presences',
    [NAME, 'D-102', 'présent'],
    'VALEUR_ILLISIBLE',
  ),
  book(
    'nom-dossier',
    'un nom dans le numéro de dossier',
    [withCell(suivi, 'D-105', 'N° dossier', NAME), seances, presences],
    loaded([]),
  ),
];

/** The good workbook with more than its cells. */
const dressed = (nom: string, casse: string, change: (bytes: Uint8Array) => Uint8Array): Case => ({
  nom: `via-voltaire-2024-${nom}.xlsx`,
  casse,
  octets: () => change(bookOf([suivi, seances, presences])),
  attendu: loaded([]),
  plantes: PLANTED,
});

function remembered(): Uint8Array {
  const made = XLSX.read(bookOf([suivi, seances, presences]), { cellNF: true });
  const cell: XLSX.CellObject | undefined = made.Sheets[suivi.nom]?.E6;
  if (cell) XLSX.utils.cell_add_comment(cell, `${NAME}, ${TELEPHONE}`, NAME);
  made.Props = { Title: NAME, Author: NAME, Company: ADDRESS, Keywords: TELEPHONE };
  made.Custprops = { suivi_par: NAME };
  made.Workbook = { ...made.Workbook, Names: [{ Name: 'Plantagrume', Ref: "'Suivi individuel'!$A$1" }] };
  return new Uint8Array(XLSX.write(made, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
}

const PLACES: readonly Case[] = [
  book(
    'titre',
    'un nom dans une ligne de titre',
    [{ ...suivi, dessus: [...suivi.dessus, [`Suivi par ${NAME}, ${TELEPHONE}`]] }, seances, presences],
    loaded([]),
  ),
  book(
    'note-nom',
    'un nom dans une remarque sous le tableau',
    [{ ...suivi, dessous: [[], [`Rappeler ${NAME} au ${TELEPHONE}`]] }, seances, presences],
    loaded([], 'NOTE_NON_LUE'),
  ),
  book(
    'total-nom',
    'un nom dans la ligne de total',
    [{ ...suivi, dessous: [[`Total ${NAME}`, null, null, null, 6]] }, seances, presences],
    loaded([]),
  ),
  book(
    'intitule-nom',
    'un nom dans un intitulé de colonne',
    [
      withHeadings(withCell(suivi, 'D-101', 'Cadre', 'oui'), (entete) =>
        entete === 'Cadre' ? NAME : entete,
      ),
      seances,
      presences,
    ],
    loaded([], 'COLONNES_INCONNUES', 'COLONNE_ABSENTE'),
  ),
  book(
    'colonne-inconnue-noms',
    'une colonne inconnue remplie de noms',
    [
      withHeadings(withCell(suivi, 'D-101', 'Cadre', NAME), (entete) =>
        entete === 'Cadre' ? 'Référent' : entete,
      ),
      seances,
      presences,
    ],
    loaded([], 'COLONNES_INCONNUES', 'COLONNE_ABSENTE'),
  ),
  book(
    'onglet-nom',
    'une feuille nommée d’après une personne',
    [{ ...suivi, nom: 'Suivi Plantagrume' }, seances, presences],
    loaded([]),
  ),
  book(
    'feuille-de-noms',
    'une feuille inconnue remplie de noms',
    [
      suivi,
      seances,
      presences,
      {
        nom: 'Plantagrume',
        dessus: [],
        entetes: ['Qui', 'Tél.'],
        lignes: new Map([['a', [NAME, 639_984_712]]]),
        dessous: [],
      },
    ],
    { ...loaded([], 'FEUILLE_INCONNUE'), a_corriger: 1 },
  ),
  {
    nom: 'via-voltaire-2024-feuille-cachee-noms.xlsx',
    casse: 'une feuille masquée remplie de noms',
    octets: () =>
      bookOf(
        [
          suivi,
          seances,
          presences,
          {
            nom: 'Rappels',
            dessus: [],
            entetes: ['Qui', 'Quand'],
            lignes: new Map([['a', [NAME, 3]]]),
            dessous: [],
          },
        ],
        {},
        (sheet) => ({ ...sheet, cachee: sheet.nom === 'Rappels' }),
      ),
    attendu: loaded([], 'FEUILLE_CACHEE_SANS_TABLEAU'),
    plantes: PLANTED,
  },
  {
    nom: 'via-voltaire-2024-colonne-cachee.xlsx',
    casse: 'une colonne masquée remplie de noms',
    octets: () =>
      bookOf(
        [
          withHeadings(withCell(suivi, 'D-101', 'Cadre', NAME), (entete) =>
            entete === 'Cadre' ? 'Surnom' : entete,
          ),
          seances,
          presences,
        ],
        {},
        (sheet) =>
          sheet.nom === suivi.nom
            ? { ...sheet, feuille: arrange(sheet.feuille, { colonnesCachees: [9] }) }
            : sheet,
      ),
    attendu: loaded([], 'COLONNES_INCONNUES', 'COLONNE_ABSENTE'),
    plantes: PLANTED,
  },
  {
    nom: 'via-voltaire-2024-cellule-fusionnee.xlsx',
    casse: 'un nom dans une cellule fusionnée au-dessus du tableau',
    octets: () =>
      bookOf([suivi, seances, presences], {}, (sheet) =>
        sheet.nom === suivi.nom
          ? {
              ...sheet,
              feuille: arrange(grid(linesOf({ ...suivi, dessus: [...suivi.dessus.slice(0, 2), [NAME]] })), {
                fusions: ['A3:H3'],
              }),
            }
          : sheet,
      ),
    attendu: loaded([]),
    plantes: PLANTED,
  },
  dressed('proprietes', 'des noms dans les commentaires, les propriétés et les noms définis', () =>
    remembered(),
  ),
  dressed('en-tete-imprime', 'un nom dans l’en-tête d’impression', (bytes) =>
    withPart(bytes, 'xl/worksheets/sheet1.xml', (text) =>
      text.replace(
        '</worksheet>',
        () => `<headerFooter><oddHeader>${NAME} ${TELEPHONE}</oddHeader></headerFooter></worksheet>`,
      ),
    ),
  ),
  dressed('image', 'un nom dans une zone de texte', (bytes) =>
    withParts(bytes, { 'xl/drawings/drawing1.xml': `<xdr:wsDr><a:t>${NAME}</a:t></xdr:wsDr>` }),
  ),
  {
    nom: 'Zéphyrine Plantagrume via-voltaire 2024.csv',
    casse: 'un fichier nommé d’après une personne',
    octets: () => utf8(textOf(suivi)),
    attendu: { etat: 'charge', codes: [], charges: SUIVIS.length, a_corriger: 0, bons: SUIVIS },
    plantes: PLANTED,
  },
  {
    nom: 'via-voltaire-2024.plantagrume',
    casse: 'une extension qui est un nom',
    octets: () => utf8(textOf(suivi).replace(';MTP;', ';Ailleurs;')),
    attendu: {
      etat: 'charge',
      codes: ['VALEUR_ILLISIBLE'],
      charges: SUIVIS.length - 1,
      a_corriger: 1,
      bons: SUIVIS.filter((nom) => nom !== 'D-101'),
    },
    plantes: PLANTED,
  },
  {
    nom: 'Plantagrume.pdf',
    casse: 'un fichier refusé, nommé d’après une personne',
    octets: () => utf8('%PDF-1.7'),
    attendu: { etat: 'refuse', codes: ['FORMAT_INCONNU'], charges: 0, a_corriger: 0, bons: [] },
    plantes: PLANTED,
  },
  {
    nom: 'via-voltaire-2024-pele-mele.csv',
    casse: 'une liste de rappels collée sous le tableau',
    octets: () => utf8(`${textOf(suivi)}\r\n${NAME};${TELEPHONE};${ADDRESS}\r\n${NAME};${BIRTH}\r\n`),
    attendu: {
      etat: 'charge',
      codes: ['VALEUR_MANQUANTE'],
      charges: SUIVIS.length,
      a_corriger: 2,
      bons: SUIVIS,
    },
    plantes: PLANTED,
  },
];

const declared = (
  nom: string,
  casse: string,
  changes: Record<string, string>,
  codes: readonly string[],
  bad: readonly string[],
  a_corriger = bad.length,
): Case => ({
  nom: `la-clede-2024-${nom}.csv`,
  casse,
  octets: () => utf8(clede(changes)),
  attendu: {
    etat: 'charge',
    codes,
    charges: FIGURES.length - bad.length,
    a_corriger,
    bons: figuresBut(...bad),
  },
  plantes: PLANTED,
});
const TEAM = ['coordonnateur', 'psychologue', 'travailleuse', 'secretaire'];

const TABLES: readonly Case[] = [
  declared(
    'nom-libelle',
    'un nom à la place d’un libellé',
    { secretaire: `${NAME};0,2` },
    ['LIGNE_INCONNUE'],
    ['secretaire'],
  ),
  declared(
    'nom-chiffre',
    'un nom à la place d’un chiffre',
    { secretaire: `Secrétaire;${NAME}` },
    ['CHIFFRE_ILLISIBLE'],
    ['secretaire'],
  ),
  declared(
    'telephone-chiffre',
    'un téléphone à la place d’un chiffre',
    { secretaire: `Secrétaire;${TELEPHONE}` },
    ['CHIFFRE_ILLISIBLE'],
    ['secretaire'],
  ),
  declared(
    'telephone-nombre',
    'un téléphone écrit comme un nombre',
    { places: 'Places d’hébergement éviction, Alès;0639984712' },
    ['CHIFFRE_ILLISIBLE'],
    ['places'],
  ),
  declared(
    'naissance-chiffre',
    'une naissance à la place d’un chiffre',
    { secretaire: `Secrétaire;${BIRTH}` },
    ['CHIFFRE_ILLISIBLE'],
    ['secretaire'],
  ),
  declared('nom-titre', 'un nom à la place d’un titre', { Équipe: NAME }, ['HORS_TABLEAU'], TEAM),
  declared(
    'nom-intitule',
    'un nom à la place d’un intitulé de colonne',
    { 'Fonction;ETP': `Fonction;ETP;${NAME}`, secretaire: 'Secrétaire;0,2;1' },
    ['COLONNE_INCONNUE'],
    [],
    1,
  ),
  declared('nom-exercice', 'un nom après l’année', { 'Exercice;2024': `Exercice;2024;${NAME}` }, [], []),
];

/** A name, a birth, a telephone or an address where it must not be: nothing of it stays. */
export const NAMES: readonly Case[] = [...COLUMNS, ...PLACES, ...TABLES];
