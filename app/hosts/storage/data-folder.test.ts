import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';

test('each system’s custom is kept, and ROOTWALK_DATA goes before it', () => {
  expect(dataFolder({}, 'linux', '/home/s')).toBe(join('/home/s', '.local', 'share', 'rootwalk'));
  expect(dataFolder({ XDG_DATA_HOME: '/data' }, 'linux', '/home/s')).toBe(join('/data', 'rootwalk'));
  expect(dataFolder({}, 'darwin', '/Users/s')).toBe(
    join('/Users/s', 'Library', 'Application Support', 'Rootwalk'),
  );
  expect(dataFolder({ APPDATA: 'C:\\R' }, 'win32', 'C:\\U')).toBe(join('C:\\R', 'Rootwalk'));
  expect(dataFolder({ ROOTWALK_DATA: '/mine', XDG_DATA_HOME: '/data' }, 'linux', '/home/s')).toBe('/mine');
});
