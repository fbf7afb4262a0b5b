import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a project of small models into a folder: a third in each layer, each reading one or two before it. */
export function writeSmallModels(root: string, count: number): void {
  const layers = ['staging', 'core', 'marts'] as const;
  const each = Math.ceil(count / layers.length);
  const names = (layer: string) => Array.from({ length: each }, (_, index) => `${layer}_${index}`);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const columns = (type: string) => `
      - { name: k, type: bigint, description: The key., tests: [not_null] }
      - { name: v, type: ${type}, description: The value., nullable: true }`;
  layers.forEach((layer, level) => {
    const models = names(layer).map((name, index) => {
      const above = level === 0 ? undefined : names(layers[level - 1] ?? '');
      const from = above?.[index] ?? '';
      const other = above?.[(index * 7 + 3) % each] ?? '';
      const sql = above
        ? `select a.k, a.v + b.v as v\nfrom {{ ref('${from}') }} as a\ninner join {{ ref('${other}') }} as b on a.k = b.k\n`
        : `select k, v + ${index} as v\nfrom {{ source('raw', 'small') }}\n`;
      write(`models/${layer}/${name}.sql`, sql);
      return `  - name: ${name}\n    description: One row per key.\n    grain: [k]\n    columns:${columns('bigint')}\n`;
    });
    const sources = level === 0 ? 'sources: [{ name: raw, tables: [{ name: small }] }]\n' : '';
    write(`models/${layer}/_${layer}.yml`, `${sources}models:\n${models.join('')}`);
  });
}
