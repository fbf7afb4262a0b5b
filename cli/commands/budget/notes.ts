import { notedProjects, notesForm, notesText } from '../../../budget/notes.ts';
import { CliError } from '../../cli-error.ts';
import type { Output } from '../../output.ts';
import { type BudgetOptions, budgetPlaces, findRelease, readInputs, readParametersFile } from './scenario.ts';

export interface NotesOptions extends BudgetOptions {
  release?: string;
  /** An antenne's code: writes what she has to fill in. */
  formulaire?: string;
}

/** The declared projects with the notes of the other antennes and their median, or one antenne's form. */
export async function budgetNotes(
  options: NotesOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { places, file } = budgetPlaces(options, env);
  const { antennes, annee_donnees: annee } = await readParametersFile(file);
  const found = await findRelease(places.publication, options.release);
  const projets = notedProjects((await readInputs(found, annee)).projets, antennes);
  const { formulaire: code } = options;
  if (code === undefined) {
    output.result({ release: found.release, annee, projets }, notesText(projets));
    return;
  }
  if (!antennes.some((antenne) => antenne.code === code))
    throw new CliError(
      'ANTENNE_INCONNUE',
      `L’antenne « ${code} » n’est pas dans les paramètres.`,
      `Antennes : ${antennes.map((antenne) => antenne.code).join(', ')}.`,
      2,
    );
  output.note('À remplir, puis à coller dans l’onglet « Notes » du classeur des projets du porteur.');
  const form = notesForm(projets, code);
  if (output.json) output.result({ release: found.release, antenne: code, csv: form }, '');
  else output.bytes(Buffer.from(form));
}
