import { gzipSync } from 'node:zlib';
import * as XLSX from '@e965/xlsx';
import { archive, compound, locked, lockedXls, utf8, without, withPart, withParts, wounded } from './box.ts';
import { type Case, refused } from './case.ts';
import { ALL, bookOf, linesOf, SUIVIS, tables, textOf } from './good.ts';
import { noise } from './random.ts';

const { suivi, seances, presences } = tables();
const csv = textOf(suivi);
const xlsx = () => bookOf([suivi, seances, presences]);
const xls = () => bookOf([suivi, seances, presences], { format: 'xls' });
const ods = () => bookOf([suivi, seances, presences], { format: 'ods' });
const OTHER = refused('FORMAT_INCONNU');
const CUT = refused('FICHIER_TRONQUE');
const DAMAGED = refused('FICHIER_ABIME');
const PASSWORD = refused('MOT_DE_PASSE');
const whole = (...codes: string[]) => ({
  etat: 'charge' as const,
  codes,
  charges: ALL.length,
  a_corriger: 0,
  bons: ALL,
});
const follow = (...codes: string[]) => ({
  etat: 'charge' as const,
  codes,
  charges: SUIVIS.length,
  a_corriger: 0,
  bons: SUIVIS,
});
const SHEET = 'xl/worksheets/sheet1.xml';

/** The same tables as the library writes them in a format that nobody asked for. */
function written(bookType: XLSX.BookType): Uint8Array {
  const book = XLSX.read(xlsx(), { cellNF: true });
  const out: unknown = XLSX.write(book, { type: 'array', bookType, bookSST: true });
  return typeof out === 'string' ? utf8(out) : new Uint8Array(out as ArrayBuffer);
}

