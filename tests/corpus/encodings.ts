import iconv from 'iconv-lite';
import { utf8 } from './box.ts';
import type { Case, Outcome } from './case.ts';
import { refused } from './case.ts';
import { SUIVIS, suivisBut, tables, textOf, withCell } from './good.ts';

const { suivi } = tables();
const csv = textOf(suivi);
const as = (text: string, name: string, addBOM = false) =>
  new Uint8Array(iconv.encode(text, name, { addBOM }));
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const loaded = (codes: string[] = [], bad: string[] = []): Outcome => ({
  etat: 'charge',
  codes,
  charges: SUIVIS.length - bad.length,
  a_corriger: bad.length,
  bons: suivisBut(...bad),
});
/** The text with the lines of some persons in another encoding than the rest. */
function mixed(dossiers: readonly string[], others: string, theirs: string): Uint8Array {
  return join(
    ...csv
      .split(/(?<=\n)/)
      .map((line) => as(line, dossiers.some((dossier) => line.startsWith(dossier)) ? theirs : others)),
  );
}
/** The text with one name spoilt. */
const spoilt = (from: string, to: string) => csv.replace(from, to);

/** A CSV whose bytes say less than they should. */
export const ENCODINGS: readonly Case[] = [
  {
    nom: 'via-voltaire-2024-1252.csv',
    casse: 'Windows-1252, sans le dire',
    octets: () => as(csv, 'windows-1252'),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-8859-15.csv',
    casse: 'ISO-8859-15, sans le dire',
    octets: () => as(csv.replaceAll('’', "'"), 'iso-8859-15'),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-mac.csv',
    casse: 'Mac Roman, sans le dire',
    octets: () => as(csv, 'macintosh'),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-dos.csv',
    casse: '« CSV (MS-DOS) », sans le dire',
    octets: () => as(csv.replaceAll('’', "'"), 'cp858'),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-utf16le.csv',
    casse: 'UTF-16 petit-boutien sans marque',
    octets: () => as(csv, 'utf-16le'),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-utf16be.csv',
    casse: 'UTF-16 gros-boutien sans marque',
    octets: () => as(csv, 'utf-16be'),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-utf32.csv',
    casse: 'UTF-32',
    octets: () => as(csv, 'utf-32le', true),
    attendu: refused('FORMAT_INCONNU'),
  },
  {
    nom: 'via-voltaire-2024-mele.csv',
    casse: 'deux lignes en Windows-1252 dans un fichier UTF-8',
    octets: () => mixed(['D-102', 'D-103'], 'utf8', 'windows-1252'),
    attendu: loaded(['ENCODAGES_MELES']),
  },
  {
    nom: 'via-voltaire-2024-mele-1252.csv',
    casse: 'une ligne en UTF-8 dans un fichier Windows-1252',
    octets: () => mixed(['D-104'], 'windows-1252', 'utf8'),
    attendu: loaded(['ENCODAGES_MELES']),
  },
  {
    nom: 'via-voltaire-2024-deux-fois.csv',
    casse: 'accents encodés deux fois (« PrÃ©nom »)',
    octets: () => utf8(iconv.decode(Buffer.from(csv), 'windows-1252')),
    attendu: loaded(['ACCENTS_REPARES']),
  },
  {
    nom: 'via-voltaire-2024-accent-perdu.csv',
    casse: 'un accent perdu dans un nom',
    octets: () => utf8(spoilt('Imaginaire-Béryl', 'Imaginaire-B\uFFFDryl')),
    attendu: loaded(['CARACTERE_PERDU', 'VALEUR_ILLISIBLE'], ['D-102']),
  },
  {
    nom: 'via-voltaire-2024-accents-perdus.csv',
    casse: 'tous les accents perdus, intitulés compris',
    octets: () => utf8(csv.replace(/[^\0-\x7f]/g, '\uFFFD')),
    attendu: refused('CARACTERE_PERDU', 'SOURCE_INCONNUE'),
  },
  {
    nom: 'via-voltaire-2024-nul-nom.csv',
    casse: 'un octet nul dans un nom',
    octets: () => utf8(spoilt('Fictif-Agate', 'Fictif\0-Agate')),
    attendu: loaded(['CARACTERE_PERDU', 'VALEUR_ILLISIBLE'], ['D-101']),
  },
  {
    nom: 'via-voltaire-2024-nul-site.csv',
    casse: 'un octet nul dans un site',
    octets: () => utf8(csv.replace(';BEZIERS;', ';BEZ\0IERS;')),
    attendu: loaded(['CARACTERE_PERDU', 'VALEUR_ILLISIBLE'], ['D-103']),
  },
  {
    nom: 'via-voltaire-2024-cr.csv',
    casse: 'fins de ligne de l’ancien Mac (CR seul)',
    octets: () => utf8(csv.replaceAll('\r\n', '\r')),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-lf.csv',
    casse: 'fins de ligne LF',
    octets: () => utf8(csv.replaceAll('\r\n', '\n')),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-fins-melees.csv',
    casse: 'fins de ligne CRLF et LF mêlées',
    octets: () =>
      utf8(
        csv
          .split('\r\n')
          .map((line, at) => line + (at % 2 === 0 ? '\r\n' : '\n'))
          .join(''),
      ),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-tabulations.txt',
    casse: 'tabulations, extension .txt',
    octets: () => utf8(textOf(suivi, '\t')),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-virgules.csv',
    casse: 'virgules comme séparateur',
    octets: () => utf8(textOf(suivi, ',')),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-coupe.csv',
    casse: 'coupé au milieu d’une date, dans la dernière ligne',
    octets: () => utf8(csv.slice(0, csv.lastIndexOf('01/07/2024') + 8)),
    attendu: loaded(['LIGNE_COUPEE', 'VALEUR_ILLISIBLE'], ['D-106']),
  },
  {
    nom: 'via-voltaire-2024-coupe-accent.csv',
    casse: 'coupé au milieu d’un accent, dans la dernière ligne',
    octets: () => cutInAccent(),
    attendu: loaded(['CARACTERE_PERDU', 'LIGNE_COUPEE', 'VALEUR_ILLISIBLE'], ['D-106']),
  },
  {
    nom: 'via-voltaire-2024-sans-fin.csv',
    casse: 'dernière ligne entière, sans fin de ligne',
    octets: () => utf8(csv.trimEnd()),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-insecables.csv',
    casse: 'espaces insécables et de largeur nulle autour des codes',
    octets: () => utf8(csv.replaceAll(';MTP;', ';\u00A0MTP\u202F;').replaceAll(';SPIP;', ';SPIP\u200B;')),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-marque-au-milieu.csv',
    casse: 'une marque d’encodage devant une cellule',
    octets: () => utf8(csv.replace('D-103;', '\uFEFFD-103;')),
    attendu: loaded(),
  },
  {
    nom: 'via-voltaire-2024-guillemet.csv',
    casse: 'un guillemet ouvert que rien ne ferme',
    octets: () => utf8(csv.replace('D-104;Factice', 'D-104;"Factice')),
    attendu: refused('TEXTE_ILLISIBLE'),
  },
  {
    nom: 'via-voltaire-2024-deux-guillemets.csv',
    casse: 'deux guillemets, à deux lignes de distance, qui avalent ce qui est entre eux',
    octets: () =>
      utf8(
        csv
          .replace('D-102;Imaginaire', 'D-102;"Imaginaire')
          .replace('D-104;Factice-Grès', 'D-104;Factice-Grès"'),
      ),
    attendu: {
      etat: 'charge',
      codes: ['GUILLEMET_OUVERT', 'VALEUR_ILLISIBLE'],
      charges: 3,
      a_corriger: 1,
      bons: ['D-101', 'D-105', 'D-106'],
    },
  },
  {
    nom: 'via-voltaire-2024-guillemets.csv',
    casse: 'des guillemets au milieu d’un nom',
    octets: () => utf8(csv.replace('Fictif-Agate', 'Fictif-"Agate"')),
    attendu: loaded(),
  },
];

function cutInAccent(): Uint8Array {
  const whole = utf8(
    textOf(withCell(suivi, 'D-106', 'Situation professionnelle', null)).replace(
      ';Essai-Quartz;Brouzic;',
      ';Essai-Quartz;Brouzicé;',
    ),
  );
  return whole.subarray(0, whole.lastIndexOf(0xc3) + 1);
}
