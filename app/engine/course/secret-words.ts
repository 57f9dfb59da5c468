/**
 * What is said of a line of a report that is not right: where to look again.
 *
 * Only what the student wrote, and which parts of it were right, goes in; so it tells nothing that the marks do not.
 */
import type { Packet } from '../network/journal.ts';
import type { ReportFinding, ReportGrade } from '../../contract.ts';

/** `packet`: the one that was named as evidence; null where none was, or there is no such packet. */
export function wordOf(
  right: Omit<ReportGrade, 'word'>,
  finding: ReportFinding,
  packet: Packet | null,
): string {
  const blame = blameWord(right, finding);
  // Evidence of the wrong thing cannot be right: one thing at a time.
  if (blame !== null) return blame;
  if (!right.evidence) return evidenceWord(finding, packet);
  return right.cure
    ? ''
    : 'The cure must be made where the mistake is, and must take away just that. Who has to do what?';
}

function blameWord({ server, kind }: Omit<ReportGrade, 'word'>, finding: ReportFinding): string | null {
  if (server && kind) return null;
  if (server)
    return `Something is wrong there, but not this. Ask ${finding.server} again, and read the header first.`;
  if (kind)
    return `There is such a fault, but it is not the fault of ${finding.server}. Compare what it says with what the others say.`;
  return 'Nothing of this line fits. Ask every server by itself, with the same question, and compare.';
}

function evidenceWord({ server, evidence: { of, id } }: ReportFinding, packet: Packet | null): string {
  if (of === 'log')
    return 'This line of the log does not prove it. Take one that names the server or the zone, and says what went wrong.';
  if (of === 'cache')
    return 'This entry does not prove it. Look at who gave it to the cache, and what it says.';
  if (packet === null) return `There is no packet ${id} (any more). Its number stands in the Packets pane.`;
  const { sourceHost, destinationHost } = packet;
  return (
    `Packet ${id} went from ${sourceHost} to ${destinationHost}. It does not show what you say of ${server}. ` +
    'Take one that would look different if all were well.'
  );
}
