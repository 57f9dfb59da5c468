/** The name at the end of a response's chain of aliases. */
import { TYPE } from '../../protocol/codes.ts';
import type { Message } from '../../protocol/message.ts';
import type { Name } from '../../protocol/name.ts';
import { targetName } from '../../protocol/rdata.ts';

/** No more steps than there are records: aliases may go round in a circle. */
export function endOfAliases(message: Message, name: Name): Name {
  let owner = name;
  for (let left = message.answers.length; left > 0; left--) {
    const alias = message.answers.find((record) => record.type === TYPE.CNAME && record.name.equals(owner));
    const target = alias ? targetName(TYPE.CNAME, alias.rdata) : null;
    if (target === null) break;
    owner = target;
  }
  return owner;
}
