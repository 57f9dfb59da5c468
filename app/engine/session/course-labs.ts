/** The labs of the course, as its files were read last. */
import type { LabSummary } from '../../contract.ts';
import { comingLabs } from '../course/coming-labs.ts';
import type { ContentSource } from '../course/content.ts';
import { readLabs, type Lab, type LabResult } from '../course/lab-folder.ts';
import { diagnosticLines } from '../course/yaml-file.ts';
import type { KeptProgress } from './kept-progress.ts';
import { refuse, type Refusal } from './refusal.ts';

export class CourseLabs {
  readonly #content: ContentSource;
  #all: readonly LabResult[] = [];
  #coming: readonly LabSummary[] = [];

  constructor(content: ContentSource) {
    this.#content = content;
    this.read();
  }

  /** Reads the files anew. */
  read(): void {
    this.#all = readLabs(this.#content);
    this.#coming = comingLabs(this.#content);
  }

  /** Those that are there, with what is wrong with broken ones. */
  get all(): readonly LabResult[] {
    return this.#all;
  }

  find(id: string | null | undefined): LabResult | undefined {
    return this.#all.find((result) => (result.ok ? result.lab.id : result.id) === id);
  }

  get(id: string): Lab | Refusal {
    const result = this.find(id);
    if (!result) return refuse('not-found', `There is no lab called "${id}".`);
    if (result.ok) return result.lab;
    return refuse('not-now', `This lab is broken.\n${result.diagnostics.map(diagnosticLines).join('\n')}`);
  }

  /** As the list of labs has them, with how far the student came. */
  summaries(progress: KeptProgress): LabSummary[] {
    return [...progress.summaries(this.#all), ...this.#coming].sort((a, b) => a.number - b.number);
  }
}
