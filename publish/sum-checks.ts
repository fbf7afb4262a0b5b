/** What is asked about the rows of a sum, and said of it: the same for the command and for the page that runs queries. */

/** The rows that answer a query, as lists of values. */
export type Ask = (sql: string) => Promise<unknown[][]>;

/** A column of what a sum reads from. */
export interface SummedColumn {
  name: string;
  type: string;
}

/** Said of a sum whose rows could not be looked at. */
export const UNCHECKED =
  'Une somme de cette requête n’a pas pu être contrôlée : vérifiez qu’il n’y manque aucune cellule et qu’un total (_T) n’y est pas avec ses parties.';

/**
 * Whether cells lack in a sum. `rows` is SQL for its rows: `f` whether a row counts, `v` what is added, `c…` the columns
 * of FROM in the order of `names`.
 */
export async function lackingWarnings(
  ask: Ask,
  rows: string,
  names: readonly SummedColumn[],
): Promise<string[]> {
  const status = names.findIndex(({ name }) => name === 'statut');
  const secret = status < 0 ? '0' : `count(*) filter (where v is null and c${status} = 'secret')`;
  const [row] = await ask(`select count(*) filter (where v is null), ${secret} from ${rows} where f`);
  const [absent = 0, hidden = 0] = (row ?? []).map(Number);
  if (absent === 0) return [];
  const of = hidden === 0 ? '' : `, dont ${hidden} « secret »`;
  const cells = absent === 1 ? 'cellule absente' : 'cellules absentes';
  return [
    `${absent} ${cells} dans ce qui est additionné${of} : la somme les laisse de côté et n’est donc qu’un minimum. Prenez total(valeur, statut).`,
  ];
}

/** The dimensions whose total stands among its parts in a sum; `rows` has its groups as `g0`… beside what lacking reads. */
export async function mixedColumns(
  ask: Ask,
  rows: string,
  groupCount: number,
  names: readonly SummedColumn[],
): Promise<string[]> {
  const texts = names.flatMap(({ name, type }, index) => (type === 'VARCHAR' ? [{ name, index }] : []));
  if (texts.length === 0) return [];
  const groups = Array.from({ length: groupCount }, (_, index) => `g${index}`);
  const inside = texts.map(
    ({ index }) => `bool_or(c${index} = '_T') and bool_or(c${index} <> '_T') as m${index}`,
  );
  const grouped = groups.length === 0 ? '' : ` group by ${groups.join(', ')}`;
  const any = texts.map(({ index }) => `coalesce(bool_or(m${index}), false)`);
  const [row] = await ask(
    `select ${any.join(', ')} from (select ${inside.join(', ')} from ${rows} where f${grouped})`,
  );
  return (row ?? []).flatMap((isMixed, at) => (isMixed === true ? [texts[at]?.name ?? ''] : []));
}

/** What is said of such dimensions, each once. */
export function mixedWarnings(columns: Iterable<string>): string[] {
  return [...new Set(columns)]
    .sort()
    .map(
      (name) =>
        `La colonne « ${name} » a des lignes _T (le total) parmi celles qui sont additionnées : elles comptent deux fois. Filtrez « ${name} = '_T' » ou « ${name} <> '_T' ».`,
    );
}
