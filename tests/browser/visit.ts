import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Locator, Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What one first view of a page asked for and said. */
export interface Visit {
  page: Page;
  status: number;
  /** Errors and warnings of the console, uncaught errors, failed requests. */
  complaints: string[];
  /** Requests to another origin than the site's. */
  outside: string[];
  /** Requests for the SQL engine. */
  engine: string[];
  /** Bytes received, headers included, as compressed on the wire. */
  scriptBytes: number;
  allBytes: number;
  close(): Promise<void>;
}

export interface VisitOptions {
  width?: number;
  javaScript?: boolean;
}

/** Opens an address in a fresh context (empty cache) and waits until the network is still. */
export async function visit(
  browser: Browser,
  address: string,
  { width = 1280, javaScript = true }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: javaScript,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const outside: string[] = [];
  const engine: string[] = [];
  const { origin } = new URL(address);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) outside.push(url);
    if (/\.wasm|\/workers\/|duckdb/.test(url)) engine.push(url);
  });
  const weight = await measure(page);
  const response = await page.goto(address, { waitUntil: javaScript ? 'networkidle' : 'load' });
  return {
    page,
    status: response?.status() ?? 0,
    complaints,
    outside,
    engine,
    get scriptBytes() {
      return weight.script;
    },
    get allBytes() {
      return weight.all;
    },
    close: () => context.close(),
  };
}

async function measure(page: Page): Promise<{ script: number; all: number }> {
  const weight = { script: 0, all: 0 };
  const scripts = new Set<string>();
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script' || /\.(m?js|wasm)$/.test(new URL(response.url).pathname)) scripts.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    weight.all += encodedDataLength;
    if (scripts.has(requestId)) weight.script += encodedDataLength;
  });
  return weight;
}

/** The text of the first element found, as a reader sees it; hidden text is not in it. */
export async function shownText(found: Locator): Promise<string> {
  const [text] = await found.first().allInnerTexts();
  if (text === undefined) throw new Error(`nothing found for ${String(found)}`);
  return text;
}

interface AxeViolation {
  id: string;
  help: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** What axe finds on a page, one line each. The page's own policy forbids it to load axe; it is handed in. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async (): Promise<AxeViolation[]> => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
    return (await axe.run()).violations;
  });
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.target.join(' ')})`);
}
