import { CORRECTIONS, placeIn } from './corrections.ts';
import { address, type Problem, problem } from './problem.ts';
import type { OpenedWorkbook } from './readers/read.ts';
import { fold } from './text.ts';
import { type Cell, cellAt, EMPTY, type Sheet, type Workbook } from './workbook.ts';

/** One corrected value: a cell of the file to replace, or a line to take away. */
export interface Correction {
  feuille: string;
  /** From 0. */
  ligne: number;
  /** From 0; null where the line is taken away. */
  rang: number | null;
  valeur: Cell;
}

/** A workbook of corrections that came back. */
export interface Corrections {
  /** As the sender calls it. */
  fichier: string;
  /** SHA-256 of the file that they are about. */
  empreinte: string;
  corrections: Correction[];
  problemes: Problem[];
}

const HEAD = 10;
const SHA256 = /^[0-9a-f]{64}$/;

/** What a workbook of corrections says; undefined for any other workbook. */
export function readCorrections(workbook: Workbook): Corrections | undefined {
  for (const sheet of workbook.feuilles) {
    const empreinte = printIn(sheet);
    const header = sheet.rows.findIndex((row) => rangOf(row, CORRECTIONS.valeur) >= 0);
    if (empreinte === undefined || header < 0) continue;
    const { fichier } = workbook;
    const entries = sheet.rows.slice(header + 1).map((row, index) => ({ row, ligne: header + 2 + index }));
    const found = entries.flatMap(({ row, ligne }) => {
      const one = correctionIn(sheet.rows[header] ?? [], row, { fichier, feuille: sheet.nom, ligne });
      return one === undefined ? [] : [one];
    });
    const corrections = found.filter((one): one is Correction => 'valeur' in one);
    const problemes = found.filter((one): one is Problem => 'code' in one);
    const { kept, twice } = withoutContradiction(corrections, fichier);
    return { fichier, empreinte, corrections: kept, problemes: [...problemes, ...twice] };
  }
  return undefined;
}

function printIn({ rows }: Sheet): string | undefined {
  const wanted = fold(CORRECTIONS.empreinte);
  const row = rows.slice(0, HEAD).find((cells) => cells.some((cell) => fold(cell.text) === wanted));
  return row?.map((cell) => cell.text.trim()).find((text) => SHA256.test(text));
}

function rangOf(row: readonly Cell[], heading: string): number {
  return row.findIndex((cell) => fold(cell.text) === fold(heading));
}

function correctionIn(
  header: readonly Cell[],
  row: readonly Cell[],
  place: { fichier: string; feuille: string; ligne: number },
): Correction | Problem | undefined {
  const at = (heading: string) => row[rangOf(header, heading)] ?? EMPTY;
  const valeur = at(CORRECTIONS.valeur);
  const feuille = at(CORRECTIONS.feuille).text;
  const where = at(CORRECTIONS.cellule).text.trim();
  if (valeur.kind === 'empty' || feuille === '' || where === '') return undefined;
  const rang = rangOf(header, CORRECTIONS.valeur);
  const said = fold(valeur.text);
  const cell = placeIn(where);
  const line = /^ligne (\d{1,7})$/.exec(where)?.[1];
  const ligne = cell?.ligne ?? (line === undefined ? undefined : Number(line) - 1);
  if (ligne === undefined) return unknownPlace({ ...place, rang });
  if (said === fold(CORRECTIONS.sansLigne)) return { feuille, ligne, rang: null, valeur: EMPTY };
  if (!cell) return lineOnly({ ...place, rang });
  return { feuille, ...cell, valeur: said === fold(CORRECTIONS.vide) ? EMPTY : valeur };
}

/** A cell may stand on several lines of the workbook, with the same value or only one. */
function withoutContradiction(
  corrections: readonly Correction[],
  fichier: string,
): { kept: Correction[]; twice: Problem[] } {
  const cells = new Map<string, Correction[]>();
  for (const one of corrections) {
    const key = JSON.stringify([one.feuille, one.ligne, one.rang]);
    cells.set(key, [...(cells.get(key) ?? []), one]);
  }
  const kept: Correction[] = [];
  const twice: Problem[] = [];
  for (const [first, ...others] of cells.values()) {
    if (!first) continue;
    if (others.every(({ valeur }) => valeur.text === first.valeur.text)) kept.push(first);
    else twice.push(contradiction(fichier, first));
  }
  return { kept, twice };
}

