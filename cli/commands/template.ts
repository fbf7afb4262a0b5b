import { resolve } from 'node:path';
import { antenneNames, loadSources } from '../../ingest/contracts.ts';
import { templateBook, templateName } from '../../ingest/core/template.ts';
import { type Output, printableName } from '../output.ts';
import { LISTS_DIR, SOURCES_DIR } from '../places.ts';
import { unknownAntenne, writeWhole } from './page.ts';

export interface TemplateOptions {
  year?: number;
  out?: string;
}

/** Writes the empty workbooks of an antenne, one per kind of file that she sends, for a year: the one before this. */
export async function templateCommand(
  asked: string,
  options: TemplateOptions,
  output: Output,
  clock: () => Date = () => new Date(),
): Promise<number> {
  const noms = await antenneNames(LISTS_DIR);
  const antenne = asked.toUpperCase().replaceAll('-', '_');
  if (!(antenne in noms)) throw unknownAntenne(asked, noms);
  const annee = options.year ?? clock().getUTCFullYear() - 1;
  const sources = await loadSources(SOURCES_DIR, LISTS_DIR);
  const written: string[] = [];
  for (const contract of sources.contracts.filter((one) => one.antenne === antenne)) {
    const path = resolve(options.out ?? '.', templateName(contract, annee));
    await writeWhole(path, templateBook(contract, sources, annee));
    written.push(path);
  }
  output.result(
    { antenne, annee, fichiers: written },
    written.map((path) => `Modèle écrit dans ${printableName(path)}`).join('\n'),
  );
  return 0;
}
