import { type Row, text } from '../components/figure.ts';
import { REGION, TOTAL } from './cubes.ts';

/** Cubes without a place: figures of the whole region, that every antenne may have beside her own. */
const REGIONAL: readonly string[] = [
  ...['chiffres_cles', 'evolution_chiffres_cles', 'controles'],
  ...['profil_region', 'sensibles_region', 'sorties_motifs'],
];

/** Cubes in which the whole CPCA is its bearer and not a sum: of these an antenne has her own lines alone. */
const OWN_ONLY: readonly string[] = ['finances', 'constats'];

const WHOLE: readonly string[] = [REGION, TOTAL];

/**
 * Which rows of a release an antenne is given: her own, those of her département, and the region's to compare. A cube
 * that is not known to be regional and has no place gives her nothing.
 */
export function rowsOfBranch(antenne: string, departement: string): (cube: string, row: Row) => boolean {
  return (cube, row) => {
    if ('antenne' in row) {
      const code = text(row, 'antenne');
      return code === antenne || (WHOLE.includes(code) && !OWN_ONLY.includes(cube));
    }
    if ('departement' in row) return [departement, ...WHOLE].includes(text(row, 'departement'));
    return REGIONAL.includes(cube);
  };
}
