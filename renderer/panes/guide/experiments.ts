/** What free play suggests: do this, look there. Markdown, with the labs' own `run` blocks. */
export const EXPERIMENTS: readonly { readonly title: string; readonly text: string }[] = [
  {
    title: 'Fill the cache',
    text: 'Ask once, and watch the Packets pane: one question at each level. Ask again: two packets, and `aa` is gone.\n\n```run\ndig www.tiscali.co.uk\n```',
  },
  {
    title: 'The second name is cheap',
    text: 'The referrals were cached too. How many packets does its neighbour cost?\n\n```run\ndig smtp.tiscali.co.uk\n```',
  },
  {
    title: 'Walk it yourself',
    text: 'Without the cache, from the root down:\n\n```run\ndig +trace www.tiscali.co.uk.\n```\n\nOr ask one server, and take its referral apart in the inspector:\n\n```run\ndig +norec @a.root-servers.net www.tiscali.co.uk.\n```',
  },
  {
    title: 'Two kinds of no',
    text: 'The name exists, the type does not; then a name that does not exist. Both are cached, for as long as the SOA says.\n\n```run\ndig www.google.com MX\n```\n\n```run\ndig no-such-name.tiscali.co.uk\n```',
  },
  {
    title: 'Wait two days',
    text: 'Press **Jump**, choose **+2 d**, and look at what is left in the cache. Or pause the clock, ask, and press **Step** to move one packet at a time.',
  },
];
