import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { PublicationError } from '../publication-error.ts';

/** A figure that the printed report of 2024 gives of persons: everybody has it. */
export interface PrintedFigure {
  annee: number;
  /** `accompagnees` or `sorties`. */
  population: string;
  antenne: string;
  /** Empty where it counts all sexes. */
  sexe: string;
  caracteristique: string;
  /** The finest codes that it adds up. */
  modalites: readonly string[];
  /** What the count is at least and at most: equal where the report gives it; a part of a group gives the least only. */
  minimum: number;
  maximum: number;
  /** Section of the report and line of its text. */
  source: string;
}

/** A count of persons of the rows, whichever mart it is of. */
interface CountedPersons {
  annee: number;
  population: string;
  antenne: string;
  sexe: string;
  caracteristique: string;
  modalite: string;
  personnes: number;
}

const FILE = new URL('rapport-2024.csv', import.meta.url);
const count = z.string().regex(/^\d+$/).transform(Number);
const schema = z.array(
  z.object({
    annee: count,
    population: z.enum(['accompagnees', 'sorties']),
    antenne: z.string().min(1),
    sexe: z.string(),
    caracteristique: z.string().min(1),
    modalites: z
      .string()
      .min(1)
      .transform((codes) => codes.split('+')),
    minimum: count,
    maximum: z.union([count, z.literal('').transform(() => Number.POSITIVE_INFINITY)]),
    source: z.string().min(1),
  }),
);

/**
 * The figures of persons that the printed report gives and that map onto our codes. Throws PublicationError
 * `chiffres_imprimes_illisibles`.
 */
export async function readPrintedFigures(): Promise<PrintedFigure[]> {
  const lines: unknown = parse(await readFile(FILE, 'utf8'), { columns: true, skip_empty_lines: true });
  const read = schema.safeParse(lines);
  if (read.success) return read.data;
  throw new PublicationError([
    {
      code: 'chiffres_imprimes_illisibles',
      message: 'La liste des chiffres du rapport imprimé ne se lit pas.',
      fichier: 'publish/known/rapport-2024.csv',
      regle: 'une ligne par chiffre imprimé : année, population, antenne, codes, minimum, maximum, source',
      remede: 'Rétablissez ce fichier.',
    },
  ]);
}

/**
 * The printed figures that agree with the rows. One that contradicts them counts other persons, or the same otherwise:
 * it says nothing sure of a cell of ours.
 */
export function agreeing(
  printed: readonly PrintedFigure[],
  rows: readonly CountedPersons[],
): { agree: PrintedFigure[]; contradict: PrintedFigure[] } {
  const agree: PrintedFigure[] = [];
  const contradict: PrintedFigure[] = [];
  for (const figure of printed) {
    const hers = rows.filter((row) => isOf(figure, row));
    // What an antenne does not send is known of nobody: her printed figure is of other sheets.
    if (hers.length === 0) {
      contradict.push(figure);
      continue;
    }
    const value = hers
      .filter(({ modalite }) => figure.modalites.includes(modalite))
      .reduce((sum, { personnes }) => sum + personnes, 0);
    (value >= figure.minimum && value <= figure.maximum ? agree : contradict).push(figure);
  }
  return { agree, contradict };
}

function isOf(figure: PrintedFigure, row: CountedPersons): boolean {
  return (
    row.annee === figure.annee &&
    row.population === figure.population &&
    row.antenne === figure.antenne &&
    row.caracteristique === figure.caracteristique &&
    (figure.sexe === '' || row.sexe === figure.sexe)
  );
}
