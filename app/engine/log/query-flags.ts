/** The flags in a line of the category queries (BIND ARM, category queries). */
const SIGNS: Readonly<Record<string, string>> = {
  '+': 'recursion is wanted',
  '-': 'no recursion is wanted: from another server, or dig +norec',
  S: 'signed with a key',
  T: 'over TCP',
  D: 'wants DNSSEC records (DO)',
  C: 'wants no validation (CD)',
  V: 'with a DNS cookie that is good',
  K: 'with a DNS cookie, but none that this server made for the client',
};

export function queryFlagNotes(flags: string): string {
  const notes: string[] = [];
  for (let at = 0; at < flags.length; at++) {
    const sign = flags.charAt(at);
    const version = sign === 'E' ? /^\((\d{1,3})\)/.exec(flags.slice(at + 1, at + 7)) : null;
    const note = sign === 'E' ? `with EDNS${version ? `, version ${version[1]}` : ''}` : SIGNS[sign];
    if (note === undefined) continue;
    if (version) at += version[0].length;
    notes.push(`${sign} ${note}`);
  }
  return notes.join('; ');
}
