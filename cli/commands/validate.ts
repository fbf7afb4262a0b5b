import { type Opinion, stateOpinion } from '../../ingest/ledger.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import type { Output } from '../output.ts';
import { readKnownWords } from '../pipeline.ts';
import { placesToRead } from '../places.ts';

export interface ValidateOptions {
  by: string;
  samples?: boolean;
}

/** Writes down that what stands for a source and a period is "bon à publier". */
export function validateCommand(
  source: string,
  periode: string,
  options: ValidateOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  return say({ source, periode, etat: 'valide', par: options.by, motif: null }, options, output, env);
}

/** Says an opinion, and that the one who gives it is written down: a function or initials, not a name. */
export async function say(
  asked: { source: string; periode: string; etat: Opinion; par: string; motif: string | null },
  options: { samples?: boolean },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const places = placesToRead(options.samples, env, 'warehouse');
  const known = await readKnownWords();
  const warehouse = await openWarehouse({ path: places.warehouse });
  try {
    const added = await stateOpinion(await warehouse.connect(), asked, known, new Date());
    output.note(
      'Ce qui est écrit après --by est conservé au registre : une fonction ou des initiales suffisent.',
    );
    if (asked.motif !== null) output.note('Le motif est conservé au registre : il ne nomme personne.');
    const said = asked.etat === 'valide' ? 'bon à publier' : 'contesté';
    output.result(
      { ...asked, echantillon: places.sample, ajoute: added },
      added
        ? `${asked.source} ${asked.periode} : ${said}, par « ${asked.par} ».`
        : `${asked.source} ${asked.periode} : déjà ${said} par « ${asked.par} », rien n’a changé.`,
    );
    return 0;
  } finally {
    await warehouse.close();
  }
}
