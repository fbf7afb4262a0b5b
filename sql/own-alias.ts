/** A node of the engine's own tree of a statement, as `json_serialize_sql` gives it. */
type Node = Readonly<Record<string, unknown>>;

/** A name used in the select that gives it: where it stands in the SQL, and the name. */
export interface OwnAlias {
  offset: number;
  alias: string;
}

const AFTER_FROM = ['where_clause', 'having', 'qualify'] as const;

/**
 * Aliases that a select reads itself, in another of its columns or in `where`, `having`, `qualify`: DuckDB allows it,
 * PostgreSQL does not, or takes a column of that name instead. An alias made from a column of its own name
 * (`coalesce(site, '_T') as site`) hides nothing: there, both read the column.
 */
export function ownAliases(tree: unknown): OwnAlias[] {
  if (Array.isArray(tree)) return tree.flatMap(ownAliases);
  if (typeof tree !== 'object' || tree === null) return [];
  const node = tree as Node;
  const here = node.type === 'SELECT_NODE' ? ofSelect(node) : [];
  return [...here, ...Object.values(node).flatMap(ownAliases)];
}

function ofSelect(select: Node): OwnAlias[] {
  const items = Array.isArray(select.select_list) ? (select.select_list as Node[]) : [];
  return items.flatMap((item) => {
    const alias = String(item.alias ?? '').toLowerCase();
    if (alias === '' || references(item).some(({ names }) => names.at(-1) === alias)) return [];
    const elsewhere = [
      ...items.filter((other) => other !== item),
      ...AFTER_FROM.map((clause) => select[clause]),
    ];
    return elsewhere
      .flatMap(references)
      .filter(({ names }) => names.length === 1 && names[0] === alias)
      .map(({ offset }) => ({ offset, alias }));
  });
}

/** Columns that an expression names, those of its subqueries left out: they have selects of their own. */
function references(value: unknown): Array<{ names: string[]; offset: number }> {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Node;
  if (node.type === 'SELECT_NODE') return [];
  if (node.class === 'COLUMN_REF' && Array.isArray(node.column_names)) {
    return [
      {
        names: node.column_names.map((name) => String(name).toLowerCase()),
        offset: Number(node.query_location ?? 0),
      },
    ];
  }
  return Object.values(node).flatMap(references);
}
