/** Whether a host's name is one that a lab file means: `cache`, `*.root-servers.net`, `ns1.nic.uk|ns2.nic.uk`. */
export function fitsHost(pattern: string, host: string): boolean {
  return pattern.split('|').some((one) => fitsOne(one.trim(), host));
}

function fitsOne(pattern: string, host: string): boolean {
  const pieces = pattern.split('*');
  const [first = ''] = pieces;
  if (pieces.length === 1) return first === host;
  const last = pieces.at(-1) as string;
  if (!host.startsWith(first) || !host.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = host.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= host.length - last.length;
}
