/**
 * The real programs that some tests compare with: a browser, BIND, and others. On Debian (and its kin) as root they
 * are installed; elsewhere what is missing is named, and the tests that need it are skipped with that reason.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findBrowser, findProgram } from './browser-runtime.mjs';

/** Each program, and Debian's package that holds it. */
const PROGRAMS = {
  named: 'bind9',
  dig: 'bind9-dnsutils',
  host: 'bind9-host',
  nslookup: 'bind9-dnsutils',
  nsupdate: 'bind9-dnsutils',
  delv: 'bind9-dnsutils',
  'dnssec-signzone': 'bind9-utils',
  'named-checkzone': 'bind9-utils',
  rndc: 'bind9-utils',
  kdig: 'knot-dnsutils',
  drill: 'ldnsutils',
  tshark: 'tshark',
  unbound: 'unbound',
  dnsmasq: 'dnsmasq-base',
  dnsperf: 'dnsperf',
  tcpdump: 'tcpdump',
  ip: 'iproute2',
  ping: 'iputils-ping',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  script: 'bsdutils',
};

const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Installs what is missing where it may. Gives the names of the programs that are missing afterwards.
 * @param {(line: string) => void} say
 * @returns {string[]}
 */
export function ensureSystemTools(say) {
  const missing = missingTools();
  if (missing.length === 0) return [];
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !findProgram('apt-get')) {
    say(`Not on this machine: ${missing.join(', ')}. Tests that need them are skipped.`);
    if (findProgram('apt-get')) say(`To get them: sudo apt-get install ${packagesOf(missing).join(' ')}`);
    return missing;
  }
  say(`Installing ${missing.join(', ')} with apt-get …`);
  aptInstall(packagesOf(missing), say);
  return missingTools();
}

function missingTools() {
  const missing = Object.keys(PROGRAMS).filter((program) => findProgram(program) === null);
  return findBrowser() === null ? ['chromium', ...missing] : missing;
}

/** @param {readonly string[]} programs */
function packagesOf(programs) {
  return programs.map((program) =>
    program in PROGRAMS ? PROGRAMS[/** @type {keyof typeof PROGRAMS} */ (program)] : program,
  );
}

/**
 * @param {readonly string[]} packages
 * @param {(line: string) => void} say
 */
function aptInstall(packages, say) {
  // These packages bring services of their own; a test run must not start a name server on port 53.
  const policy = !existsSync(POLICY);
  if (policy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    if (!apt(['update'])) say('apt-get update failed; trying with the package lists as they are.');
    if (apt(['install', '-y', '--no-install-recommends', ...packages])) return;
    // One package that cannot be had must not cost the others.
    for (const each of packages)
      if (!apt(['install', '-y', '--no-install-recommends', each])) say(`${each} could not be installed.`);
  } finally {
    if (policy) rmSync(POLICY, { force: true });
  }
}

/** @param {readonly string[]} words */
function apt(words) {
  const result = spawnSync('apt-get', ['-q', '-o', 'Dpkg::Use-Pty=0', '-o', 'Acquire::Retries=2', ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 600_000,
  });
  return result.status === 0;
}
