import { z } from 'zod';
import { SampleError } from './sample-error.ts';

/** First and last line of the report's text that carry the figures. */
const lignes = z.tuple([z.int().positive(), z.int().positive()]);
const count = z.int().min(0);
const perSite = z.array(count);

const bySite = <Code extends z.ZodType>(code: Code) =>
  z.object({ code, libelle: z.string().min(1), sites: perSite, total: count });
const overall = <Code extends z.ZodType>(code: Code) =>
  z.object({ code, libelle: z.string().min(1), effectif: count });

export const prescripteurCode = z.enum(['spip', 'partenaires', 'spontanee']);
export const trancheCode = z.enum(['moins_18', '18_25', '26_34', '35_44', '45_54', '55_plus']);
export const ressourceCode = z.enum([
  'salaires',
  'chomage',
  'rsa',
  'aah',
  'retraite',
  'sans',
  'maladie',
  'autres',
]);
export const professionCode = z.enum(['emploi', 'etudiant', 'retraite', 'sans']);
export const conjugalCode = z.enum([
  'celibataire',
  'divorce',
  'union_libre',
  'marie',
  'pacse',
  'veuf',
  'non_precise',
]);
export const motifCode = z.enum(['concertee', 'sante', 'changement', 'abandon', 'incarceration']);
export const siteCode = z.enum(['agde', 'pezenas', 'beziers', 'clermont', 'lunel', 'montpellier', 'sete']);

export type Prescripteur = z.infer<typeof prescripteurCode>;
export type Tranche = z.infer<typeof trancheCode>;
export type Ressource = z.infer<typeof ressourceCode>;
export type Profession = z.infer<typeof professionCode>;
export type Conjugal = z.infer<typeof conjugalCode>;
export type Motif = z.infer<typeof motifCode>;
export type Site = z.infer<typeof siteCode>;

const bySiteTable = <Row extends z.ZodType>(row: Row) =>
  z.object({ lignes, categories: z.array(row).min(1), sites: perSite, total: count });
const overallTable = <Row extends z.ZodType>(row: Row) =>
  z.object({ lignes, categories: z.array(row).min(1), total: count });
const sexes = z.object({ F: count, H: count });
const opening = z.object({
  jour: z.int().min(1).max(5),
  rangs: z.array(z.int().min(1).max(5)).min(1).optional(),
});

const shape = z.object({
  annee: z.int().min(2019).max(2100),
  titre: z.string().min(1),
  source: z.string().min(1),
  permanences: z.object({
    lignes,
    sites: z
      .array(z.object({ code: siteCode, libelle: z.string().min(1), ouverture: z.array(opening).min(1) }))
      .min(1),
  }),
  sexe: z.object({ lignes, tous: sexes, nouveaux: sexes }),
  accueils: bySiteTable(bySite(prescripteurCode)),
  nouveaux: bySiteTable(bySite(prescripteurCode)),
  ages: bySiteTable(z.object({ ...bySite(trancheCode).shape, de: count, a: z.union([count, z.null()]) })),
  ressources: overallTable(overall(ressourceCode)),
  professions: overallTable(overall(professionCode)),
  conjugales: overallTable(overall(conjugalCode)),
  retours: z.object({ lignes, total: count }),
  sorties: z.object({
    ...bySiteTable(bySite(motifCode)).shape,
    entrees: z.object({ lignes, nouveaux: count, anciens: count }),
  }),
  en_cours: z.object({ lignes, sites: perSite, total: count }),
  durees: z.object({
    lignes: z.object({ sorties: lignes, en_cours: lignes }),
    categories: z
      .array(
        z.object({
          libelle: z.string().min(1),
          mois: z.union([z.int().positive(), z.null()]),
          sorties: count,
          en_cours: count,
        }),
      )
      .min(2),
    totaux: z.object({ sorties: count, en_cours: count }),
  }),
  obligation_de_soins: z.object({ lignes, part_min: z.number().min(0), part_max: z.number().max(1) }),
  groupe: z.object({
    lignes,
    site: siteCode,
    participants: z.int().positive(),
    seances: z.int().positive(),
    presence: z.object({ min: z.number().positive(), max: z.number().positive() }),
  }),
});

/** One year's printed tables, as read from a targets file. */
export type Targets = z.infer<typeof shape>;

/** How many persons came in and went out in each way. */
export interface Balance {
  nouveauxEnCours: number;
  nouveauxSortis: number;
  retoursEnCours: number;
  retoursSortis: number;
  reportsEnCours: number;
  reportsSortis: number;
}

const sum = (values: readonly number[]): number => values.reduce((left, right) => left + right, 0);

