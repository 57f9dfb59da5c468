/**
 * The course's labs and others beside them: labs that were added, or that an author is writing.
 *
 * A lab from elsewhere sees its own folder and the course's networks, and nothing else.
 */
import type { ContentSource } from '../../engine/course/content.ts';

/** `extra`: each has folders of labs, the first that has one of a name wins, before the course's own. */
export function labShelf(course: ContentSource, extra: readonly ContentSource[]): ContentSource {
  const homeOf = (folder: string): ContentSource =>
    extra.find((one) => /^\d\d-/.test(folder) && one.read(`${folder}/lab.yaml`) !== null) ?? course;
  return {
    read: (path) => homeOf(topOf(path)).read(path),
    list(folder) {
      if (folder !== '') return homeOf(topOf(folder)).list(folder);
      const added = extra.flatMap((one) =>
        one.list('').filter((name) => /^\d\d-/.test(name) && one.read(`${name}/lab.yaml`) !== null),
      );
      return [...new Set([...course.list(''), ...added])];
    },
  };
}

function topOf(path: string): string {
  return path.split('/', 1)[0] as string;
}

/** A content with one lab only, which lies beside others. */
export function onlyLab(content: ContentSource, lab: string): ContentSource {
  return {
    read: (path) => (topOf(path) === lab ? content.read(path) : null),
    list: (folder) => (folder === '' ? [lab] : topOf(folder) === lab ? content.list(folder) : []),
  };
}
