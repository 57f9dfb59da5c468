/** The window with a sample behind it: `npx vite renderer`, then /testing/dev.html. */
import { mount } from 'svelte';
import App from '../App.svelte';
import { Workbench } from '../state/workbench.svelte.ts';
import '../styles/base.css';
import { FakeTransport } from './fake-transport.ts';
import { sampleSnapshot } from './sample.ts';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no place for the window.');
const empty = { ...sampleSnapshot, cache: [], servers: [], packets: [], packetsTotal: 0, lab: null };
const transport = new FakeTransport(location.search === '?empty' ? empty : sampleSnapshot);
const bench = new Workbench(transport, localStorage);
// For the browser's console, and for measuring: `transport.say({ type: 'frame', frame: … })`.
Object.assign(window, { bench, transport });
bench.open();
mount(App, { target, props: { bench } });
