/**
 * The times at the front of log lines, as named, syslog and journalctl write them. Where no zone is written, the time
 * is taken as it stands; syslog's has no year, and gets one later (years.ts).
 */
const DAY = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = new Map(MONTHS.map((month, place) => [month, place]));

/** A year for times without one: a leap year, so that 29 February exists. */
export const NO_YEAR = 2000;

type TimeForm = 'none' | 'named' | 'iso' | 'syslog' | 'journal' | 'monotonic' | 'unix';

/** Reads one time after the other; what it finds stands in its fields. */
export class TimeReader {
  form: TimeForm = 'none';
  /** Milliseconds since 1970; of a monotonic time, since the start of the machine. */
  at = Number.NaN;
  /** Where the time ends, before the space. */
  end = 0;
  #lastDate = ' ';
  #lastDay = 0;

  /** Whether a time stands at `from`. */
  read(text: string, from: number): boolean {
    const first = text.charCodeAt(from);
    if (isDigit(first))
      return this.#named(text, from) || this.#iso(text, from, 'iso') || this.#unix(text, from);
    if (first >= 65 && first <= 90) {
      if (text.charCodeAt(from + 3) !== 32) return this.#no();
      return isDigit(text.charCodeAt(from + 4)) && text.charCodeAt(from + 8) === 45
        ? this.#iso(text, from + 4, 'journal')
        : this.#syslog(text, from);
    }
    return first === 91 ? this.#monotonic(text, from) : this.#no();
  }

  #no(): false {
    this.form = 'none';
    return false;
  }

  /** `21-Nov-2026 14:02:11.123` */
  #named(text: string, from: number): boolean {
    if (text.charCodeAt(from + 2) !== 45 || text.charCodeAt(from + 6) !== 45) return false;
    if (!text.startsWith(this.#lastDate, from)) {
      const month = MONTH.get(text.slice(from + 3, from + 6));
      const day = two(text, from);
      const year = two(text, from + 7) * 100 + two(text, from + 9);
      if (month === undefined || !(day > 0) || !(year > 0)) return false;
      this.#lastDate = text.slice(from, from + 12);
      this.#lastDay = Date.UTC(year, month, day);
    }
    return this.#found('named', text, from + 12, this.#lastDay);
  }

  /** `2026-11-21T14:02:11.123Z`, `… +0100`, `… UTC` */
  #iso(text: string, from: number, form: TimeForm): boolean {
    const between = text.charCodeAt(from + 10);
    if (text.charCodeAt(from + 4) !== 45 || (between !== 84 && between !== 32)) return false;
    if (!text.startsWith(this.#lastDate, from)) {
      const year = two(text, from) * 100 + two(text, from + 2);
      const [month, day] = [two(text, from + 5), two(text, from + 8)];
      if (!(year > 0) || !(month >= 1 && month <= 12) || !(day > 0)) return false;
      this.#lastDate = text.slice(from, from + 11);
      this.#lastDay = Date.UTC(year, month - 1, day);
    }
    return this.#found(form, text, from + 11, this.#lastDay) && this.#zone(text);
  }

  /** `Nov 21 14:02:11`, `Nov  1 14:02:11.123456` */
  #syslog(text: string, from: number): boolean {
    if (!text.startsWith(this.#lastDate, from)) {
      const month = MONTH.get(text.slice(from, from + 3));
      const tens = text.charCodeAt(from + 4) === 32 ? 0 : digit(text, from + 4);
      const day = tens * 10 + digit(text, from + 5);
      if (month === undefined || !(day > 0) || text.charCodeAt(from + 6) !== 32) return this.#no();
      this.#lastDate = text.slice(from, from + 7);
      this.#lastDay = Date.UTC(NO_YEAR, month, day);
    }
    return this.#found('syslog', text, from + 7, this.#lastDay) || this.#no();
  }

  /** `1795269731.123456` */
  #unix(text: string, from: number): boolean {
    let at = from;
    while (isDigit(text.charCodeAt(at))) at++;
    if (at - from !== 10 || text.charCodeAt(at) !== 46) return this.#no();
    const end = this.#fraction(text, at);
    if (text.charCodeAt(end) !== 32) return this.#no();
    this.form = 'unix';
    this.at = Math.round(Number(text.slice(from, end)) * 1000);
    this.end = end;
    return true;
  }

  /** `[    1.234567]` */
  #monotonic(text: string, from: number): boolean {
    const close = text.indexOf(']', from);
    const seconds = close < 0 || close - from > 24 ? Number.NaN : Number(text.slice(from + 1, close));
    if (Number.isNaN(seconds) || text.charCodeAt(close + 1) !== 32) return this.#no();
    this.form = 'monotonic';
    this.at = Math.round(seconds * 1000);
    this.end = close + 1;
    return true;
  }

  /** `14:02:11`, with what comes after the dot. */
  #found(form: TimeForm, text: string, from: number, day: number): boolean {
    if (text.charCodeAt(from + 2) !== 58 || text.charCodeAt(from + 5) !== 58) return false;
    const seconds = two(text, from) * 3600 + two(text, from + 3) * 60 + two(text, from + 6);
    if (!(seconds >= 0 && seconds <= DAY / 1000)) return false;
    this.form = form;
    this.at = day + seconds * 1000;
    this.end = from + 8;
    const next = text.charCodeAt(this.end);
    if (next !== 46 && next !== 44) return true;
    const end = this.#fraction(text, this.end);
    for (let i = 1, worth = 100; i <= 3 && this.end + i < end; i++, worth /= 10)
      this.at += digit(text, this.end + i) * worth;
    this.end = end;
    return true;
  }

  #fraction(text: string, dot: number): number {
    let end = dot + 1;
    while (isDigit(text.charCodeAt(end))) end++;
    return end;
  }

  #zone(text: string): boolean {
    const sign = text.charCodeAt(this.end);
    if (sign === 90) this.end++;
    else if (sign === 43 || sign === 45) {
      const colon = text.charCodeAt(this.end + 3) === 58 ? 1 : 0;
      const minutes = two(text, this.end + 1) * 60 + two(text, this.end + 3 + colon);
      if (Number.isNaN(minutes)) return true;
      this.at += (sign === 43 ? -1 : 1) * minutes * 60_000;
      this.end += 5 + colon;
    } else if (this.form === 'journal' && sign === 32) {
      const space = text.indexOf(' ', this.end + 1);
      const zone = text.slice(this.end + 1, space);
      // The names of zones are many: such a time is taken as it stands.
      if (space > 0 && zone.length <= 5 && zone === zone.toUpperCase()) this.end = space;
    }
    return true;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return isDigit(code) ? code - 48 : Number.NaN;
}

function two(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}