/** The workbook with its corrections, and those that found no cell. The workbook given is left as it was. */
export function correct(
  classeur: OpenedWorkbook,
  { fichier, corrections }: Corrections,
): { classeur: OpenedWorkbook; problemes: Problem[] } {
  const sheets = corrections.map(({ feuille, ...rest }) => ({
    ...rest,
    feuille: sheetNamed(classeur, feuille)?.nom ?? feuille,
  }));
  const problemes = sheets
    .filter(
      ({ feuille, ligne }) =>
        !classeur.feuilles.some(({ nom, rows }) => nom === feuille && ligne < rows.length),
    )
    .map((one) => withoutCell(fichier, classeur.fichier, one));
  const feuilles = classeur.feuilles.map((sheet) => {
    const own = sheets.filter(({ feuille, ligne }) => feuille === sheet.nom && ligne < sheet.rows.length);
    return own.length === 0 ? sheet : { ...sheet, rows: correctedRows(sheet, own) };
  });
  return { classeur: { ...classeur, feuilles }, problemes };
}

/** A sheet by its own name, or by its place where its name could not be kept ("feuille 2"). */
function sheetNamed({ feuilles }: Workbook, name: string): Sheet | undefined {
  const place = /^feuille (\d{1,3})$/.exec(name)?.[1];
  return (
    feuilles.find(({ nom }) => nom === name) ??
    (place === undefined ? undefined : feuilles[Number(place) - 1])
  );
}

function correctedRows(sheet: Sheet, corrections: readonly Correction[]): Cell[][] {
  const rows = [...sheet.rows];
  for (const { ligne, rang, valeur } of corrections) {
    if (rang === null) continue;
    const width = Math.max(rows[ligne]?.length ?? 0, rang + 1);
    rows[ligne] = Array.from({ length: width }, (_, at) =>
      at === rang ? valeur : (rows[ligne]?.[at] ?? cellAt(sheet, ligne, at)),
    );
  }
  for (const { ligne, rang } of corrections) if (rang === null) rows[ligne] = [];
  return rows;
}

type EntryPlace = { fichier: string; feuille: string; ligne: number; rang: number };

function unknownPlace(place: EntryPlace): Problem {
  return problem(place, {
    code: 'CORRECTION_SANS_CELLULE',
    message: 'Cette correction ne dit pas quelle cellule elle remplace.',
    regle: 'Chaque ligne du classeur de corrections garde sa feuille et sa cellule.',
    remede: 'Rétablissez la colonne « Cellule » telle qu’elle a été écrite.',
  });
}

function lineOnly(place: EntryPlace): Problem {
  return problem(place, {
    code: 'CORRECTION_SANS_CELLULE',
    message: 'Cette ligne attend plus qu’une valeur : elle ne désigne aucune cellule.',
    regle: `Une ligne entière se retire par ${CORRECTIONS.sansLigne}.`,
    remede: 'Corrigez cette ligne dans le fichier d’origine, et renvoyez-le.',
  });
}

function contradiction(fichier: string, { feuille, ligne, rang }: Correction): Problem {
  const where = rang === null ? `ligne ${ligne + 1}` : address(ligne + 1, rang);
  return problem(
    { fichier },
    {
      code: 'CORRECTIONS_CONTRAIRES',
      message: `Deux valeurs corrigées sont données pour ${where} de « ${feuille} » : aucune n’a été prise.`,
      regle: 'Une cellule a une seule valeur corrigée.',
      remede: 'Gardez la bonne valeur, et effacez l’autre.',
    },
  );
}

function withoutCell(fichier: string, original: string, { feuille, ligne, rang }: Correction): Problem {
  const where = rang === null ? `ligne ${ligne + 1}` : address(ligne + 1, rang);
  return problem(
    { fichier },
    {
      code: 'CORRECTION_SANS_CELLULE',
      message: `« ${original} » n’a pas de ${where} sur une feuille « ${feuille} ».`,
      regle: 'Une correction remplace une cellule du fichier.',
      remede: 'Gardez les colonnes « Feuille » et « Cellule » telles qu’elles ont été écrites.',
    },
  );
}
