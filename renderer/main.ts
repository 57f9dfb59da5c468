/** Where the window begins: choose the line to the lab, open it, show the workbench. */
import { mount } from 'svelte';
import { chooseTransport } from './api/connect.ts';
import App from './App.svelte';
import { Workbench } from './state/workbench.svelte.ts';
import './styles/base.css';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no place for the window.');

const bench = new Workbench(chooseTransport(), keptOnThisMachine());
bench.open();
mount(App, { target, props: { bench } });

/** The browser's storage; null where it is switched off. */
function keptOnThisMachine(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
