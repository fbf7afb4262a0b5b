import { cubeRows, type SiteRelease } from '../build/release.ts';
import { codeText, type Row, text } from '../components/figure.ts';

/** The code of a dimension's total. */
export const TOTAL = '_T';
/** The code of the whole CPCA among antennes. */
export const REGION = 'CPCA';
/** The code of what is not known. */
export const UNKNOWN = '_U';

/** What is read of a cube's description in the catalogue. */
interface Described {
  nom: string;
  titre: string;
  dimensions: { nom: string; codes?: Record<string, string> | undefined }[];
}

/** The cubes of one audience of a release, as a report reads them: rows, and words for their codes. */
export class Cubes {
  private readonly described: Map<string, Described>;
  private readonly read = new Map<string, Row[]>();

  /** `keep` picks the rows that the reader may have; all of the audience's otherwise. */
  constructor(
    private readonly release: SiteRelease,
    private readonly keep: (cube: string, row: Row) => boolean = () => true,
  ) {
    this.described = new Map(release.cubes.map(({ description }) => [description.nom, description]));
  }

  /** True when the release gives this audience a cube of this name. */
  has(cube: string): boolean {
    return this.described.has(cube);
  }

  /** The rows of a cube, in its order; none of a cube that is not there. */
  rows(cube: string): Row[] {
    const known = this.read.get(cube);
    if (known) return known;
    const rows = cubeRows(this.release, cube).filter((row) => this.keep(cube, row));
    this.read.set(cube, rows);
    return rows;
  }

  /** The names of a cube's dimensions, in the catalogue's order. */
  dimensions(cube: string): string[] {
    return this.described.get(cube)?.dimensions.map(({ nom }) => nom) ?? [];
  }

  /** The codes that the catalogue lists of a dimension, in its order; none where codes are open. */
  codes(cube: string, dimension: string): string[] {
    return Object.keys(this.listed(cube, dimension));
  }

  /** The words of a code: the cube's own list, else another cube's for the same dimension, else the code as words. */
  label(cube: string, dimension: string, code: string): string {
    const own = this.listed(cube, dimension)[code];
    if (own !== undefined) return own;
    for (const other of this.described.keys()) {
      const found = this.listed(other, dimension)[code];
      if (found !== undefined) return found;
    }
    if (code === UNKNOWN) return 'Inconnu';
    return code === TOTAL ? 'Ensemble' : code.includes('_') || /^[a-z]+$/.test(code) ? codeText(code) : code;
  }

  /** The codes of a dimension that stand in rows: those that the catalogue lists first, in its order. */
  codesIn(cube: string, dimension: string, rows: readonly Row[]): string[] {
    const listed = this.codes(cube, dimension);
    const rank = (code: string) => (listed.includes(code) ? listed.indexOf(code) : listed.length);
    const found = [...new Set(rows.map((row) => text(row, dimension)))];
    return found.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'fr'));
  }

  /** The key of a row in its cube: its dimensions' codes. */
  key(cube: string, row: Row): string {
    return this.dimensions(cube)
      .map((name) => text(row, name))
      .join('/');
  }

  private listed(cube: string, dimension: string): Record<string, string> {
    return this.described.get(cube)?.dimensions.find(({ nom }) => nom === dimension)?.codes ?? {};
  }
}
