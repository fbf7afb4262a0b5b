export interface Lockfile {
  packages: Record<
    string,
    { version?: string; optionalDependencies?: Record<string, string>; [key: string]: unknown }
  >;
  [key: string]: unknown;
}
export function platformOf(name: string): { os: string[]; cpu?: string[]; libc?: string[] } | undefined;
export function missingOptional(lock: Lockfile): [string, string, string][];
export function completed(lock: Lockfile): Lockfile;
