import type { LinearSystem } from './linear-system.ts';
import type { Witness } from './witness-search.ts';

/**
 * Whether a table agrees with everything published. It only adds: no solver, no tolerance, whole numbers of at least 0.
 */
export function agrees(system: LinearSystem, witness: Witness): boolean {
  if (witness.length !== system.size) return false;
  for (const count of witness) if (count < 0) return false;
  for (const { sum, minus, value } of system.equations) {
    let total = 0;
    for (const place of sum) total += witness[place] ?? 0;
    for (const place of minus) total -= witness[place] ?? 0;
    if (total !== value) return false;
  }
  return true;
}