/**
 * What the printed totals force. A follow-up carried over in the year and still going on has lasted over twelve
 * months on 31 December; one begun in the year, new or renewed, has not. So the renewed ones still going on are
 * what the short durations hold beyond the new ones, and every other number follows by difference.
 */
export function balance(targets: Targets): Balance {
  const { durees, nouveaux, sorties, accueils, retours } = targets;
  const short = sum(durees.categories.filter(({ mois }) => mois !== null).map(({ en_cours }) => en_cours));
  const nouveauxEnCours = nouveaux.total - sorties.entrees.nouveaux;
  const retoursEnCours = short - nouveauxEnCours;
  const retoursSortis = retours.total - retoursEnCours;
  const reports = accueils.total - nouveaux.total - retours.total;
  const reportsSortis = sorties.entrees.anciens - retoursSortis;
  const found: Balance = {
    nouveauxEnCours,
    nouveauxSortis: sorties.entrees.nouveaux,
    retoursEnCours,
    retoursSortis,
    reportsEnCours: reports - reportsSortis,
    reportsSortis,
  };
  const negative = Object.entries(found).find(([, value]) => value < 0);
  if (negative) {
    throw new SampleError(
      'cibles_incoherentes',
      `The tables force ${negative[0]} to be ${negative[1]}.`,
      'Check durations, exits and entries of the targets file against the printed tables.',
    );
  }
  return found;
}

/** Every way in which the printed totals disagree with their own parts; empty when they all agree. */
function disagreements(targets: Targets): string[] {
  const found: string[] = [];
  const equal = (what: string, left: number, right: number): void => {
    if (left !== right) found.push(`${what}: ${left} ≠ ${right}`);
  };
  const { accueils, nouveaux, ages, sorties, en_cours, durees, sexe } = targets;
  const sites = targets.permanences.sites.length;
  for (const [name, table] of Object.entries({ accueils, nouveaux, ages, sorties })) {
    for (const row of table.categories) {
      equal(`${name}, ${row.code}, sites`, row.sites.length, sites);
      equal(`${name}, ${row.code}, total`, sum(row.sites), row.total);
    }
    for (let site = 0; site < sites; site++) {
      equal(
        `${name}, site ${site}`,
        sum(table.categories.map((row) => row.sites[site] ?? 0)),
        table.sites[site] ?? 0,
      );
    }
    equal(`${name}, total`, sum(table.sites), table.total);
  }
  const { ressources, professions, conjugales } = targets;
  for (const [name, table] of Object.entries({ ressources, professions, conjugales })) {
    equal(`${name}, total`, sum(table.categories.map(({ effectif }) => effectif)), table.total);
    equal(`${name}, persons`, table.total, accueils.total);
  }
  equal('sexe, tous', sexe.tous.F + sexe.tous.H, accueils.total);
  equal('sexe, nouveaux', sexe.nouveaux.F + sexe.nouveaux.H, nouveaux.total);
  equal('ages, persons', ages.total, nouveaux.total);
  equal('sorties, by entry', sorties.entrees.nouveaux + sorties.entrees.anciens, sorties.total);
  equal('en cours, total', sum(en_cours.sites), en_cours.total);
  for (let site = 0; site < sites; site++) {
    const left = (accueils.sites[site] ?? 0) - (sorties.sites[site] ?? 0);
    equal(`en cours, site ${site}`, left, en_cours.sites[site] ?? 0);
  }
  for (const side of ['sorties', 'en_cours'] as const) {
    equal(`durees, ${side}`, sum(durees.categories.map((row) => row[side])), durees.totaux[side]);
    equal(`durees, ${side}, persons`, durees.totaux[side], targets[side].total);
  }
  return found;
}

/**
 * Reads a targets file's text (JSON). Throws `SampleError`: `cibles_illisibles` when it is no JSON, or a field is
 * missing or of the wrong kind; `cibles_incoherentes` when a printed total is not the sum of its parts.
 */
export function parseTargets(text: string): Targets {
  const mend = 'Write the targets file like via-voltaire-2024.targets.json.';
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new SampleError('cibles_illisibles', `No JSON: ${String(cause)}`, mend);
  }
  const read = shape.safeParse(content);
  if (!read.success) throw new SampleError('cibles_illisibles', z.prettifyError(read.error), mend);
  const found = disagreements(read.data);
  if (found.length > 0) {
    throw new SampleError(
      'cibles_incoherentes',
      `Printed totals that are not the sum of their parts: ${found.join(' ; ')}.`,
      'Correct the figure that was mistyped; if the print itself is wrong, leave that table out and list it.',
    );
  }
  balance(read.data);
  return read.data;
}
