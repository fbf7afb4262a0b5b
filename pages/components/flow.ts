import { absenceText } from './figure.ts';
import { formatNumber, formatShare } from './number.ts';

/** What became of one part of what came in. */
export interface FlowBranch {
  label: string;
  value: number | null;
  statut: string;
  /** Said after the number: `dont 12 orientées avant 2024`. */
  detail?: string;
}

/** What came in, and what became of it. */
export interface Flow {
  label: string;
  value: number;
  branches: FlowBranch[];
}

/** What the branches do not say of what came in; 0 when they say all of it. Negative when they say more. */
export function flowRest({ value, branches }: Flow): number {
  return value - branches.reduce((sum, branch) => sum + (branch.value ?? 0), 0);
}

/** `621 (72 %)`, or how it is absent. */
export function branchText({ value, statut, detail = '' }: FlowBranch, whole: number): string {
  if (value === null) return absenceText(statut);
  const share = formatShare(value, whole);
  const number = share === undefined ? formatNumber(value) : `${formatNumber(value)} (${share})`;
  return detail === '' ? number : `${number}, ${detail}`;
}

/** The branches that are drawn: those with a number, then what they leave out. */
export function drawnBranches(flow: Flow): FlowBranch[] {
  const rest = flowRest(flow);
  const said = flow.branches.filter(({ value }) => value !== null && value > 0);
  return rest > 0 ? [...said, { label: 'Suite non connue', value: rest, statut: 'inconnu' }] : said;
}

/** The flow in one sentence with every figure, for who does not see it. */
export function describeFlow(flow: Flow): string {
  const said = flow.branches.map((branch) => `${branch.label} ${branchText(branch, flow.value)}`);
  const rest = flowRest(flow);
  const unsaid = rest > 0 ? [`suite non connue ${formatNumber(rest)}`] : [];
  return `${flow.label} ${formatNumber(flow.value)}, dont\u00a0: ${[...said, ...unsaid].join('\u202f; ')}.`;
}
