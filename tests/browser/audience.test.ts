import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, inject, it } from 'vitest';
import { dashboards } from './dashboards.ts';
import type { SiteUnderTest } from './setup.ts';
import { siteTexts } from './site-texts.ts';

const sites = inject('sites');

/** Every text of an audience's tables in the release. */
async function releaseTexts({ releaseDir, audience }: SiteUnderTest): Promise<Set<string>> {
  const folder = join(releaseDir, audience, 'cubes');
  const texts = new Set<string>();
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.arrow')) continue;
    texts.add(file.slice(0, -'.arrow'.length));
    for (const row of tableFromIPC(await readFile(join(folder, file))).toArray()) {
      for (const value of Object.values(row.toJSON())) if (typeof value === 'string') texts.add(value);
    }
  }
  return texts;
}

/** What the release says to an audience of its tables: titles, descriptions, definitions. */
async function releaseDocuments({ releaseDir, audience }: SiteUnderTest): Promise<string> {
  const documents = (await readdir(join(releaseDir, audience))).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(
    documents.map((name) => readFile(join(releaseDir, audience, name), 'utf8')),
  );
  return texts.join('\n');
}

/** The text of the pages and components, as their authors wrote it. */
async function pagesSay(): Promise<string> {
  const folder = join(import.meta.dirname, '..', '..', 'pages');
  const names = await readdir(folder, { recursive: true });
  const written = names.filter((name) => /\.(md|svelte|ts)$/.test(name));
  return (await Promise.all(written.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
}

/** Words of the pages' own code and text that only the comité's site may hold. */
const comiteOnly = ['budget_entrees', 'Répartition du budget', 'BudgetError', 'sans_declaration', '#budget'];

function siteOf(audience: string): SiteUnderTest {
  const site = sites.find((one) => one.audience === audience);
  if (!site) throw new Error(`no site of ${audience} was built`);
  return site;
}

describe('sites built one after another', () => {
  it('hold no text of another audience’s tables, nor its pages and queries', async () => {
    const comite = siteOf('comite');
    const drdfe = siteOf('drdfe');
    const allowed = [...(await releaseTexts(drdfe)), await releaseDocuments(drdfe)].join('\n');
    const said = await pagesSay();
    // A text of a few letters stands in any program, and some labels in the shared pages themselves.
    const own = [...(await releaseTexts(comite))].filter(
      (text) => text.length > 8 && !allowed.includes(text) && !said.includes(text),
    );
    expect(own.length).toBeGreaterThan(0);
    const found: string[] = [];
    for (const [file, text] of await siteTexts(drdfe.folder)) {
      for (const word of [...own, ...comiteOnly]) if (text.includes(word)) found.push(`${file}: ${word}`);
    }
    expect(found).toEqual([]);
  });

  it('hold their own tables, where these words are found', async () => {
    const texts = [...(await siteTexts(siteOf('comite').folder)).values()].join('\n');
    for (const word of comiteOnly.slice(0, 3)) expect(texts).toContain(word);
  });

  it('hold no SQL engine, but for that of research', async () => {
    const found: string[] = [];
    for (const site of dashboards) {
      for (const [file, text] of await siteTexts(site.folder)) {
        // A module of WebAssembly begins so, whatever its file is called.
        const engine =
          text.startsWith('\0asm') || /WebAssembly|AsyncDuckDB|duckdb-(?:eh|mvp|wasm)/.test(text);
        if (engine || /\.wasm|duckdb|worker/i.test(file)) found.push(`${site.audience} ${file}`);
      }
    }
    expect(found).toEqual([]);
  });

  it('name no place of this machine', async () => {
    const found: string[] = [];
    for (const site of sites) {
      for (const [file, text] of await siteTexts(site.folder)) {
        for (const place of [process.cwd(), site.releaseDir]) {
          if (text.includes(place)) found.push(`${site.audience} ${file}: ${place}`);
        }
      }
    }
    expect(found).toEqual([]);
  });
});
