import * as XLSX from '@e965/xlsx';
import { grid, type SheetCell } from '../../data-samples/programme/classeur.ts';
import { utf8 } from './box.ts';
import { type Case, refused } from './case.ts';
import { CLEDE, clede, FIGURES, figuresBut } from './declared-good.ts';

const some = (
  codes: readonly string[],
  bad: readonly string[],
  a_corriger = bad.length,
): Case['attendu'] => ({
  etat: 'charge',
  codes,
  charges: FIGURES.length - bad.length,
  a_corriger,
  bons: figuresBut(...bad),
});
const one = (
  nom: string,
  casse: string,
  changes: Record<string, string>,
  attendu: Case['attendu'],
): Case => ({
  nom: `la-clede-2024-${nom}.csv`,
  casse,
  octets: () => utf8(clede(changes)),
  attendu,
});

/** The good file as a workbook, with cells of the library's own where a test wants them. */
function book(change: (sheet: XLSX.WorkSheet) => void, hidden = false): Uint8Array {
  const lines: SheetCell[][] = CLEDE.map(([, line]) =>
    line.split(';').map((text) => {
      const number = Number(text.replace(',', '.'));
      return text !== '' && Number.isFinite(number) ? number : text === '' ? null : text;
    }),
  );
  const sheet = grid(lines);
  change(sheet);
  const made = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(made, sheet, 'Données');
  if (hidden) {
    XLSX.utils.book_append_sheet(made, grid([['Lisez-moi']]), 'Lisez-moi');
    made.Workbook = {
      Sheets: [
        { name: 'Données', Hidden: 1 },
        { name: 'Lisez-moi', Hidden: 0 },
      ],
    };
  }
  return new Uint8Array(
    XLSX.write(made, { type: 'array', bookType: 'xlsx', compression: true }) as ArrayBuffer,
  );
}

