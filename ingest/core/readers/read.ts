import { type Problem, problem } from '../problem.ts';
import { isBlank, type Workbook } from '../workbook.ts';
import { CsvError, readCsv } from './csv.ts';
import { readExcel } from './excel.ts';

export type Read = { ok: true; classeur: Workbook } | { ok: false; problemes: Problem[] };

/** Reads a file by what its bytes are, not by its name. A file that holds no table gives one problem and no workbook. */
export function read(bytes: Uint8Array, fichier: string): Read {
  if (bytes.length === 0) {
    return refused(
      fichier,
      'FICHIER_VIDE',
      `Le fichier « ${fichier} » est vide (0 octet).`,
      'Un fichier contient au moins un tableau.',
      'Enregistrez de nouveau le fichier, puis renvoyez-le.',
    );
  }
  try {
    const classeur = readWorkbook(bytes, fichier);
    if (classeur.feuilles.some((feuille) => !feuille.rows.every(isBlank))) return { ok: true, classeur };
  } catch (error) {
    return unreadable(fichier, error);
  }
  return refused(
    fichier,
    'SANS_TABLEAU',
    `Le fichier « ${fichier} » ne contient aucun tableau : toutes ses cellules sont vides.`,
    'Un fichier contient au moins un tableau.',
    'Vérifiez que vous envoyez le bon fichier.',
  );
}

function readWorkbook(bytes: Uint8Array, fichier: string): Workbook {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const isCompound = bytes[0] === 0xd0 && bytes[1] === 0xcf;
  if (isZip || isCompound) return readExcel(bytes, fichier);
  if (looksBinary(bytes)) throw new NotATable();
  return readCsv(bytes, fichier);
}

class NotATable extends Error {}

/** A PDF, an image or a Word document: control bytes that no text file has, or a PDF's mark. */
function looksBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096);
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (utf16) return false;
  const isPdf = head[0] === 0x25 && head[1] === 0x50 && head[2] === 0x44 && head[3] === 0x46;
  return isPdf || head.some((byte) => byte < 9 || (byte > 13 && byte < 27));
}

function unreadable(fichier: string, error: unknown): Read {
  const detail = error instanceof Error ? error.message : String(error);
  if (/password|encrypt/i.test(detail)) {
    return refused(
      fichier,
      'MOT_DE_PASSE',
      `Le fichier « ${fichier} » est protégé par un mot de passe : il ne peut pas être lu.`,
      'Le fichier doit s’ouvrir sans mot de passe.',
      'Dans Excel : Fichier, Informations, Protéger le classeur, retirez le mot de passe et enregistrez.',
    );
  }
  if (error instanceof CsvError) {
    return refused(
      fichier,
      'TEXTE_ILLISIBLE',
      `Le fichier « ${fichier} » n’a pas pu être découpé en colonnes.`,
      'Un fichier texte a une ligne par enregistrement et un séparateur « ; », « , » ou tabulation.',
      'Ouvrez-le dans Excel et enregistrez-le au format .xlsx.',
    );
  }
  return refused(
    fichier,
    'FORMAT_INCONNU',
    `Le fichier « ${fichier} » n’est ni un classeur ni un fichier CSV lisible.`,
    'Formats acceptés : .xlsx, .csv.',
    'Ouvrez-le dans Excel et enregistrez-le au format .xlsx, puis renvoyez-le.',
  );
}

function refused(fichier: string, code: string, message: string, regle: string, remede: string): Read {
  return { ok: false, problemes: [problem({ fichier }, { code, message, regle, remede })] };
}

/** Cells of a CSV that swallowed the lines after them, through a quotation mark that nothing closes where it should. */
export function brokenCells(classeur: Workbook): Problem[] {
  const separateur = classeur.separateur;
  if (separateur === undefined) return [];
  return classeur.feuilles.flatMap((sheet) =>
    sheet.rows.flatMap((row, index) =>
      row.flatMap((cell, rang) => {
        if (!cell.text.includes('\n') || !cell.text.includes(separateur)) return [];
        const place = { fichier: classeur.fichier, feuille: sheet.nom, ligne: index + 1, rang };
        return [
          problem(place, {
            code: 'GUILLEMET_OUVERT',
            message:
              'Cette cellule contient plusieurs lignes du fichier, à cause d’un guillemet : elles n’ont pas été lues.',
            regle: 'Un guillemet ouvert est fermé dans la même cellule.',
            remede: 'Ouvrez le fichier dans Excel, corrigez la cellule et enregistrez-le au format .xlsx.',
          }),
        ];
      }),
    ),
  );
}
