import { archive, bomb, utf8, withPart } from './box.ts';
import { type Case, refused } from './case.ts';
import { ALL, allBut, bookOf, linesOf, SUIVIS, suivisBut, tables, textOf, withCell } from './good.ts';

const { suivi, seances, presences } = tables();
const SHEET = 'xl/worksheets/sheet1.xml';
const csv = textOf(suivi);
const book = () => bookOf([suivi, seances, presences]);
const TOO_MUCH = refused('CONTENU_TROP_GROS');
/** Megabytes of resident memory, those of Node and of DuckDB in it: some 300 are there before any file is read. */
const LIGHT = 700;
const HEAVY = 1600;
const LONG = 10_000_000;
const LINES = 1_048_576;

/** The sheet with more rows after those that it holds. */
const withRows = (rows: () => string) =>
  withPart(book(), SHEET, (text) => text.replace('</sheetData>', () => `${rows()}</sheetData>`));
const emptyRows = (from: number, cells: (line: number) => string) => () => {
  const rows: string[] = [];
  for (let line = from; line <= LINES; line++)
    rows.push(`<row r="${line}" ht="15" customHeight="1">${cells(line)}</row>`);
  return rows.join('');
};
const odsTable = (content: string) =>
  archive({
    'META-INF/manifest.xml': '<manifest:manifest/>',
    'content.xml': `<office:document-content><office:body><office:spreadsheet><table:table table:name="F">${content}</table:table></office:spreadsheet></office:body></office:document-content>`,
  });

