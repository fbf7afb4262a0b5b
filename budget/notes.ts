import { median } from './development.ts';
import { formatEuros, formatNumber, toDecimal } from './format.ts';
import { fromNumber } from './fraction.ts';
import type { Projet } from './inputs.ts';
import type { Antenne } from './parameters.ts';

/** A project with what the others gave it, and who has not spoken yet. */
export interface NotedProject {
  readonly code: string;
  readonly antenne: string;
  readonly intitule: string;
  readonly eligible_centimes: number;
  /** Notes of the other antennes, by code. */
  readonly notes: readonly { readonly antenne: string; readonly note: number }[];
  /** Middle of these notes; null as long as there is none: no note is not a note of 0. */
  readonly mediane: number | null;
  /** The antenne's note of her own project: it never counts. */
  readonly note_ecartee: number | null;
  /** Antennes of the round, other than the project's, that gave no note. */
  readonly muettes: readonly string[];
}

/** Every project by antenne and code, with its notes as the split counts them. */
export function notedProjects(
  projets: readonly Projet[],
  antennes: readonly Pick<Antenne, 'code'>[],
): NotedProject[] {
  return [...projets]
    .sort((a, b) => compare(a.antenne, b.antenne) || compareCodes(a.code, b.code))
    .map((projet) => {
      const others = projet.notes
        .filter(({ antenne }) => antenne !== projet.antenne)
        .sort((a, b) => compare(a.antenne, b.antenne));
      const spoke = new Set(others.map(({ antenne }) => antenne));
      return {
        code: projet.code,
        antenne: projet.antenne,
        intitule: projet.intitule,
        eligible_centimes: projet.eligible_centimes,
        notes: others,
        mediane:
          others.length === 0 ? null : toDecimal(median(others.map(({ note }) => fromNumber(note))), 2),
        note_ecartee: projet.notes.find(({ antenne }) => antenne === projet.antenne)?.note ?? null,
        muettes: antennes
          .map(({ code }) => code)
          .filter((code) => code !== projet.antenne && !spoke.has(code)),
      };
    });
}

/** The projects in words: one block each, then who has still to speak. */
export function notesText(projects: readonly NotedProject[]): string {
  if (projects.length === 0) return 'Aucun projet n’est déclaré.';
  return projects
    .map((project) =>
      [
        `${project.code} · ${project.antenne} · ${project.intitule} : ${formatEuros(project.eligible_centimes)}`,
        `  notes : ${project.notes.map(({ antenne, note }) => `${antenne} ${formatNumber(note)}`).join(' ; ') || 'aucune'}`,
        `  médiane : ${project.mediane === null ? 'sans note' : formatNumber(project.mediane)}`,
        ...(project.note_ecartee === null
          ? []
          : [`  note de son antenne, mise de côté : ${formatNumber(project.note_ecartee)}`]),
        ...(project.muettes.length === 0 ? [] : [`  n’ont pas noté : ${project.muettes.join(', ')}`]),
      ].join('\n'),
    )
    .join('\n');
}

/**
 * What an antenne has to fill in: a line per project of the others, with the note that she gave already. Its columns are
 * those of the tab « Notes » of the porteur's workbook, so that lines are pasted there.
 */
export function notesForm(projects: readonly NotedProject[], code: string): string {
  const lines = projects
    .filter(({ antenne }) => antenne !== code)
    .map((project) => {
      const given = project.notes.find(({ antenne }) => antenne === code)?.note;
      return [
        project.code,
        project.antenne,
        code,
        given === undefined ? '' : String(given).replace('.', ','),
      ];
    });
  return [['N° de projet', 'Projet de', 'Noté par', 'Note sur 5'], ...lines]
    .map((line) => `${line.join(';')}\r\n`)
    .join('');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `P2` before `P10`. */
function compareCodes(a: string, b: string): number {
  const number = (code: string) => Number(/\d+/.exec(code)?.[0] ?? 0);
  return number(a) - number(b) || compare(a, b);
}
