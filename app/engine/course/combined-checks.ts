/** Checks that are made of others: all, any, so many, one after the other, and not. */
import type { News, RunningCheck } from './checks.ts';
import type { CheckPart, CombinedPart } from './schema/checks.ts';

type Start = (part: CheckPart) => RunningCheck;

const COMBINED: ReadonlySet<string> = new Set(['all', 'any', 'at-least', 'sequence', 'not']);

export function isCombined(part: CheckPart): part is CombinedPart {
  return COMBINED.has(part.of);
}

export function combinedCheck(part: CombinedPart, start: Start): RunningCheck {
  switch (part.of) {
    case 'all':
      return several(
        part.parts.map((one) => latched(one, start)),
        part.parts.length,
      );
    case 'any':
      return several(
        part.parts.map((one) => latched(one, start)),
        1,
      );
    case 'at-least':
      return several(
        part.parts.map((one) => latched(one, start)),
        part.count,
      );
    case 'sequence':
      return sequence(part.parts, start);
    case 'not':
      return not(start(part.part));
  }
}

/** What has held stays held; but for what must not be, or be too often, which counts at the end. */
function latched(part: CheckPart, start: Start): RunningCheck {
  const running = start(part);
  if (part.of === 'not' || ('most' in part && part.most !== undefined)) return running;
  let held = false;
  return {
    hear(news) {
      if (held) return;
      running.hear(news);
      held = running.holds;
    },
    get holds() {
      return held;
    },
    get detail() {
      return running.detail;
    },
  };
}

function several(parts: readonly RunningCheck[], needed: number): RunningCheck {
  const held = (): number => parts.filter(({ holds }) => holds).length;
  return {
    hear(news) {
      for (const part of parts) part.hear(news);
    },
    get holds() {
      return held() >= needed;
    },
    get detail() {
      if (parts.length === 1) return parts[0]?.detail ?? '';
      return `${held()} of ${parts.length}` + (needed < parts.length ? `; ${needed} are enough` : '');
    },
  };
}

function sequence(parts: readonly CheckPart[], start: Start): RunningCheck {
  let reached = 0;
  let current: RunningCheck | null = null;
  return {
    hear(news) {
      current ??= begin(parts[0] as CheckPart, news, start);
      current.hear(news);
      while (current.holds && ++reached < parts.length)
        current = begin(parts[reached] as CheckPart, news, start);
      if (reached === parts.length) this.hear = () => undefined;
    },
    get holds() {
      return reached === parts.length;
    },
    get detail() {
      return `${reached} of ${parts.length}` + (current?.detail ? `; ${current.detail}` : '');
    },
  };
}

/** It looks at the lab as it stands; what has just happened belongs to the part before. */
function begin(part: CheckPart, { lab }: News, start: Start): RunningCheck {
  const running = start(part);
  running.hear({ entry: null, evidence: null, lab });
  return running;
}

function not(inner: RunningCheck): RunningCheck {
  let was = false;
  return {
    hear(news) {
      inner.hear(news);
      was ||= inner.holds;
    },
    get holds() {
      return !was;
    },
    get detail() {
      return was ? 'it was seen' : '';
    },
  };
}
