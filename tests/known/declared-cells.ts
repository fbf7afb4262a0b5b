import { join } from 'node:path';
import { utils } from '@e965/xlsx';
import { lineIds, readLayout, SAMPLES } from '../../data-samples/programme/declares.ts';

/** Lines of a sheet before its first table: who sends, the year, the mark. */
const HEAD = 3;

/** Where each figure of the printed report is declared: `source_ref` of the cell → `id` of the figure, in the files' order. */
export async function declaredCells(): Promise<Map<string, string>> {
  const layout = await readLayout(join(SAMPLES, 'programme', 'declares.layout.yml'));
  const cells = new Map<string, string>();
  for (const { fichier, feuilles } of layout)
    for (const { nom, tableaux } of feuilles) {
      let line = HEAD;
      for (const { lignes } of tableaux) {
        // A blank line, the title, the header.
        line += 3;
        for (const text of lignes) {
          const { libelle, ids } = lineIds(text);
          for (const [rank, id] of ids.entries()) {
            if (id === null) continue;
            const cell = utils.encode_cell({ r: line, c: rank + (libelle === '' ? 0 : 1) });
            cells.set(`declares/${fichier} · ${nom} · ${cell}`, id);
          }
          line += 1;
        }
      }
    }
  return cells;
}
