import { fold } from './text.ts';
import type { Sheet } from './workbook.ts';

/** The sheet on which a template keeps its lists of values: ours, and no table of the sender's. */
export const TEMPLATE_LISTS = { onglet: 'Listes', titre: 'Listes du modèle : ne pas modifier' } as const;

/** True for the sheet of lists of a template. */
export function isTemplateLists({ nom, rows }: Sheet): boolean {
  return nom === TEMPLATE_LISTS.onglet && fold(rows[0]?.[0]?.text ?? '') === fold(TEMPLATE_LISTS.titre);
}
