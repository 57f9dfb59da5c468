/** Every lab of the course is finished in a window by its own solution, by keyboard alone. A new lab needs no spec. */
import { expect, test } from './lab.ts';
import { answersOf, wholeLabs } from './lab-answers.ts';
import { doByKeys, goOn, openByKeys } from './play-by-keys.ts';

test.describe.configure({ mode: 'parallel' });

for (const lab of wholeLabs()) {
  test(`lab ${lab.number}, ${lab.title}, is done to its end by keyboard alone`, async ({ bench }) => {
    test.setTimeout(600_000);
    const answers = await answersOf(lab);
    await openByKeys(bench, `Lab ${lab.number} · ${lab.title}`);
    for (const [index, step] of lab.steps.entries()) {
      const name = `Step ${index + 1} of ${lab.steps.length}: ${step.title}`;
      await expect(bench.guide.getByRole('article', { name, exact: true })).toBeVisible();
      const question = (check: string): string => {
        const asked = step.checks.find(({ id }) => id === check);
        // As it is read: without the marks of Markdown.
        return asked?.of === 'answer' ? asked.question.replace(/[`*]/g, '') : '';
      };
      for (const action of step.solution)
        await doByKeys(bench, action, (check) => answers.get(`${step.id} ${check}`) ?? '', question);
      await goOn(bench, index === lab.steps.length - 1);
    }
    await expect(bench.guide.getByRole('heading', { name: `Lab ${lab.number} is done` })).toBeVisible();
  });
}
