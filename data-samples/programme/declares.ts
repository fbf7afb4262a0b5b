import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as XLSX from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { workbook } from './classeur.ts';
import { SampleError } from './sample-error.ts';

/** One figure of the printed report (`rapport-2024/figures.csv`), its line numbers as the source's. */
export interface ReportFigure {
  id: string;
  value: string;
  value_max: string;
  unit: string;
  approximate: boolean;
  blank_cell: boolean;
  kind: string;
  confidence: number;
}

const layoutSchema = z.array(
  z.strictObject({
    fichier: z.string(),
    mention: z.string(),
    feuilles: z.array(
      z.strictObject({
        nom: z.string(),
        tableaux: z.array(
          z.strictObject({ titre: z.string(), entete: z.array(z.string()), lignes: z.array(z.string()) }),
        ),
      }),
    ),
  }),
);
export type Layout = z.infer<typeof layoutSchema>;
type Line = Array<string | number | null>;

/** The mark by which a file says that it is an example. */
export const SAMPLE_MARK = 'Données d’exemple, établies d’après le rapport d’activité 2024';

/** Reads `rapport-2024/figures.csv`. */
export async function readReportFigures(path: string): Promise<ReportFigure[]> {
  const records: Record<string, string>[] = parse(await readFile(path, 'utf8'), { columns: true });
  return records.map((record) => ({
    id: record.id ?? '',
    value: record.value ?? '',
    value_max: record.value_max ?? '',
    unit: record.unit ?? '',
    approximate: record.approximate === 'true',
    blank_cell: record.blank_cell === 'true',
    kind: record.kind ?? '',
    confidence: Number(record.confidence),
  }));
}

/** Reads the layout of the declared tables. */
export async function readLayout(path: string): Promise<Layout> {
  return layoutSchema.parse(parseYaml(await readFile(path, 'utf8')));
}

/** True for what an antenne states outright: a number that the report writes, in its text, a table or a chart. */
export function isStated(figure: ReportFigure): boolean {
  const written = ['text', 'table', 'chart'].includes(figure.kind);
  return written && figure.confidence === 1 && figure.value !== '' && Number.isFinite(Number(figure.value));
}

/** Why a figure of the report is in no declared table; undefined for one that is stated. */
export function reasonLeftOut(figure: ReportFigure): string | undefined {
  if (isStated(figure)) return undefined;
  if (figure.kind === 'derived') return 'déduit par une lecture du rapport, non écrit';
  if (figure.kind === 'lost' || figure.value === '') return 'perdu ou illisible dans le texte conservé';
  if (!Number.isFinite(Number(figure.value))) return 'date ou mot, pas un chiffre';
  return `lecture incertaine (confiance ${String(figure.confidence).replace('.', ',')})`;
}

/** The sheets of one file as lines of cells: who sends, which year, the mark, then each table under its title. */
export function sheetLines(
  file: Layout[number],
  figures: ReadonlyMap<string, ReportFigure>,
  annee: number,
): Array<{ nom: string; lignes: Line[] }> {
  return file.feuilles.map((feuille) => ({
    nom: feuille.nom,
    lignes: [
      [file.mention],
      ['Exercice', annee],
      [SAMPLE_MARK],
      ...feuille.tableaux.flatMap((tableau) => [
        [],
        [tableau.titre],
        headerLine(tableau.entete),
        ...tableau.lignes.map((line) => dataLine(line, figures)),
      ]),
    ],
  }));
}

/** Ids named by a line: « libellé | a.{b,c} . » gives `['a.b', 'a.c', null]`. */
export function lineIds(line: string): { libelle: string; ids: Array<string | null> } {
  const bar = line.lastIndexOf('|');
  const words = line
    .slice(bar + 1)
    .trim()
    .split(/\s+/)
    .flatMap(expand);
  return { libelle: line.slice(0, bar).trim(), ids: words.map((word) => (word === '.' ? null : word)) };
}

