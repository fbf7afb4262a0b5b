import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedSite, serveSite } from './serve.ts';

let folder: string;
let site: ServedSite;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-'));
  await mkdir(join(folder, '_app', 'immutable'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<h1>Essentiel</h1>');
  await writeFile(join(folder, '_app', 'immutable', 'a.js'), 'export {};');
  await writeFile(join(folder, '_app', 'immutable', 'a.js.gz'), gzipSync('export {};'));
  site = await serveSite({ folder, port: 0 });
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

/** The status that a request for `/` gets under another host name; `fetch` does not let it be chosen. */
function statusUnder(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${site.address}/`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}

describe('the server of a site', () => {
  it('serves pages with strict headers, to be asked for again', async () => {
    const response = await fetch(`${site.address}/`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html;\s*charset=utf-8$/);
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it('sends what was compressed beforehand, to be kept for ever', async () => {
    const response = await fetch(`${site.address}/_app/immutable/a.js`, {
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(await response.text()).toBe('export {};');
  });

  it('shows a page written after it started', async () => {
    await writeFile(join(folder, 'neuve.html'), 'neuve');
    expect(await (await fetch(`${site.address}/neuve`)).text()).toBe('neuve');
  });

  it('answers an unknown address in French, and nothing above its folder', async () => {
    const response = await fetch(`${site.address}/nulle-part`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Page introuvable');
    expect((await fetch(`${site.address}/..%2f..%2fetc%2fpasswd`)).status).toBe(404);
  });

  it('refuses to answer under another name than this machine’s', async () => {
    expect(await statusUnder('example.org')).toBe(403);
    expect(await statusUnder('localhost:3000')).toBe(200);
  });

  it('says which port is taken and what to do', async () => {
    const port = Number(new URL(site.address).port);
    await expect(serveSite({ folder, port })).rejects.toMatchObject({ code: 'site.port_occupe' });
  });
});