function html(): string {
  const rows = linesOf(suivi).map(
    (line) =>
      `<tr>${line
        .map(
          (cell) =>
            `<td>${cell === null ? '' : typeof cell === 'object' && 'date' in cell ? cell.date.split('-').reverse().join('/') : String(cell).replaceAll('&', '&amp;')}</td>`,
        )
        .join('')}</tr>`,
  );
  return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body><table border=1>${rows.join('')}</table></body></html>`;
}

/** A file that is not what it says, is cut, damaged or locked. */
export const FORMATS: readonly Case[] = [
  {
    nom: 'via-voltaire-2024-vide.xlsx',
    casse: 'fichier de 0 octet',
    octets: () => new Uint8Array(),
    attendu: refused('FICHIER_VIDE'),
  },
  {
    nom: 'via-voltaire-2024-blancs.csv',
    casse: 'rien que des séparateurs',
    octets: () => utf8(';;;\r\n ; ;\r\n'),
    attendu: refused('SANS_TABLEAU'),
  },
  {
    nom: 'via-voltaire-2024-feuilles-vides.xlsx',
    casse: 'classeur de feuilles vides',
    octets: () => bookOf([{ ...suivi, dessus: [], entetes: [], lignes: new Map() }]),
    attendu: refused('SANS_TABLEAU'),
  },
  {
    nom: 'via-voltaire-2024-pdf.xlsx',
    casse: 'un PDF renommé en .xlsx',
    octets: () => utf8('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-photo.xlsx',
    casse: 'une photographie PNG du tableau',
    octets: () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, ...noise(300, 1)),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-photo.csv',
    casse: 'une photographie JPEG nommée .csv',
    octets: () => Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, ...noise(300, 2)),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-telephone.xlsx',
    casse: 'une photographie HEIC de téléphone',
    octets: () => Uint8Array.of(0, 0, 0, 24, ...utf8('ftypheic'), ...noise(300, 3)),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-word.xlsx',
    casse: 'un document Word renommé',
    octets: () => archive({ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w:document/>' }),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-diapos.xlsx',
    casse: 'une présentation PowerPoint renommée',
    octets: () => archive({ '[Content_Types].xml': '<Types/>', 'ppt/presentation.xml': '<p/>' }),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-archive.csv',
    casse: 'une archive zip nommée .csv',
    octets: () => archive({ 'suivi.csv': csv }),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-zip-de-classeur.xlsx',
    casse: 'une archive qui contient le classeur',
    octets: () => archive({ 'via-voltaire-2024.xlsx': xlsx() }),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-gz.csv',
    casse: 'un CSV compressé (gzip)',
    octets: () => new Uint8Array(gzipSync(csv)),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-rtf.xls',
    casse: 'un document RTF nommé .xls',
    octets: () => utf8('{\\rtf1\\ansi Via Voltaire}'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-texte.ods',
    casse: 'un document Writer (.odt) nommé .ods',
    octets: () =>
      archive({
        'META-INF/manifest.xml':
          '<manifest:manifest><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>',
        'content.xml': '<office:document-content/>',
      }),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-numbers.xlsx',
    casse: 'un classeur Numbers (Apple)',
    octets: () => archive({ 'Index/Document.iwa': 'x', 'Metadata/Properties.plist': 'x' }),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-binaire.xlsb',
    casse: 'un classeur Excel binaire (.xlsb)',
    octets: () => written('xlsb'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-sylk.xls',
    casse: 'un classeur SYLK nommé .xls',
    octets: () => written('sylk'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-dif.csv',
    casse: 'un fichier DIF nommé .csv',
    octets: () => utf8('TABLE\r\n0,1\r\n"EXCEL"\r\n'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-plat.ods',
    casse: 'un OpenDocument à plat (.fods)',
    octets: () => written('fods'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-json.csv',
    casse: 'un export JSON nommé .csv',
    octets: () => utf8('[{"Nom":"Fictif-Agate"}]'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-xml.xls',
    casse: 'un fichier XML quelconque',
    octets: () => utf8('<?xml version="1.0"?><suivi><ligne/></suivi>'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-connexion.xls',
    casse: 'une page web sans tableau (session expirée)',
    octets: () => utf8('<!DOCTYPE html><html><body><p>Votre session a expiré</p></body></html>'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-page.xls',
    casse: 'un tableau de page web enregistré en .xls',
    octets: () => utf8(html()),
    attendu: follow(),
  },
  {
    nom: 'via-voltaire-2024-xml2003.xls',
    casse: 'un classeur en XML 2003 enregistré en .xls',
    octets: () => written('xlml'),
    attendu: whole(),
  },
  {
    nom: 'via-voltaire-2024-archivee.xls',
    casse: 'une page web archivée (MHTML)',
    octets: () => utf8('MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-message.xls',
    casse: 'un message Outlook',
    octets: () => compound({ '__substg1.0_0037001F': utf8('objet') }),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-doc.xls',
    casse: 'un ancien document Word',
    octets: () => compound({ WordDocument: noise(200, 4) }),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-base.csv',
    casse: 'une base SQLite',
    octets: () => Uint8Array.from([...utf8('SQLite format 3\0'), ...noise(400, 5)]),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-hasard.xlsx',
    casse: 'des octets au hasard',
    octets: () => noise(5000, 6),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-zeros.csv',
    casse: 'un fichier rempli de zéros (disque plein)',
    octets: () => new Uint8Array(4096),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-lotus.xls',
    casse: 'un classeur Lotus',
    octets: () => Uint8Array.of(0, 0, 2, 0, 6, 4, ...noise(100, 7)),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-moitie.xlsx',
    casse: '.xlsx coupé à la moitié',
    octets: () => half(xlsx()),
    attendu: CUT,
  },
  {
    nom: 'via-voltaire-2024-fin.xlsx',
    casse: '.xlsx sans ses 10 derniers octets',
    octets: () => xlsx().subarray(0, -10),
    attendu: CUT,
  },
  {
    nom: 'via-voltaire-2024-moitie.xls',
    casse: '.xls coupé à la moitié',
    octets: () => half(xls()),
    attendu: CUT,
  },
  {
    nom: 'via-voltaire-2024-fin.xls',
    casse: '.xls sans ses 600 derniers octets',
    octets: () => xls().subarray(0, -600),
    attendu: CUT,
  },
  {
    nom: 'via-voltaire-2024-debut.xls',
    casse: '.xls réduit à ses 300 premiers octets',
    octets: () => xls().subarray(0, 300),
    attendu: CUT,
  },
  {
    nom: 'via-voltaire-2024-moitie.ods',
    casse: '.ods coupé à la moitié',
    octets: () => half(ods()),
    attendu: CUT,
  },
  {
    nom: 'via-voltaire-2024-blesse.xlsx',
    casse: 'octets changés dans une feuille',
    octets: () => wounded(xlsx(), SHEET),
    attendu: DAMAGED,
  },
  {
    nom: 'via-voltaire-2024-blesse.ods',
    casse: 'octets changés dans le contenu',
    octets: () => wounded(ods(), 'content.xml'),
    attendu: DAMAGED,
  },
  {
    nom: 'via-voltaire-2024-sans-feuille.xlsx',
    casse: 'une feuille annoncée manque dans le zip',
    octets: () => without(xlsx(), 'xl/worksheets/sheet2.xml'),
    attendu: DAMAGED,
  },
  {
    nom: 'via-voltaire-2024-sans-textes.xlsx',
    casse: 'les textes partagés manquent',
    octets: () => without(written('xlsx'), 'xl/sharedStrings.xml'),
    attendu: DAMAGED,
  },
  {
    nom: 'via-voltaire-2024-xml-coupe.xlsx',
    casse: 'le XML d’une feuille s’arrête au milieu d’une cellule',
    octets: () => withPart(xlsx(), SHEET, (text) => text.slice(0, text.length * 0.6)),
    attendu: DAMAGED,
  },
  {
    nom: 'via-voltaire-2024-sans-contenu.ods',
    casse: 'un .ods sans contenu',
    octets: () => without(ods(), 'content.xml'),
    attendu: OTHER,
  },
  {
    nom: 'via-voltaire-2024-mot-de-passe.xlsx',
    casse: '.xlsx chiffré par mot de passe',
    octets: () => compound({ EncryptionInfo: noise(200, 8), EncryptedPackage: noise(5000, 9) }),
    attendu: PASSWORD,
  },
  {
    nom: 'via-voltaire-2024-mot-de-passe.xls',
    casse: '.xls chiffré par mot de passe',
    octets: () => lockedXls(xls()),
    attendu: PASSWORD,
  },
  {
    nom: 'via-voltaire-2024-mot-de-passe.ods',
    casse: '.ods chiffré par mot de passe',
    octets: () =>
      withPart(ods(), 'META-INF/manifest.xml', (text) =>
        text.replace('</manifest:manifest>', '<manifest:encryption-data/></manifest:manifest>'),
      ),
    attendu: PASSWORD,
  },
  {
    nom: 'via-voltaire-2024-zip-chiffre.xlsx',
    casse: 'parties du zip chiffrées',
    octets: () => locked(xlsx(), SHEET),
    attendu: PASSWORD,
  },
  {
    nom: 'via-voltaire-2024-macros.xlsm',
    casse: 'des macros dans le classeur',
    octets: () => withParts(xlsx(), { 'xl/vbaProject.bin': 'Sub Auto_Open()\nKill "C:\\*"\nEnd Sub' }),
    attendu: whole('MACROS_IGNOREES'),
  },
  {
    nom: 'via-voltaire-2024-liens.xlsx',
    casse: 'des liens vers un autre classeur',
    octets: () => withParts(xlsx(), { 'xl/externalLinks/externalLink1.xml': '<externalLink/>' }),
    attendu: whole('LIENS_EXTERNES'),
  },
  {
    nom: 'via-voltaire-2024-homonymes.xlsx',
    casse: 'deux feuilles du même nom',
    octets: () =>
      withPart(xlsx(), 'xl/workbook.xml', (text) => text.replace('Groupe - séances', 'Suivi individuel')),
    attendu: refused('FEUILLES_HOMONYMES'),
  },
  {
    nom: 'via-voltaire-2024-csv.xlsx',
    casse: 'un CSV nommé .xlsx',
    octets: () => utf8(csv),
    attendu: follow(),
  },
  { nom: 'via-voltaire-2024-classeur.csv', casse: 'un .xlsx nommé .csv', octets: xlsx, attendu: whole() },
  { nom: 'via-voltaire-2024-ancien.xlsx', casse: 'un .xls nommé .xlsx', octets: xls, attendu: whole() },
  { nom: 'via-voltaire-2024-libre.xls', casse: 'un .ods nommé .xls', octets: ods, attendu: whole() },
  {
    nom: 'via-voltaire-2024-1904.xlsx',
    casse: 'un calendrier de 1904',
    octets: () => bookOf([suivi, seances, presences], { dates1904: true }),
    attendu: whole(),
  },
  {
    nom: 'via-voltaire-2024-1904.xls',
    casse: 'un calendrier de 1904 dans un .xls',
    octets: () => bookOf([suivi, seances, presences], { dates1904: true, format: 'xls' }),
    attendu: whole(),
  },
];

function half(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length >> 1);
}