function expand(word: string): string[] {
  const match = /\{([^}]*)\}/.exec(word);
  if (!match) return [word];
  return (match[1] ?? '').split(',').flatMap((part) => expand(word.replace(match[0], part)));
}

function headerLine(entete: readonly string[]): Line {
  return entete.map((label) => (label === '' ? null : label));
}

function dataLine(line: string, figures: ReadonlyMap<string, ReportFigure>): Line {
  const { libelle, ids } = lineIds(line);
  const cells = ids.map((id) => {
    if (id === null) return null;
    const figure = figures.get(id);
    if (!figure)
      throw new SampleError('chiffre_inconnu', `No figure « ${id} » in the report.`, 'Correct the layout.');
    return written(figure);
  });
  return libelle === '' ? cells : [libelle, ...cells];
}

/** A figure as its sender writes it: an interval, "environ", a percentage in words, a blank where the table has one. */
function written(figure: ReportFigure): string | number | null {
  if (figure.blank_cell) return null;
  const french = figure.value.replace('.', ',');
  if (figure.value_max !== '') return `${french} à ${figure.value_max}`;
  if (figure.approximate) return `environ ${french}`;
  return figure.unit === '%' && !Number.isInteger(Number(figure.value))
    ? `${french} %`
    : Number(figure.value);
}

/** The bytes of one declared file: a workbook, or a CSV as Excel in French saves it (`;`). */
export function fileBytes(
  file: Layout[number],
  figures: ReadonlyMap<string, ReportFigure>,
  annee: number,
): Uint8Array {
  const sheets = sheetLines(file, figures, annee);
  if (file.fichier.endsWith('.xlsx')) {
    return workbook(
      sheets.map(({ nom, lignes }) => ({ nom, feuille: XLSX.utils.aoa_to_sheet(lignes) })),
      file.mention,
      `${annee + 1}-01-31`,
    );
  }
  const text = sheets.flatMap(({ lignes }) => lignes.map((line) => line.map(csvCell).join(';'))).join('\r\n');
  // One antenne saves with a byte order mark, the other as Windows does: both must load.
  return file.fichier.startsWith('la-clede')
    ? new Uint8Array(iconv.encode(`${text}\r\n`, 'windows-1252'))
    : new TextEncoder().encode(`\uFEFF${text}\r\n`);
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'number' ? String(value).replace('.', ',') : value;
  return /[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Figures in no table, with the reason, as a CSV for readers. */
export function leftOut(layout: Layout, figures: readonly ReportFigure[]): string {
  const placed = new Set(
    layout.flatMap((file) =>
      file.feuilles.flatMap((feuille) =>
        feuille.tableaux.flatMap((tableau) => tableau.lignes.flatMap((line) => lineIds(line).ids)),
      ),
    ),
  );
  const lines = figures
    .filter((figure) => !placed.has(figure.id))
    .map((figure) => `${figure.id};${reasonLeftOut(figure) ?? 'absent de la mise en page'}`);
  return `chiffre;raison\n${lines.join('\n')}\n`;
}

export const SAMPLES = fileURLToPath(new URL('..', import.meta.url));

/** Every declared file of the samples, and the list of what is left out, by path below the samples' folder. */
export async function makeDeclared(samples: string): Promise<Map<string, Uint8Array>> {
  const list = await readReportFigures(join(samples, 'programme', 'rapport-2024', 'figures.csv'));
  const layout = await readLayout(join(samples, 'programme', 'declares.layout.yml'));
  const figures = new Map(list.map((figure) => [figure.id, figure] as const));
  const files = layout.map(
    (file) => [join('declares', file.fichier), fileBytes(file, figures, 2024)] as const,
  );
  return new Map([
    ...files,
    [
      join('programme', 'rapport-2024', 'laisses-de-cote.csv'),
      new TextEncoder().encode(leftOut(layout, list)),
    ],
  ]);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await mkdir(join(SAMPLES, 'declares'), { recursive: true });
  for (const [name, bytes] of await makeDeclared(SAMPLES)) await writeFile(join(SAMPLES, name), bytes);
}
