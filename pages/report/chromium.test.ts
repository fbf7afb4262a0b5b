import { describe, expect, it } from 'vitest';
import { findChromium, type Machine, usualPlaces } from './chromium.ts';

const machine = (change: Partial<Machine>, there: string[] = []): Machine => ({
  ...{ platform: 'linux', env: {} },
  ...change,
  runs: async (path) => there.includes(path),
});

describe('the browser that prints', () => {
  it('is the one that the setting names, before any other', async () => {
    const env = { CPCA_CHROMIUM: '/opt/mien/chrome' };
    expect(await findChromium(machine({ env }, ['/opt/mien/chrome', '/usr/bin/chromium']))).toEqual({
      path: '/opt/mien/chrome',
    });
  });

  it('is no other when the setting names none: the message says so', async () => {
    const found = await findChromium(
      machine({ env: { CPCA_CHROMIUM: '/nulle/part' } }, ['/usr/bin/chromium']),
    );
    expect(found).toMatchObject({ path: undefined, reason: expect.stringContaining('/nulle/part') });
  });

  it('is looked for in the usual places of each platform', async () => {
    const windows = machine({ platform: 'win32', env: { PROGRAMFILES: 'C:\\Program Files' } });
    expect(usualPlaces(windows)).toContain('C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe');
    expect(usualPlaces(machine({ platform: 'darwin', env: { HOME: '/Users/a' } }))).toContain(
      '/Users/a/Applications/Chromium.app/Contents/MacOS/Chromium',
    );
    expect(await findChromium(machine({}, ['/usr/bin/google-chrome']))).toEqual({
      path: '/usr/bin/google-chrome',
    });
    expect(await findChromium(machine({}))).toMatchObject({ path: undefined });
  });
});
