import type { Output } from '../output.ts';
import { say, type ValidateOptions } from './validate.ts';

/** Writes down that what stands for a source and a period is contested, and why. */
export function contestCommand(
  source: string,
  periode: string,
  options: ValidateOptions & { because: string },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { by: par, because: motif } = options;
  return say({ source, periode, etat: 'conteste', par, motif }, options, output, env);
}
