/**
 * Makes the app's icons from assets/icon.svg: run by hand after the drawing changed, its outputs are committed.
 *
 *   icon.png   512 pixels, for Linux and for windows
 *   icon.ico   Windows: PNG images behind a directory of 16 octets each
 *   icon.icns  macOS: PNG images, each behind a four-letter type and its length
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { findBrowser } from './browser-runtime.mjs';
import { at } from './home.mjs';

const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Apple's types for PNG images, by their size in pixels. */
const ICNS_TYPES = /** @type {const} */ ([
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
]);

const svg = readFileSync(at('assets', 'icon.svg'), 'utf8');
const installed = findBrowser();
const browser = await chromium.launch({
  ...(installed !== null && { executablePath: installed }),
  args: ['--no-sandbox'],
});
const page = await browser.newPage();

/** @type {Map<number, Buffer>} */
const images = new Map();
for (const size of new Set([...ICO_SIZES, 512, ...ICNS_TYPES.map(([, each]) => each)])) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  images.set(size, await page.screenshot({ omitBackground: true }));
}
await browser.close();

/** @param {number} size */
const image = (size) => images.get(size) ?? Buffer.alloc(0);

writeFileSync(at('assets', 'icon.png'), image(512));
writeFileSync(at('assets', 'icon.ico'), ico(ICO_SIZES));
writeFileSync(at('assets', 'icon.icns'), icns());
console.log('assets/icon.png, icon.ico and icon.icns are made.');

/** @param {readonly number[]} sizes */
function ico(sizes) {
  const header = Buffer.alloc(6 + 16 * sizes.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(sizes.length, 4);
  let offset = header.length;
  sizes.forEach((size, index) => {
    const entry = 6 + 16 * index;
    // 0 stands for 256.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(image(size).length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += image(size).length;
  });
  return Buffer.concat([header, ...sizes.map(image)]);
}

function icns() {
  const blocks = ICNS_TYPES.map(([type, size]) => block(type, image(size)));
  return block('icns', Buffer.concat(blocks));
}

/** @param {string} type @param {Buffer} content */
function block(type, content) {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(content.length + 8, 4);
  return Buffer.concat([header, content]);
}