/** A declared file in which a figure, a label or a table is wrong. */
export const DECLARED: readonly Case[] = [
  one('bon', 'rien (le fichier témoin)', {}, some([], [])),
  one(
    'euros',
    'un prix à la place d’un effectif (« 10.0028€ »)',
    { psychologue: 'Psychologue;10.0028€' },
    some(['CHIFFRE_ILLISIBLE'], ['psychologue']),
  ),
  one(
    'texte',
    'un mot à la place d’un chiffre',
    { psychologue: 'Psychologue;un mi-temps' },
    some(['CHIFFRE_ILLISIBLE'], ['psychologue']),
  ),
  one(
    'negatif',
    'un effectif négatif',
    { secretaire: 'Secrétaire;-0,2' },
    some(['VALEUR_IMPOSSIBLE'], ['secretaire']),
  ),
  one(
    'annee',
    'une année impossible',
    { depuis: 'Antenne du CPCA depuis;20204' },
    some(['VALEUR_IMPOSSIBLE'], ['depuis']),
  ),
  one(
    'date',
    'une date à la place d’un effectif',
    { places: 'Places d’hébergement éviction, Alès;01/02/2024' },
    some(['CHIFFRE_ILLISIBLE'], ['places']),
  ),
  one(
    'erreur',
    'une erreur de formule',
    { secretaire: 'Secrétaire;#REF!' },
    some(['FORMULE_SANS_VALEUR'], ['secretaire']),
  ),
  one(
    'formule',
    'une formule en toutes lettres',
    { secretaire: 'Secrétaire;=0,1+0,1' },
    some(['CHIFFRE_ILLISIBLE', 'FORMULE_EN_TEXTE'], ['secretaire']),
  ),
  one(
    'ligne-inconnue',
    'un libellé que personne ne connaît',
    { secretaire: 'Gardien de nuit;0,2' },
    some(['LIGNE_INCONNUE'], ['secretaire']),
  ),
  one(
    'ligne-double',
    'une ligne écrite deux fois',
    { secretaire: 'Psychologue;0,2' },
    some(['LIGNE_DOUBLE'], ['secretaire']),
  ),
  one(
    'colonne-inconnue',
    'un intitulé de colonne inconnu',
    { 'Fonction;ETP': 'Fonction;Heures' },
    some(['HORS_TABLEAU'], ['coordonnateur', 'psychologue', 'travailleuse', 'secretaire']),
  ),
  one(
    'titre',
    'un titre de tableau changé',
    { Équipe: 'Notre belle équipe' },
    some(['HORS_TABLEAU'], ['coordonnateur', 'psychologue', 'travailleuse', 'secretaire']),
  ),
  one(
    'colonne-de-trop',
    'un chiffre dans une colonne sans intitulé',
    { secretaire: 'Secrétaire;0,2;7' },
    some(['LIGNE_TROP_LONGUE'], ['secretaire'], 2),
  ),
  one(
    'hors-tableau',
    'des chiffres sous un tableau que personne ne connaît',
    { secretaire: 'Secrétaire;0,2\r\n\r\nNuitées par mois\r\nMois;Nuitées\r\njanvier;31\r\nfévrier;29' },
    some(['HORS_TABLEAU'], [], 2),
  ),
  one(
    'deux-annees',
    'deux années d’exercice',
    { 'Exercice;2024': 'Exercice;2024;2023\r\nExercice;2023' },
    refused('ANNEE_INTROUVABLE'),
  ),
  one(
    'deux-antennes',
    'deux antennes nommées',
    { 'La Clède — Gard': 'La Clède — Gard\r\nLa Traverse' },
    refused('SOURCE_AMBIGUE'),
  ),
  {
    nom: 'envoi-2024.csv',
    casse: 'aucune antenne nommée',
    octets: () => utf8(clede({ 'La Clède — Gard': 'Rapport' })),
    attendu: refused('SOURCE_NON_NOMMEE'),
  },
  {
    nom: 'la-clede.csv',
    casse: 'aucune année',
    octets: () => utf8(clede({ 'Exercice;2024': 'Exercice;' })),
    attendu: refused('ANNEE_INTROUVABLE'),
  },
  {
    nom: 'menu-2024.csv',
    casse: 'le menu de la cantine',
    octets: () => utf8('Menu;2024\nlundi;soupe\n'),
    attendu: refused('SOURCE_INCONNUE'),
  },
  {
    nom: 'la-clede-2024-virgules.csv',
    casse: 'une virgule décimale que rien ne protège entre des virgules',
    octets: () => utf8(clede().replaceAll(';', ',')),
    attendu: {
      ...some(['LIGNE_INCONNUE', 'LIGNE_TROP_LONGUE'], figuresBut('depuis'), 12),
    },
  },
  {
    nom: 'la-clede-2024-calcul.xlsx',
    casse: 'une formule que personne n’a calculée',
    octets: () =>
      book((sheet) => {
        sheet.B15 = { t: 'n', f: 'B12+B13' };
      }),
    attendu: some(['FORMULE_SANS_VALEUR'], ['secretaire']),
  },
  {
    nom: 'la-clede-2024-erreur.xlsx',
    casse: 'une division par zéro',
    octets: () =>
      book((sheet) => {
        sheet.B15 = { t: 'e', v: 7, w: '#DIV/0!' };
      }),
    attendu: some(['FORMULE_SANS_VALEUR'], ['secretaire']),
  },
  {
    nom: 'la-clede-2024-pourcent.xlsx',
    casse: 'un pourcentage à la place d’un effectif',
    octets: () =>
      book((sheet) => {
        sheet.B15 = { t: 'n', v: 0.2, z: '0%' };
      }),
    attendu: some(['VALEUR_IMPOSSIBLE'], ['secretaire']),
  },
  {
    nom: 'la-clede-2024-cachee.xlsx',
    casse: 'la feuille des chiffres est masquée',
    octets: () => book(() => undefined, true),
    attendu: { ...refused('FEUILLE_CACHEE'), a_corriger: 5 },
  },
];