/** A file that would take the machine's memory or time. */
export const WEIGHT: readonly Case[] = [
  {
    nom: 'via-voltaire-2024-bombe.xlsx',
    casse: 'bombe : 300 Mo de blancs dans une feuille',
    octets: () => bomb(book(), SHEET, 300_000_000),
    attendu: TOO_MUCH,
    memoire: LIGHT + 400,
  },
  {
    nom: 'via-voltaire-2024-bombe-ratio.xlsx',
    casse: 'bombe : 100 Mo, comprimés mille fois',
    octets: () => bomb(book(), SHEET, 100_000_000),
    attendu: TOO_MUCH,
  },
  {
    nom: 'via-voltaire-2024-bombe-menteuse.xlsx',
    casse: 'bombe : dit peser 1 Ko, en pèse 300 000',
    octets: () => bomb(book(), SHEET, 300_000_000, 1000),
    attendu: refused('FICHIER_ABIME'),
    memoire: LIGHT + 400,
  },
  {
    nom: 'via-voltaire-2024-bombe-de-zips.xlsx',
    casse: 'bombe : dix archives l’une dans l’autre',
    octets: () => nested(10),
    attendu: refused('FORMAT_INCONNU'),
  },
  {
    nom: 'via-voltaire-2024-parties.xlsx',
    casse: 'un zip de 8 000 parties',
    octets: () =>
      archive(
        Object.fromEntries(
          Array.from({ length: 8000 }, (_, at) => [
            at === 0 ? '[Content_Types].xml' : `xl/${at}.xml`,
            '<x/>',
          ]),
        ),
      ),
    attendu: TOO_MUCH,
  },
  {
    nom: 'via-voltaire-2024-400-feuilles.xlsx',
    casse: '400 feuilles',
    octets: () => bookOf(Array.from({ length: 400 }, (_, at) => ({ ...seances, nom: `F${at}` }))),
    attendu: TOO_MUCH,
  },
  {
    nom: 'via-voltaire-2024-lignes-vides-un-million.xlsx',
    casse: 'un million de lignes vides mises en forme',
    octets: () => withRows(emptyRows(20, () => '')),
    attendu: { etat: 'charge', codes: [], charges: ALL.length, a_corriger: 0, bons: ALL },
    memoire: HEAVY,
  },
  {
    nom: 'via-voltaire-2024-cellules-vides-un-million.xlsx',
    casse: 'un million de lignes de trois cellules vides mises en forme',
    octets: () =>
      withRows(
        emptyRows(20, (line) => `<c r="A${line}" s="0"/><c r="B${line}" s="0"/><c r="C${line}" s="0"/>`),
      ),
    attendu: { etat: 'charge', codes: [], charges: ALL.length, a_corriger: 0, bons: ALL },
    memoire: HEAVY,
  },
  {
    nom: 'via-voltaire-2024-derniere-ligne.xlsx',
    casse: 'une remarque à la dernière ligne d’Excel',
    octets: () =>
      withRows(() => `<row r="${LINES}"><c r="A${LINES}" t="str"><v>fin du tableau de bord</v></c></row>`),
    attendu: { etat: 'charge', codes: ['NOTE_NON_LUE'], charges: ALL.length, a_corriger: 0, bons: ALL },
  },
  {
    nom: 'via-voltaire-2024-derniere-colonne.xlsx',
    casse: 'un espace dans la dernière colonne d’Excel, sur 1 000 lignes',
    octets: () =>
      withRows(() =>
        Array.from(
          { length: 1000 },
          (_, at) => `<row r="${at + 20}"><c r="XFD${at + 20}"><v>1</v></c></row>`,
        ).join(''),
      ),
    attendu: TOO_MUCH,
  },
  {
    nom: 'via-voltaire-2024-hors-feuille.xlsx',
    casse: 'une cellule à la ligne 999 999 999',
    octets: () => withRows(() => '<row r="20"><c r="A999999999"><v>1</v></c></row>'),
    attendu: TOO_MUCH,
  },
  {
    nom: 'via-voltaire-2024-entites.xlsx',
    casse: 'bombe d’entités XML',
    octets: () =>
      withPart(book(), SHEET, (text) =>
        text.replace(
          /^(<\?xml[^>]*>)?/,
          '$1<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        ),
      ),
    attendu: { etat: 'charge', codes: [], charges: ALL.length, a_corriger: 0, bons: ALL },
  },
  {
    nom: 'via-voltaire-2024-repete.ods',
    casse: 'une cellule répétée 17 milliards de fois',
    octets: () =>
      odsTable(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row>',
      ),
    attendu: TOO_MUCH,
  },
  {
    nom: 'via-voltaire-2024-200-mo.csv',
    casse: '200 Mo de texte',
    octets: () => repeated(csv, 200_000_000),
    attendu: refused('FICHIER_TROP_GROS'),
    memoire: LIGHT + 600,
  },
  {
    nom: 'via-voltaire-2024-separateurs.csv',
    casse: '30 millions de points-virgules',
    octets: () => utf8(csv + ';'.repeat(30_000_000)),
    attendu: TOO_MUCH,
  },
  {
    nom: 'via-voltaire-2024-cellule-de-10-mo.csv',
    casse: 'un nom de 10 Mo',
    octets: () => utf8(csv.replace('Fictif-Agate', () => 'x'.repeat(LONG))),
    attendu: {
      etat: 'charge',
      codes: ['CELLULE_TROP_LONGUE', 'VALEUR_ILLISIBLE'],
      charges: SUIVIS.length - 1,
      a_corriger: 1,
      bons: suivisBut('D-101'),
    },
  },
  {
    nom: 'via-voltaire-2024-cellule-de-10-mo.xlsx',
    casse: 'un site de 10 Mo',
    octets: () => withPart(book(), SHEET, (text) => text.replace('>BEZIERS<', () => `>${'x'.repeat(LONG)}<`)),
    attendu: {
      etat: 'charge',
      codes: ['PERSONNE_A_CORRIGER', 'VALEUR_ILLISIBLE'],
      charges: ALL.length - 2,
      a_corriger: 2,
      bons: allBut('D-103', 'presence 4'),
    },
  },
  {
    nom: 'via-voltaire-2024-guillemet-de-20-mo.csv',
    casse: 'un guillemet ouvert devant 20 Mo',
    octets: () => utf8(csv.replace('D-104;', 'D-104;"') + csv.repeat(20_000_000 / csv.length)),
    attendu: refused('TEXTE_ILLISIBLE'),
    memoire: HEAVY,
  },
  {
    nom: 'via-voltaire-2024-colspan.xls',
    casse: 'une page web à un million de colonnes fusionnées',
    octets: () => utf8(`<html><table>${'<tr><td colspan=1000000>x</td></tr>'.repeat(100)}</table></html>`),
    attendu: TOO_MUCH,
  },
  {
    nom: 'via-voltaire-2024-mauvaises-lignes.csv',
    casse: '20 000 lignes à corriger',
    octets: () => utf8(textOf({ ...suivi, lignes: new Map([...suivi.lignes, ...wrongLines(20_000)]) })),
    attendu: {
      etat: 'charge',
      codes: ['VALEUR_ILLISIBLE'],
      charges: SUIVIS.length,
      a_corriger: 20_000,
      bons: SUIVIS,
    },
    memoire: HEAVY,
  },
];

function nested(depth: number): Uint8Array {
  let bytes = archive({ 'via-voltaire-2024.csv': csv });
  for (let level = 0; level < depth; level++) bytes = archive({ [`${level}.zip`]: bytes });
  return bytes;
}

function repeated(text: string, length: number): Uint8Array {
  return new Uint8Array(Buffer.alloc(length, text));
}

function wrongLines(count: number) {
  const [line = []] = linesOf(withCell(suivi, 'D-102', 'Permanence', 'Ailleurs')).slice(
    suivi.dessus.length + 2,
  );
  return Array.from(
    { length: count },
    (_, at) => [`faux ${at}`, line.map((cell, rank) => (rank === 0 ? `F-${at}` : cell))] as const,
  );
}
