/** What others say of named in the system's log: systemd, the kernel, AppArmor. */
import type { MessageGroup } from './message.ts';

export const SYSTEM: readonly MessageGroup[] = [
  {
    category: '',
    severity: 'info',
    reference: 'man systemctl',
    messages: [
      ['Starting {file}...', 'systemd begins to start a service.'],
      ['Started {file}.', 'systemd says that a service runs.'],
      ['Stopping {file}...', 'systemd stops a service.'],
      ['Stopped {file}.', 'systemd says that a service ended.'],
      ['Reloading {file}...', 'systemd tells a service to read its configuration anew.'],
      ['Reloaded {file}.', 'A service has read its configuration anew.'],
      ['{word}: Deactivated successfully.', 'The service ended in good order.'],
      ['{word}: Succeeded.', 'The service ended in good order.'],
      [
        '{word}: Main process exited, code={word} status={text}',
        'The service’s program ended by itself.',
        'The lines of the program before it say why. Status 1 of named: mostly its configuration.',
      ],
      [
        "{word}: Failed with result '{word}'.",
        'systemd says that the service failed.',
        'journalctl -u named -n 50',
      ],
      [
        'Failed to start {file}.',
        'The service did not start.',
        'journalctl -u named -n 50; named-checkconf.',
      ],
      [
        '{word}: Scheduled restart job, restart counter is at {number}.',
        'systemd starts the service again, by itself.',
        'A counter that grows: the service dies again and again.',
      ],
      [
        '{word}: Start request repeated too quickly.',
        'The service died so often that systemd gives up.',
        'Mend the cause, then systemctl reset-failed and start.',
      ],
      [
        '{word}: Control process exited, code={word} status={text}',
        'A helper of the service (a check before it starts) failed.',
      ],
      ['last message repeated {number} times', 'syslog saves room: the message before came so often.'],
      ['message repeated {number} times: [ {text}]', 'syslog saves room: this message came so often.'],
    ],
  },
];
