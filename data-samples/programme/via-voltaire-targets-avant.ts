import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { prescripteurCode } from './targets.ts';

const count = z.int().min(0);
const byPrescripteur = z.record(prescripteurCode, count);
const shape = z.object({
  annee: z.int(),
  titre: z.string().min(1),
  source: z.string().min(1),
  prescripteurs: z.object({
    lignes: z.tuple([count, count]),
    /** Printed, in per cent of the persons newly received. */
    parts: byPrescripteur,
    /** Invented numbers that give these shares. */
    nouveaux: byPrescripteur,
  }),
  sortis: z.object({
    /** Who left after a follow-up begun in an earlier year; of them, how many had come back. */
    anciens: count,
    retours: count,
    femmes: count,
    /** How many of those who come back the year after had left in this one. */
    premiers_suivis: count,
  }),
  motifs: z.object({
    concertee: count,
    sante: count,
    changement: count,
    abandon: count,
    incarceration: count,
  }),
  groupe: z.object({
    participants: z.int().positive(),
    seances: z.int().positive(),
    presence: z.object({ min: z.number(), max: z.number() }),
  }),
});

/** What is known or chosen of the year before: far less than of the year itself. */
export type TargetsAvant = z.infer<typeof shape>;

/** What is known of 2023, beside this program. */
export const TARGETS_2023 = fileURLToPath(new URL('via-voltaire-2023.targets.json', import.meta.url));

/** Reads the targets of a year before. Throws what zod throws on a file that is not such targets. */
export async function readTargetsAvant(path: string): Promise<TargetsAvant> {
  return shape.parse(JSON.parse(await readFile(path, 'utf8')));
}
